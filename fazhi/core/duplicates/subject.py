"""Whose report on which year: what must not differ between copies, however the report writes it.

洪泽区人民政府, 淮安市洪泽区政府 and 区政府 of one region are the same organ; a damaged sign in a long name is damage.
"""

import hashlib
from dataclasses import dataclass

from fazhi.core.extract.report.organs import level_at

_LEVELS = "省市县区州盟旗"
_TOWNS = ("镇", "乡", "街道", "苏木")
# In names so long one sign in so many may be damaged: 市场监后管理局 is 市场监督管理局, 水务局 is not 税务局.
_LONG, _ONE_IN = 5, 5


@dataclass(frozen=True, slots=True)
class Subject:
    """Region (GB/T 2260), organ without its regions, and the year reported on; None is unknown."""

    region: str | None
    organ: str | None
    year: int | None

    @property
    def known(self) -> bool:
        """Whether all of it is known."""
        return self.region is not None and self.organ is not None and self.year is not None

    @property
    def block(self) -> int | None:
        """A digest of region and year, not negative; None where one is not known."""
        if self.region is None or self.year is None:
            return None
        digest = hashlib.blake2b(f"{self.region}\0{self.year}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) >> 1

    def with_what_is_known_of(self, other: "Subject") -> "Subject":
        """The same, with what only `other` knows."""
        return Subject(self.region or other.region, self.organ or other.organ, self.year or other.year)

    def agrees(self, other: "Subject") -> bool:
        """Whether nothing that is known of both is different."""
        regions, years = {self.region, other.region} - {None}, {self.year, other.year} - {None}
        return len(regions) < 2 and len(years) < 2 and _agree(self.organ, other.organ)


def organ_of(issuer: str | None, region_code: str | None, region_name: str | None) -> str | None:
    """The organ's name without the regions that it begins with; None where it is not known whose it is.

    `issuer`, `region_code` and `region_name` as in the table `reports`.
    """
    if not issuer or not region_code:
        return None
    town = region_name if region_name and region_name.endswith(_TOWNS) else ""
    name = "".join(issuer.split())
    for beginning in _beginnings(region_name):
        _, found, behind = name.rpartition(beginning)
        if found:
            name = behind
            break
    level = level_at(name, 0)
    if level and len(name) > len(level):
        name = name[len(level) :]
    return town + name.removeprefix("我").replace("人民政府", "政府")


def _beginnings(region_name: str | None) -> list[str]:
    """The ways in which a region's name begins an organ's, the longest first."""
    if not region_name:
        return []
    names = (region_name, region_name.rstrip(_LEVELS), region_name[:2])
    return [name for name in dict.fromkeys(names) if len(name) > 1]


def _agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other:
        return True
    differing = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) >= _LONG and differing <= len(one) // _ONE_IN
