"""What came in: an item with its bytes, or the reason why there are none."""

from dataclasses import dataclass, field
from typing import Any, TypedDict, cast

from fazhi.schema.quality import item_id_without_bytes

# One document is held in memory at a time; a report is a few hundred kB, its scanned annex some 10 MB.
MAX_DOCUMENT_BYTES = 100_000_000


class Arrival(TypedDict, total=False):
    """Columns of the raw layer that only the way of arrival knows; a file on disk has none of them."""

    final_url: str
    http_status: int
    http_headers: str
    linked_from: str
    declared_issuer: str
    declared_region: str
    declared_year: int


def arrival_of(row: dict[str, Any]) -> Arrival:
    """What a row of the raw layer (or a dict from JSON) says about its arrival."""
    found = {name: row[name] for name in Arrival.__annotations__ if row.get(name) is not None}
    return cast(Arrival, found)


@dataclass(frozen=True, slots=True)
class Item:
    """A document that can be read. `path` holds its bytes; `spooled` says that the plan made that file.

    `unchanged`: its server says that it is still the document that was judged before; no bytes were sent. `kept`:
    `path` is a file of the raw layer, which holds other documents too.
    """

    source: str
    path: str
    sha256: str
    size: int
    declared_charset: str | None = None
    fetched_at: str | None = None
    spooled: bool = False
    unchanged: bool = False
    kept: bool = False
    arrival: Arrival = field(default_factory=Arrival)

    @property
    def doc_id(self) -> str:
        return self.sha256[:16]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item without bytes to go on with, and why. `arrival`: what is known of it all the same."""

    source: str
    path: str
    code: str
    message: str
    arrival: Arrival = field(default_factory=Arrival)

    @property
    def item_id(self) -> str:
        """Stands for the missing doc_id."""
        return item_id_without_bytes(self.source, self.code)
