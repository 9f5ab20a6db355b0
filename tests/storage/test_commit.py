"""The commit: killed after any of its steps, the next start ends in the same files, on a disk and in a store."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fazhi.schema.curated import Report
from fazhi.storage import commit as module
from fazhi.storage import objects
from fazhi.storage.commit import RECORDS, Move, commit, committed, finish_pending
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import write_bytes
from fazhi.storage.folders import remove
from fazhi.storage.layout import Layout
from fazhi.storage.lock import LockLost, holder
from fazhi.storage.places import Place

# What a store is asked for when something there changes.
_CHANGING = frozenset({"put_object", "copy_object", "delete_objects"})


class Killed(Exception):
    """Stands for the death of the process."""


def _begin(layout: Layout) -> list[Move]:
    work = layout.work("b1")
    written = {"page/index.html": "page", "page/evidence/1.html": "evidence", "plan.json": "{}"}
    moves = [Move("work/b1/page", "quality/b1")]
    for table in ("reports", "indicators"):
        written[f"{table}.parquet"] = table
        moves.append(Move(f"work/b1/{table}.parquet", f"curated/{table}/b1.parquet"))
    for name, text in written.items():
        write_bytes(work / name, text.encode(), work)
    return moves


def _files(layout: Layout) -> dict[str, str]:
    """What lies below a data folder, but for the lock and the tables without rows."""
    if isinstance(layout.root, Path):
        found: list[Place] = [p for p in layout.root.rglob("*") if p.is_file()]
    else:
        found = [layout.root / name for name in objects.keys(layout.root)]
    held = {layout.relative(p): p.read_text("utf8", "replace") for p in found if p.name != "none.parquet"}
    return {name: text for name, text in sorted(held.items()) if not name.startswith("work/lock")}


def _undisturbed(tmp_path: Path) -> dict[str, str]:
    layout = Layout(tmp_path / "undisturbed")
    layout.make()
    commit(layout, "b1", _begin(layout), {"verdict": "published"})
    return _files(layout)


def _ends_in_the_same_files(layout: Layout, moves: list[Move], tmp_path: Path, patch: Callable[[Any], None]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patch(patched)
        with contextlib.suppress(Killed):
            commit(layout, "b1", moves, {"verdict": "published"}, holder(layout.lock))
    recorded = committed(layout.work("b1")) or layout.manifest("b1").exists()
    finish_pending(layout)
    if recorded:
        assert _files(layout) == _undisturbed(tmp_path)
    else:
        assert [path.name for path in layout.curated_files(Report)] == ["none.parquet"]
        assert layout.unfinished() == ["b1"]


def _dying(original: Callable[..., Any], step: int, before: bool) -> Callable[..., Any]:
    """`original`, whose caller dies at its call number `step`, before or after it."""
    calls = iter(range(step + 1))

    def call(*args: Any, **kwargs: Any) -> Any:
        last = next(calls, step) == step
        if last and before:
            raise Killed
        result = original(*args, **kwargs)
        if last:
            raise Killed
        return result

    return call


# Every call of these is a step after which the process may be gone.
@pytest.mark.parametrize(("target", "name"), [(module, "put_in_place"), (module, "write_json"), (shutil, "rmtree")])
@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("before", [True, False])
def test_a_cut_off_publish_is_finished(
    tmp_path: Path, layout: Layout, target: Any, name: str, step: int, before: bool
) -> None:
    dying = _dying(getattr(target, name), step, before)
    moves = _begin(layout)
    _ends_in_the_same_files(layout, moves, tmp_path, lambda patched: patched.setattr(target, name, dying))


@pytest.mark.parametrize("step", range(13))
def test_a_publish_cut_off_at_any_request_to_the_store_is_finished(in_store: Layout, tmp_path: Path, step: int) -> None:
    import s3fs

    moves, requests = _begin(in_store), iter(range(step + 1))
    original = s3fs.S3FileSystem._call_s3

    async def call(self: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        counts = method in _CHANGING and not kwargs.get("Key", "").endswith("/lock")
        if counts and next(requests, step) == step:
            raise Killed
        return await original(self, method, *args, **kwargs)

    _ends_in_the_same_files(in_store, moves, tmp_path, lambda p: p.setattr(s3fs.S3FileSystem, "_call_s3", call))


def _cut_off(layout: Layout) -> None:
    """A publish that dies when half of its files are in place."""
    with pytest.MonkeyPatch.context() as patched, contextlib.suppress(Killed):
        patched.setattr(module, "put_in_place", _dying(module.put_in_place, 1, before=True))
        commit(layout, "b1", _begin(layout), {"verdict": "published"}, holder(layout.lock))


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("left", ['{"batch": "b1", "mov', "", "[1, 2]", "{}", None])
def test_a_record_that_is_damaged_or_gone_stops_nothing(
    tmp_path: Path, layout: Layout, name: str, left: str | None
) -> None:
    _cut_off(layout)
    path = layout.work("b1") / name
    if left is None:
        remove(path)
    else:
        write_bytes(path, left.encode(), layout.work("b1"))
    assert finish_pending(layout) == ["b1"]
    assert _files(layout) == _undisturbed(tmp_path)


def test_a_commit_whose_records_are_all_damaged_is_named(layout: Layout) -> None:
    _cut_off(layout)
    for name in RECORDS:
        write_bytes(layout.work("b1") / name, b"{}", layout.work("b1"))
    with pytest.raises(Damaged, match=r"work/b1/commit\.json is damaged .*put it back from a copy"):
        finish_pending(layout)


def test_a_publish_without_the_lock_does_not_begin(in_store: Layout) -> None:
    moves = _begin(in_store)
    with pytest.raises(LockLost):
        commit(in_store, "b1", moves, {"verdict": "published"}, "another")
    assert not committed(in_store.work("b1"))
    assert in_store.batches() == []


def test_work_that_never_got_a_plan_goes(held: Layout) -> None:
    write_bytes(held.work("b2") / "items-00000.jsonl", b"", held.work("b2"))
    assert finish_pending(held) == []
    assert "work/b2/items-00000.jsonl" not in _files(held)


def test_an_unfinished_batch_stays(held: Layout) -> None:
    write_bytes(held.work("b3") / "plan.json", b"{}", held.work("b3"))
    finish_pending(held)
    assert held.unfinished() == ["b3"]
