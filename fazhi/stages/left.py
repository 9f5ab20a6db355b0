"""What a batch left behind, staged or in place: the rows that passed, the files that tell of the rest."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.schema.catalogue import CURATED
from fazhi.schema.columns import Record
from fazhi.stages.batch import Batch
from fazhi.stages.publishable import DOCUMENTS, Tables, chunk_tables, without
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place


@dataclass(frozen=True, slots=True)
class Left:
    """A batch's manifest and the files of its quality tables."""

    batch: Batch
    manifest: dict[str, Any]
    fates: Place
    quarantine: Place
    results: Place

    def chunks(self, records: Iterable[type[Record]] = CURATED) -> Iterator[tuple[int, Tables]]:
        """The rows that passed, of the curated tables asked for, a chunk at a time."""
        passing = self.passing()
        for chunk in range(self.manifest["chunks"]):
            yield chunk, passing(chunk, records)

    def passing(self) -> "Passing":
        """What reads single chunks."""
        fates = read_rows(self.fates, ["item_id", "outcome"])
        kept = fates.filter(pc.is_in(fates["outcome"], value_set=pa.array(["published", "withheld"])))
        return Passing(self.batch, frozenset(kept["item_id"].to_pylist()), self._rows_kept_back())

    def _rows_kept_back(self) -> dict[str, list[str]]:
        rows: dict[str, list[str]] = {}
        for text in read_rows(self.quarantine, ["item"])["item"].to_pylist():
            item = json.loads(text)
            if "table" in item:
                rows.setdefault(item["table"], []).append(item[f"{item['table'].removesuffix('s')}_id"])
        return rows


@dataclass(frozen=True, slots=True)
class Passing:
    """The rows of a batch that passed, by chunk."""

    batch: Batch
    documents: frozenset[str]
    rows_kept_back: dict[str, list[str]]

    def __call__(self, chunk: int, records: Iterable[type[Record]]) -> Tables:
        tables = chunk_tables(self.batch, chunk, records)
        held: set[str] = set()
        for table in tables.values():
            held.update(table["doc_id"].unique().to_pylist())
        gone = sorted(held - self.documents)
        return without(tables, {**self.rows_kept_back, DOCUMENTS: gone})


def left_in_place(layout: Layout, manifest: dict[str, Any]) -> Left:
    """What an ended batch left, in its final places."""
    name, started = manifest["batch_id"], dt.datetime.fromisoformat(manifest["started"])
    return Left(
        Batch(str(layout.root), name, manifest["version"], started), manifest,
        layout.table("quality", "fates") / f"{name}.parquet", layout.table("quality", "quarantine") / f"{name}.parquet",
        layout.quality(name) / "results.parquet",
    )  # fmt: skip
