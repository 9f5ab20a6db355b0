"""How a batch begins: a new plan, or the plan of a batch that was cut off."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fazhi.collect.listing import Listed, listed
from fazhi.core.ingest.item import Item, Unreadable
from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.stages.batch import Batch
from fazhi.stages.inbox import items
from fazhi.stages.intact import forget_damaged
from fazhi.stages.plan import INPUTS, Plan, begun, make_plan, whole
from fazhi.stages.upkeep import keep_in_step
from fazhi.storage.commit import finish_pending
from fazhi.storage.evolution import bring_up_to_date
from fazhi.storage.folders import files_in, remove, remove_tree
from fazhi.storage.history import manifests
from fazhi.storage.known import Known, known
from fazhi.storage.layout import Layout, checked_batch_id
from fazhi.storage.lock import holder
from fazhi.storage.places import Place
from fazhi.version import version

# A row of a list of URLs: an address, or what is none.
Row = Listed | Unreadable


class UnusableInput(Exception):
    """An argument that no batch can begin with; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch with its plan. `resumed`: it was begun by an earlier run; `finished`: publishes completed on the way.

    `dropped`: unfinished batches that cannot go on (begun by other code or rules, a damaged plan): their items are
    planned anew.
    """

    batch: Batch
    plan: Plan
    resumed: bool
    finished: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def open_batch(
    layout: Layout,
    source: Path,
    batch_id: str | None,
    progress: Callable[[int], None] = lambda count: None,
    allow_private: bool = False,
    urls: Path | None = None,
) -> Opened:
    """Finish what was cut off, then resume the batch asked for, or the unfinished one on this input, or plan a new one.

    The caller holds the data folder's lock. A plan without anything new leaves nothing behind. `allow_private`: a list
    of URLs may name addresses of the own network. `urls`: a list of URLs whose pages belong to the same batch. Raises
    UnusableInput.
    """
    _check(source, layout)
    rows = _listed(urls) if urls else []
    finished = prepare(layout)
    label = INPUTS.join(str(path.resolve()) for path in (source, urls) if path)
    found = partial(_found, layout, source, rows, allow_private)
    return begin(layout, label, batch_id, found, partial(known, layout), progress, finished)


def prepare(layout: Layout) -> tuple[str, ...]:
    """Make the folders, finish publishes that were cut off; returns the batches that were."""
    layout.make()
    finished = tuple(finish_pending(layout))
    bring_up_to_date(layout)
    keep_in_step(layout)
    return finished


def begin(
    layout: Layout,
    label: str,
    batch_id: str | None,
    found: Callable[[Place], Iterator[Item | Unreadable]],
    already: Callable[[str], Known],
    progress: Callable[[int], None],
    finished: tuple[str, ...],
) -> Opened:
    """Resume the batch asked for, or the unfinished one with this label as its input, or plan a new one.

    `found` gives the items (archives and pages are spooled to the folder it is handed), `already` what is decided
    under a version. Raises Damaged where the manifest of an ended batch is, which the end of this one would meet too.
    """
    resumed, dropped = _resume(layout, label, batch_id)
    if resumed:
        manifests(layout)
        return Opened(*resumed, resumed=True, finished=finished, dropped=dropped)
    batch = _new(layout, batch_id)
    plan = make_plan(batch, found(batch.work / "spool"), label, already(batch.version), progress, dropped)
    if plan.nothing_new:
        remove_tree(batch.work)
    elif batch_id and layout.manifest(batch_id).exists():
        remove_tree(batch.work)
        raise UnusableInput(f"batch {batch_id} has ended, and there are new items: give them another --batch")
    else:
        manifests(layout)
    return Opened(batch, plan, resumed=False, finished=finished, dropped=dropped)


def _found(
    layout: Layout, source: Path, rows: list[Row], allow_private: bool, spool: Place
) -> Iterator[Item | Unreadable]:
    """The items of the input, then the pages of `rows`. An input that is a list of URLs is read as one."""
    own = listed(source)
    if own is None:
        yield from items(source, spool, leave_out=layout.root)
    if own or rows:
        yield from _collected(layout, [*(own or []), *rows], allow_private, spool)


def _collected(layout: Layout, rows: list[Row], allow_private: bool, spool: Place) -> Iterator[Item | Unreadable]:
    from fazhi.collect.collecting import collected
    from fazhi.collect.policy import policy_now
    from fazhi.collect.visits import Visits

    decided = known(layout, version()).judged
    return collected(rows, spool, policy_now(allow_private), Visits(layout), decided)


def _listed(path: Path) -> list[Row]:
    """The URLs of the list that goes with an inbox. Lines that are all comments are an empty list, others none."""
    if not path.is_file():
        raise UnusableInput(f"urls {path}: there is no such list; name a .txt or .csv file of URLs")
    rows = listed(path)
    if rows is None:
        lines = [line.strip() for line in path.read_text("utf-8-sig", "replace").splitlines()]
        told = [line for line in lines if line and not line.startswith("#") and line.lower() != "url"]
        if told:
            raise UnusableInput(f"urls {path}: {told[0][:80]!r} is no http address: one URL a line, or a column `url`")
    return rows or []


def _check(source: Path, layout: Layout) -> None:
    if isinstance(layout.root, Path) and source.is_dir() and source.resolve() == layout.root.resolve():
        raise UnusableInput(f"--input {source} is the data folder itself: name the folder of the documents")
    if not source.exists():
        raise UnusableInput(f"--input {source}: there is no such file or folder")
    if not (source.is_dir() or source.is_file()):
        raise UnusableInput(f"--input {source}: neither a file nor a folder (a pipe or a device is never read)")


def _resume(layout: Layout, label: str, batch_id: str | None) -> tuple[tuple[Batch, Plan] | None, tuple[str, ...]]:
    """The unfinished batch to go on with, and those that are dropped: other code or rules have begun them, so that
    their parts do not fit, or a part of their plan is damaged."""
    dropped: list[str] = []
    for name in layout.unfinished():
        found = begun(layout.work(name))
        if found is None:
            _drop(layout, name)
            dropped.append(name)
            continue
        plan, started = found
        if name == batch_id or (batch_id is None and plan.input == label):
            if plan.input != label:
                raise UnusableInput(
                    f"batch {name} was begun on {plan.input}: leave out --input, or name another --batch"
                )
            batch = Batch(str(layout.root), name, plan.version, dt.datetime.fromisoformat(started), holder(layout.lock))
            if plan.version == version() and whole(batch, plan):
                forget_damaged(batch, plan.chunks)
                return (batch, plan), tuple(dropped)
            _drop(layout, name)
            dropped.append(name)
    return None, tuple(dropped)


def _drop(layout: Layout, name: str) -> None:
    """Remove an unfinished batch: first what it left in the layers, so that a cut leaves the plan that names it."""
    of_a_chunk = re.compile(rf"{re.escape(name)}-[0-9]{{5,}}\.parquet")
    for layer in OF_CHUNKS:
        for record in LAYERS[layer]:
            for path in files_in(layout.table(layer, record.table), f"{name}-*.parquet"):
                if of_a_chunk.fullmatch(path.name):
                    remove(path)
    remove_tree(layout.work(name))


def _new(layout: Layout, batch_id: str | None) -> Batch:
    started = dt.datetime.now(dt.UTC)
    try:
        name = checked_batch_id(batch_id) if batch_id else started.strftime("%Y%m%dT%H%M%S.%fZ")[:-4] + "Z"
    except ValueError as error:
        raise UnusableInput(f"--batch: {error}") from error
    return Batch(str(layout.root), name, version(), started, holder(layout.lock))
