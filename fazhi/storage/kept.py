"""The quarantine as a history: every item ever kept back, and whether it still is.

An item is open while no later batch has decided on it otherwise. A document is known by its id; where no bytes could be
read, by its source, since the bytes that arrive later will have an id of their own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from fazhi.schema.quality import Fate, Quarantined, item_id_without_bytes
from fazhi.storage.files import read_rows
from fazhi.storage.history import in_order
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

Status = Literal["open", "resolved", "superseded"]
_DECIDED = frozenset({"published", "quarantined"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of the quarantine. `place` is its column `item`, read: where the bytes lie, or the row itself.

    `status`: open, resolved (published by a later batch) or superseded (kept back again: a later row speaks for it).
    """

    item_id: str
    row: Quarantined
    place: dict[str, Any]
    status: Status

    @property
    def whole_document(self) -> bool:
        """Whether the item is a document and not one of its rows."""
        return "table" not in self.place


def kept(layout: Layout) -> list[Kept]:
    """Every item of the quarantine, in the order of the batches."""
    order = {name: position for position, name in enumerate(in_order(layout))}
    rows = [row for name in order for row in _rows(_file(layout, Quarantined.table, name))]
    wanted = {_key(row) for row in rows}
    latest: dict[str, tuple[int, str]] = {}
    for name, position in order.items():
        for item, source, outcome in _fates(_file(layout, Fate.table, name)):
            for key in (item, source):
                if key in wanted and outcome in _DECIDED:
                    latest[key] = (position, outcome)
    return [_kept(row, order[row.batch_id], latest.get(_key(row))) for row in rows]


def _kept(row: Quarantined, position: int, latest: tuple[int, str] | None) -> Kept:
    place: dict[str, Any] = json.loads(row.item)
    status: Status = "open"
    if latest and latest[0] > position:
        status = "resolved" if latest[1] == "published" else "superseded"
    return Kept(_item_id(row, place), row, place, status)


def _item_id(row: Quarantined, place: dict[str, Any]) -> str:
    if "table" in place:
        return str(place[f"{place['table'].removesuffix('s')}_id"])
    return row.doc_id or item_id_without_bytes(row.source, row.reason_code)


def _key(row: Quarantined) -> str:
    return row.doc_id or row.source


def _file(layout: Layout, table: str, batch: str) -> Place:
    return layout.table("quality", table) / f"{batch}.parquet"


def _rows(path: Place) -> list[Quarantined]:
    return [Quarantined(**row) for row in read_rows(path).to_pylist()] if path.exists() else []


def _fates(path: Place) -> Iterator[tuple[str, str, str]]:
    if path.exists():
        table = read_rows(path, ["item_id", "source", "outcome"])
        yield from zip(*(table[name].to_pylist() for name in ("item_id", "source", "outcome")), strict=True)
