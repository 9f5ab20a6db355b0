"""How official the place is that a copy came from: the issuer's own government site, another one, any site, a file."""

import functools
import re
import unicodedata

_HOST = re.compile(r"(?<![\w.-])((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/:!?#]|$)", re.IGNORECASE | re.ASCII)
# 陕西 is told from 山西 by its spelling.
_SPELT_OTHERWISE = {"陕": "shaan"}
_DOTS = "\u0308"
_URL = re.compile(r"https?://", re.IGNORECASE)
_SUFFIX = ".gov.cn"
_LEVELS = "省市县区州盟旗"
# Behind the initials of a name some sites have that of its level: 深圳市 szs, 洪泽区 hzq.
_LEVEL_INITIALS = "[sxqzm]?"
OWN, GOVERNMENT, SITE, FILE = range(4)


def official(source: str, region_name: str | None) -> int:
    """`OWN`, `GOVERNMENT`, `SITE` or `FILE`, the most official first, by the host in a source label.

    The label is a path, an archive's name and its member, or a URL; a crawl's folders may be named after hosts.
    """
    hosts = [host.lower() for host in _HOST.findall(source)]
    government = [host.removesuffix(_SUFFIX) for host in hosts if host.endswith(_SUFFIX)]
    if government:
        return OWN if any(_spells(host, region_name) for host in government) else GOVERNMENT
    return SITE if _URL.search(source) else FILE


def _spells(host: str, region_name: str | None) -> bool:
    """Whether a label of the host spells the region's name or is made of its initials: hongze, hzq, hlj."""
    pattern = _pattern(region_name) if region_name else None
    return pattern is not None and any(pattern.fullmatch(label) for label in host.split("."))


@functools.lru_cache(maxsize=4096)
def _pattern(region_name: str) -> re.Pattern[str] | None:
    spelt = [found for name in _names(region_name) if (found := _spelling(name))]
    return re.compile("|".join(spelt)) if spelt else None


def _names(region_name: str) -> list[str]:
    """The name without its level; of an autonomous region's also its beginning, before the peoples that live there."""
    name = region_name.partition("自治")[0].rstrip(_LEVELS) or region_name
    return [name, name[:2], name[:3]] if "自治" in region_name else [name]


def _spelling(name: str) -> str | None:
    readings = [_readings(sign) for sign in name]
    if len(name) < 2 or not all(readings):
        return None
    whole = "".join(f"(?:{'|'.join(own)})" for own in readings)
    initials = "".join(f"[{''.join(sorted({reading[0] for reading in own}))}]" for own in readings)
    return f"{whole}.*|{initials}{_LEVEL_INITIALS}"


def _readings(sign: str) -> list[str]:
    """The readings of a sign without tones; ü is written v or u in host names."""
    from fazhi.core.normalize.mirror.characters import table

    found = {_SPELT_OTHERWISE[sign]} if sign in _SPELT_OTHERWISE else set[str]()
    for reading in table().readings.get(sign, ()):
        signs = unicodedata.normalize("NFD", reading)
        plain = unicodedata.normalize("NFC", "".join(c for c in signs if c == _DOTS or not unicodedata.combining(c)))
        found.update((plain.replace("ü", "v"), plain.replace("ü", "u")))
    return sorted(found)
