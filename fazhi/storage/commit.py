"""The commit of a batch: all its files are staged first, a record says which move where, the manifest comes last.

A reader that globs a table's folder sees each table before or after the batch, never in between: every table gets its
rows by one rename, in an object store by one copy (two tables can differ for the moment between their renames). A run
that was killed between two moves is finished from the record at the next start, on whichever machine that is. Half-way
nothing else says what belongs where, so the record is written twice: one that a disk has lost or changed stops nothing.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.storage import objects
from fazhi.storage.damaged import Damaged, damaged
from fazhi.storage.files import read_json, sync_folder, write_json
from fazhi.storage.folders import files_in, folders_in, remove, remove_tree
from fazhi.storage.layout import Layout
from fazhi.storage.lock import confirm, holder
from fazhi.storage.places import Place

# The batch is committed once the first of them stands.
RECORDS = ("commit.json", "commit-again.json")


@dataclass(frozen=True, slots=True)
class Move:
    """A staged file or folder and where it belongs; both below the data folder, as relative paths."""

    staged: str
    final: str


def commit(layout: Layout, batch: str, moves: list[Move], manifest: dict[str, Any], owner: str = "") -> None:
    """Publish a batch: record, moves, manifest, then the batch's work folder goes.

    `owner`: the name under which the run holds the lock. Raises LockLost, with nothing published, where it lost it.
    """
    confirm(layout.lock, owner)
    work = layout.work(batch)
    record = {"batch": batch, "moves": [[m.staged, m.final] for m in moves], "manifest": manifest}
    for name in RECORDS:
        write_json(work / name, record, work)
    _finish(layout, batch)


def finish_pending(layout: Layout) -> list[str]:
    """Finish every publish that was cut off; returns the batches that were.

    Work folders of batches that have ended, or that were cut off before their plan stood, go, and files that killed
    processes left unfinished. The caller holds the data folder's lock.
    """
    finished = []
    for unfinished in files_in(layout.root / "work", "*.staged"):
        remove(unfinished)
    for work in folders_in(layout.root / "work"):
        if committed(work):
            confirm(layout.lock, holder(layout.lock))
            _finish(layout, work.name)
            finished.append(work.name)
        elif layout.manifest(work.name).exists() or not (work / "plan.json").exists():
            remove_tree(work)
    return finished


def committed(work: Place) -> bool:
    """Whether the batch of that work folder was committed, and its publish then cut off."""
    return any((work / name).exists() for name in RECORDS)


def _finish(layout: Layout, batch: str) -> None:
    work = layout.work(batch)
    record = _record(work)
    for staged, final in record["moves"]:
        put_in_place(layout.root / staged, layout.root / final)
    write_json(layout.manifest(batch), record["manifest"], work)
    # The manifest stands: what is left of the work folder is no longer needed, whatever happens to this removal.
    remove(work / "plan.json")
    remove_tree(work)
    if not isinstance(layout.root, Path):
        shutil.rmtree(layout.scratch(batch), ignore_errors=True)


def _record(work: Place) -> dict[str, Any]:
    """What the commit recorded, from the copy that can be read; raises Damaged where none can."""
    unread: list[Exception] = []
    for name in RECORDS:
        try:
            record = read_json(work / name)
            return {"moves": record["moves"], "manifest": record["manifest"]}
        except (Damaged, FileNotFoundError, KeyError, TypeError) as error:
            unread.append(error if isinstance(error, Damaged) else damaged(work / name, error))
    raise unread[0]


def put_in_place(staged: Place, final: Place) -> None:
    """Move a staged file or folder to where it belongs; what stands there goes. May be done again after a cut.

    In a store what stands there under the same names goes: a name that a cut-off try has moved already is missing in
    `staged`, and must stay.
    """
    if isinstance(staged, Path) and isinstance(final, Path):
        _rename(staged, final)
    elif not isinstance(staged, Path) and not isinstance(final, Path):
        objects.move(staged, final)


def _rename(staged: Path, final: Path) -> None:
    if not staged.exists():  # moved before the run was cut off
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    if staged.is_dir() and final.exists():
        shutil.rmtree(final)
    staged.replace(final)
    sync_folder(final.parent)
