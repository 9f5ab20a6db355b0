"""retention: what nothing needs any more, with its bytes, and its removal.

Never curated tables, manifests, fates, quarantine or results. Unless asked for, never what a rebuild (the bytes of a
document), a replay (the bytes of an item in quarantine) or a page that is linked from published rows needs.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.schema.curated import Report
from fazhi.schema.layers import RawDocument
from fazhi.stages.rebuild import places
from fazhi.storage.commit import committed
from fazhi.storage.files import read_rows, write_bytes
from fazhi.storage.folders import files_in, remove_tree
from fazhi.storage.folders import remove as remove_file
from fazhi.storage.history import in_order, manifests
from fazhi.storage.keeping import cost
from fazhi.storage.kept import kept
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

_DAY = dt.timedelta(days=1)
_BETWEEN = OF_CHUNKS[1:]
# Files that a run stages live for minutes; one that is older was left by a run that was killed.
_STAGED_DAYS = 1.0


@dataclass(frozen=True, slots=True)
class Policy:
    """After how many days what goes; None: never.

    `days`: layers between raw and curated, pages, abandoned work folders; `raw_days`: bytes that a newer file of the
    raw layer holds as well; `versions_days`: tables from before a rebuild. `needed`: also what rebuild, replay and
    pages need.
    """

    days: float | None = 90
    raw_days: float | None = 90
    versions_days: float | None = 30
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A file or folder that goes: path below the data folder, what it is, its bytes, when it was last needed."""

    path: str
    what: str
    bytes: int
    since: str


def removals(layout: Layout, policy: Policy, now: dt.datetime) -> list[Removal]:
    """What the policy lets go, in the order of removal. Changes nothing."""
    ended = {m["batch_id"]: dt.datetime.fromisoformat(m["ended"]) for m in manifests(layout)}
    published = publishing(layout)
    found: list[tuple[Place, str, dt.datetime]] = []
    for batch in in_order(layout):
        older = _Older(ended[batch], now)
        if older.than(policy.days) and (policy.needed or batch not in published):
            found += [(path, "layer", older.since) for path in _layers(layout, batch)]
            found += [(path, "page", older.since) for path in _pages(layout, batch)]
    found += _raw(layout, policy, ended, now)
    found += _abandoned(layout, policy, now)
    found += _versions(layout, policy, now)
    return [_removal(layout, path, what, since) for path, what, since in found]


def remove(layout: Layout, found: list[Removal]) -> int:
    """Remove what was found; returns the bytes. What is gone already is no fault: the run before was cut off."""
    freed = 0
    for removal in found:
        path = layout.root / removal.path
        if path.is_dir():
            # First the plan: what is left of a work folder must not look like a batch to go on with.
            remove_file(path / "plan.json")
            remove_tree(path)
        else:
            remove_file(path)
        freed += removal.bytes
    return freed


@dataclass(frozen=True, slots=True)
class _Older:
    since: dt.datetime
    now: dt.datetime

    def than(self, days: float | None) -> bool:
        return days is not None and self.now - self.since >= days * _DAY


def publishing(layout: Layout) -> set[str]:
    """The batches that published rows still name: their pages are linked, and can be built anew from their layers."""
    found: set[str] = set()
    for path in layout.curated_files(Report):
        found.update(read_rows(path, ["batch_id"])["batch_id"].unique().to_pylist())
    return found


def _layers(layout: Layout, batch: str) -> Iterator[Place]:
    for layer in _BETWEEN:
        for record in LAYERS[layer]:
            yield from files_in(layout.table(layer, record.table), f"{batch}-?????.parquet")


def _pages(layout: Layout, batch: str) -> Iterator[Place]:
    """The pages alone: manifest and results are the history."""
    folder = layout.quality(batch)
    yield from files_in(folder, "*.html")
    if (folder / "evidence").exists():
        yield folder / "evidence"


def _raw(
    layout: Layout, policy: Policy, ended: dict[str, dt.datetime], now: dt.datetime
) -> Iterator[tuple[Place, str, dt.datetime]]:
    """Files of the raw layer whose documents are all to be had from another one, or all (`needed`)."""
    wanted = set() if policy.needed else {*places(layout).values(), *_replayed(layout)}
    for batch, since in ended.items():
        if _Older(since, now).than(policy.raw_days):
            for path in files_in(layout.table("raw", RawDocument.table), f"{batch}-?????.parquet"):
                if path not in wanted:
                    yield path, "raw", since


def _replayed(layout: Layout) -> Iterator[Place]:
    """The raw files that open items of the quarantine are read from again."""
    for item in kept(layout):
        if item.status == "open" and "file" in item.place:
            yield layout.root / str(item.place["file"])
        elif item.status == "open" and item.row.doc_id:
            yield from files_in(layout.table("raw", RawDocument.table), f"{item.row.batch_id}-?????.parquet")


def _abandoned(layout: Layout, policy: Policy, now: dt.datetime) -> Iterator[tuple[Place, str, dt.datetime]]:
    """Batches that nobody went on with, and their layer files; files that a killed run had staged.

    Their items are in no table: the next run on the same input finds them new.
    """
    for batch in layout.unfinished():
        work = layout.work(batch)
        since = cost(work)[1]
        if not committed(work) and _Older(since, now).than(policy.days):
            raw = files_in(layout.table("raw", RawDocument.table), f"{batch}-?????.parquet")
            for path in (*_layers(layout, batch), *raw):
                yield path, "abandoned", since
            yield work, "abandoned", since
    for path in files_in(layout.root / "work", "*.staged"):
        since = cost(path)[1]
        if _Older(since, now).than(_STAGED_DAYS):
            yield path, "staged", since


def _versions(layout: Layout, policy: Policy, now: dt.datetime) -> Iterator[tuple[Place, str, dt.datetime]]:
    for manifest in manifests(layout):
        folder, since = layout.version(manifest["batch_id"]), dt.datetime.fromisoformat(manifest["ended"])
        if folder.exists() and _Older(since, now).than(policy.versions_days):
            yield folder, "version", since


def _removal(layout: Layout, path: Place, what: str, since: dt.datetime) -> Removal:
    return Removal(layout.relative(path), what, cost(path)[0], f"{since:%Y-%m-%d}")


def write_log(layout: Layout, found: list[Removal], now: dt.datetime) -> None:
    """Append what was removed to `quality/removed.jsonl`: a missing file must be explained for ever."""
    path = layout.root / "quality" / "removed.jsonl"
    rows = ({"removed": now.isoformat(), "path": r.path, "what": r.what, "bytes": r.bytes} for r in found)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    before = path.read_bytes() if path.exists() else b""
    write_bytes(path, before + lines.encode(), layout.root / "work")
