"""Replay: items of the quarantine as the input of a batch, from the bytes that the raw layer kept."""

import datetime as dt
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from fazhi.collect.listing import Listed
from fazhi.core.ingest.item import Item, Unreadable, arrival_of
from fazhi.schema.layers import RawDocument
from fazhi.stages.inbox import items_of_file
from fazhi.stages.opening import Opened, UnusableInput, begin, prepare
from fazhi.storage.files import keep_bytes, read_in_groups, read_rows
from fazhi.storage.folders import files_in
from fazhi.storage.kept import Kept, kept
from fazhi.storage.known import Known
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place
from fazhi.version import version

# What the plan and manifest of such a batch name as its input.
LABEL = "quarantine"
_IN_ARCHIVE = "!/"
_URLS = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which open items to run again: those named (ids of items or documents), those with a reason, else all.

    `force`: also those that the code and rules of today have judged already.
    """

    items: tuple[str, ...] = ()
    reason: str | None = None
    force: bool = False


@dataclass(slots=True)
class Choice:
    """What became of a selection: run again, left because nothing has changed, left because the bytes are gone."""

    again: list[Kept] = field(default_factory=list)
    unchanged: list[Kept] = field(default_factory=list)
    lost: list[Kept] = field(default_factory=list)


def open_replay(
    layout: Layout,
    selection: Selection,
    batch_id: str | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> tuple[Opened, Choice]:
    """A batch of what is selected, or the unfinished replay. The caller holds the data folder's lock.

    Raises UnusableInput where an item that is named is not open.
    """
    finished = prepare(layout)
    choice = choose(layout, selection, version())
    found = partial(_found, layout, choice.again)
    # Nothing counts as decided: that an item was judged before is why it is here.
    return begin(layout, LABEL, batch_id, found, lambda by: Known(), progress, finished), choice


def choose(layout: Layout, selection: Selection, by: str) -> Choice:
    """Sort the open items that are selected; `by` is the version that would judge them."""
    choice = Choice()
    for item in _selected([item for item in kept(layout) if item.status == "open"], selection):
        if item.row.version == by and not selection.force:
            choice.unchanged.append(item)
        elif _place(layout, item) is None:
            choice.lost.append(item)
        else:
            choice.again.append(item)
    return choice


def _selected(open_items: list[Kept], selection: Selection) -> list[Kept]:
    named = set(selection.items)
    unknown = named - {name for item in open_items for name in (item.item_id, item.row.doc_id)}
    if unknown:
        raise UnusableInput(f"not open in quarantine: {', '.join(sorted(unknown))}; see `fazhi quarantine list`")
    found = [item for item in open_items if not named or named & {item.item_id, item.row.doc_id}]
    return [item for item in found if selection.reason in (None, item.row.reason_code)]


def place_of(layout: Layout, item: Kept) -> str | None:
    """Where the bytes of an item lie: a path or address, or None where they are gone."""
    place = _place(layout, item)
    return str(place) if place else None


def _place(layout: Layout, item: Kept) -> Place | str | None:
    """A file of the raw layer (Parquet), a file as it was found, or an address."""
    if "path" in item.place:
        path: str = item.place["path"]
        if path.startswith(_URLS):
            return path
        if os.path.lexists(path):
            return Path(path)
        return item.row.source if item.row.source.startswith(_URLS) else None
    raw = _raw_file(layout, item)
    return raw if raw is not None and raw.exists() else None


def _raw_file(layout: Layout, item: Kept) -> Place | None:
    if "file" in item.place:
        return layout.root / str(item.place["file"])
    for path in files_in(layout.table("raw", RawDocument.table), f"{item.row.batch_id}-?????.parquet"):
        if item.row.doc_id in read_rows(path, ["doc_id"])["doc_id"].to_pylist():
            return path
    return None


def _found(layout: Layout, chosen: Iterable[Kept], spool: Place) -> Iterator[Item | Unreadable]:
    """The documents of the chosen items, each once: several rows of a document are one item of the batch."""
    raw: dict[Place, set[str]] = defaultdict(set)
    files: dict[Path, set[str]] = defaultdict(set)
    urls: dict[str, Listed] = {}
    for item in chosen:
        place = _place(layout, item)
        if isinstance(place, str):
            urls[place] = Listed(place, arrival_of(item.place))
        elif isinstance(place, Path) and "path" in item.place:
            files[place].add(item.row.source)
        elif place is not None and item.row.doc_id:
            raw[place].add(item.row.doc_id)
    for path, doc_ids in sorted(raw.items()):
        yield from _of_raw(path, doc_ids, spool)
    for path, sources in sorted(files.items()):
        yield from _of_file(path, sources, spool)
    if urls:
        from fazhi.collect.collecting import collected
        from fazhi.collect.policy import policy_now
        from fazhi.collect.visits import Visits

        # Nothing counts as decided: each is asked for as a whole.
        yield from collected([urls[url] for url in sorted(urls)], spool, policy_now(), Visits(layout))


def _of_raw(path: Place, doc_ids: set[str], spool: Place) -> Iterator[Item]:
    for table in read_in_groups(path):
        for row in table.to_pylist():
            if row["doc_id"] in doc_ids:
                yield _spooled(row, spool)


def _spooled(row: dict[str, Any], spool: Place) -> Item:
    path = spool / hashlib.sha256(row["content"]).hexdigest()
    keep_bytes(path, row["content"])
    arrived: dt.datetime = row["fetched_at"]
    return Item(
        source=row["source"], path=str(path), sha256=path.name, size=row["size"],
        declared_charset=row["declared_charset"], fetched_at=arrived.isoformat(), spooled=True, arrival=arrival_of(row),
    )  # fmt: skip


def _of_file(path: Path, sources: set[str], spool: Place) -> Iterator[Item | Unreadable]:
    """The items at `path` that are wanted: all of a file, some members of an archive."""
    for label in sorted({source.partition(_IN_ARCHIVE)[0] for source in sources}):
        for item in items_of_file(path, label, spool):
            if item.source in sources or label in sources:
                yield item
