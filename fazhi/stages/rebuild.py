"""rebuild: everything the raw layer holds, with today's code, as a batch that takes the place of what is published.

A rebuilt document is replaced in the file that holds it: every document stands in every table just once at any instant,
and a file never vanishes under a reader. What was published before stays in `versions/<batch>/` until retention removes
it.
"""

import functools
import logging
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pyarrow as pa

from fazhi.core.ingest.item import Item, arrival_of
from fazhi.logs import event
from fazhi.schema.catalogue import CURATED
from fazhi.schema.columns import columns_of
from fazhi.schema.curated import Indicator, Report
from fazhi.schema.layers import RawDocument
from fazhi.stages.batch import Batch, StageReport, done
from fazhi.stages.diff import Reading, changed, readings
from fazhi.stages.opening import Opened, begin, prepare
from fazhi.stages.plan import MAY_LOSE, REBUILD, read_plan, write_plan
from fazhi.stages.publish import passed
from fazhi.stages.publishable import Tables
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_rows, write_json
from fazhi.storage.folders import files_in, remove_tree
from fazhi.storage.history import in_order
from fazhi.storage.keeping import keep
from fazhi.storage.known import Known, known
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

_ALL_BUT_BYTES = [c.name for c in columns_of(RawDocument) if c.name != "content"]
_SHOWN = 1000
_FILES_HELD = 2


def open_rebuild(
    layout: Layout,
    batch_id: str | None = None,
    only_outdated: bool = False,
    may_lose: float = MAY_LOSE,
) -> Opened:
    """A batch of all that the raw layer holds, or the rebuild that was cut off. The caller holds the folder's lock.

    `only_outdated`: what today's code and rules have judged already is skipped: it would come out the same. `may_lose`:
    the share of the published documents that may be gone afterwards.
    """
    finished = prepare(layout)
    already = partial(known, layout) if only_outdated else lambda by: Known()
    opened = begin(layout, REBUILD, batch_id, lambda spool: _found(layout), already, lambda count: None, finished)
    if not opened.plan.nothing_new:
        opened.plan.may_lose = may_lose
        write_plan(opened.batch, opened.plan)
    return opened


def _found(layout: Layout) -> Iterator[Item]:
    chosen = places(layout)
    for path in sorted(set(chosen.values()), key=str):
        for row in read_rows(path, _ALL_BUT_BYTES).to_pylist():
            if chosen[row["doc_id"]] == path:
                yield Item(
                    source=row["source"], path=str(path), sha256=row["sha256"], size=row["size"],
                    declared_charset=row["declared_charset"], fetched_at=row["fetched_at"].isoformat(), kept=True,
                    arrival=arrival_of(row),
                )  # fmt: skip


def places(layout: Layout) -> dict[str, Place]:
    """doc_id -> the raw file to read it from: of the batch that published it, else of the latest that has ended."""
    places: dict[str, Place] = {}
    by_batch: dict[str, dict[str, Place]] = {}
    for name in in_order(layout):
        for path in files_in(layout.table("raw", RawDocument.table), f"{name}-?????.parquet"):
            try:
                held = dict.fromkeys(read_rows(path, ["doc_id"])["doc_id"].to_pylist(), path)
            except (OSError, pa.ArrowException, Damaged) as error:  # its documents stay as they are, and are counted
                event("raw file cannot be read", logging.WARNING, path=str(path), why=type(error).__name__)
                continue
            by_batch.setdefault(name, {}).update(held)
        places |= by_batch.get(name, {})
    for doc_id, batch in _published_by(layout).items():
        if doc_id in by_batch.get(batch, {}):
            places[doc_id] = by_batch[batch][doc_id]
    return places


def _published_by(layout: Layout) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in layout.curated_files(Report):
        table = read_rows(path, ["doc_id", "batch_id"])
        found.update(zip(table["doc_id"].to_pylist(), table["batch_id"].to_pylist(), strict=True))
    return found


def compare(batch: Batch, chunk: int = 0) -> StageReport:
    """Write what the new version reads differently from what is published; keep a copy of that."""
    present = _Present(batch.layout)
    plan, _ = read_plan(batch.work)
    after: set[str] = set()
    severities, causes, rows = Counter[str](), Counter[str](), list[dict[str, Any]]()
    for number in range(plan.chunks):
        for difference in changed(_read(batch, number, after), present.reading):
            severities[difference.difference.severity] += 1
            causes[difference.cause] += 1
            if difference.difference.severity != "position" and len(rows) < _SHOWN:
                rows.append(difference.as_row())
    read = set(_documents(batch, plan.chunks))
    told = {
        "documents": {"before": len(present.files), "rebuilt": len(after), "new": len(after - present.files.keys()),
                      "gone": sorted((read & present.files.keys()) - after),
                      "left_as_they_were": len(present.files.keys() - read)},
        "severities": dict(severities), "causes": dict(causes), "rows": rows,
    }  # fmt: skip
    write_json(batch.work / "page" / "differences.json", told, batch.work)
    if not done(batch, "verdict", 0).excluded.get("batch"):
        _keep(batch)
    return StageReport("compare", chunk, statistics={k: v for k, v in told.items() if k != "rows"})


def _read(batch: Batch, chunk: int, seen: set[str]) -> Iterator[Reading]:
    """The documents of a chunk that would be published; their ids go to `seen`."""
    for reading in readings(passed(batch, chunk, (Report, Indicator))):
        seen.add(reading.doc_id)
        yield reading


def _documents(batch: Batch, chunks: int) -> Iterator[str]:
    for chunk in range(chunks):
        path = batch.layout.chunk("raw", RawDocument.table, batch.id, chunk)
        yield from read_rows(path, ["doc_id"])["doc_id"].to_pylist()


class _Present:
    """What is published now, a document at a time."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.files = {
            doc_id: path.name
            for path in layout.curated_files(Report)
            for doc_id in read_rows(path, ["doc_id"])["doc_id"].to_pylist()
        }
        self._file = functools.lru_cache(maxsize=_FILES_HELD)(self._read_file)

    def reading(self, doc_id: str, source: str) -> Reading | None:
        return self._file(self.files[doc_id]).get(doc_id) if doc_id in self.files else None

    def _read_file(self, name: str) -> dict[str, Reading]:
        tables: Tables = {r: read_rows(self._layout.table("curated", r.table) / name) for r in (Report, Indicator)}
        return {reading.doc_id: reading for reading in readings(tables)}


def _keep(batch: Batch) -> None:
    """The files that are published now, under `versions/<batch>/`."""
    folder = batch.layout.version(batch.id)
    if folder.exists():
        remove_tree(folder)
    for record in CURATED:
        for path in batch.layout.curated_files(record):
            keep(path, folder / record.table / path.name)


def losses(batch: Batch) -> list[str]:
    """Why a rebuild must not take the place of what is published: it would lose more documents than it may."""
    plan, _ = read_plan(batch.work)
    if not plan.rebuild:
        return []
    present = _Present(batch.layout).files.keys()
    read = present & set(_documents(batch, plan.chunks))
    after = {d for n in range(plan.chunks) for d in passed(batch, n, (Report,))[Report]["doc_id"].to_pylist()}
    gone = len(read - after)
    if not read or gone / len(read) <= plan.may_lose:
        return []
    return [
        f"rebuild: {gone} of {len(read)} published documents would be gone, more than {plan.may_lose:.0%}: see the "
        "quarantine of this batch, or allow more with `may_lose`"
    ]


def leaving(batch: Batch) -> dict[str, str]:
    """The published documents that a rebuild read and does not publish, and the file that holds each."""
    plan, _ = read_plan(batch.work)
    if not plan.rebuild:
        return {}
    files = _Present(batch.layout).files
    after = {d for n in range(plan.chunks) for d in passed(batch, n, (Report,))[Report]["doc_id"].to_pylist()}
    return {
        doc_id: files[doc_id] for doc_id in _documents(batch, plan.chunks) if doc_id in files and doc_id not in after
    }
