"""The commit: killed after any of its steps, the next start ends in the same files."""

import contextlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from fazhi.storage import commit as module
from fazhi.storage.commit import Move, commit, finish_pending
from fazhi.storage.layout import Layout


class Killed(BaseException):
    """Stands for the death of the process."""


def _begin(layout: Layout) -> list[Move]:
    work = layout.work("b1")
    (work / "page").mkdir(parents=True)
    (work / "page" / "index.html").write_text("page")
    (work / "plan.json").write_text("{}")
    moves = [Move("work/b1/page", "quality/b1")]
    for table in ("reports", "indicators"):
        (work / f"{table}.parquet").write_text(table)
        moves.append(Move(f"work/b1/{table}.parquet", f"curated/{table}/b1.parquet"))
    return moves


def _files(layout: Layout) -> dict[str, str]:
    return {
        p.relative_to(layout.root).as_posix(): p.read_text(errors="replace")
        for p in sorted(layout.root.rglob("*"))
        if p.is_file() and p.name != "none.parquet"
    }


def _undisturbed(tmp_path: Path) -> dict[str, str]:
    layout = Layout(tmp_path / "undisturbed")
    layout.make()
    commit(layout, "b1", _begin(layout), {"verdict": "published"})
    return _files(layout)


# Every call of these is a step after which the process may be gone.
@pytest.mark.parametrize(("target", "name"), [(module, "_move"), (module, "write_json"), (shutil, "rmtree")])
@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("before", [True, False])
def test_a_cut_off_publish_is_finished(
    tmp_path: Path, layout: Layout, monkeypatch: pytest.MonkeyPatch, target: Any, name: str, step: int, before: bool
) -> None:
    original, calls = getattr(target, name), 0

    def dying(*args: Any, **kwargs: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == step + 1 and before:
            raise Killed
        original(*args, **kwargs)
        if calls == step + 1:
            raise Killed

    moves = _begin(layout)
    with monkeypatch.context() as patched:
        patched.setattr(target, name, dying)
        with contextlib.suppress(Killed):
            commit(layout, "b1", moves, {"verdict": "published"})
    recorded = (layout.work("b1") / "commit.json").exists() or layout.manifest("b1").exists()
    finish_pending(layout)
    if recorded:
        assert _files(layout) == _undisturbed(tmp_path)
    else:
        assert not list((layout.root / "curated").glob("*/b1.parquet"))


def test_work_that_never_got_a_plan_goes(layout: Layout) -> None:
    layout.work("b2").mkdir()
    (layout.work("b2") / "items-00000.jsonl").write_text("")
    assert finish_pending(layout) == []
    assert not layout.work("b2").exists()


def test_an_unfinished_batch_stays(layout: Layout) -> None:
    layout.work("b3").mkdir()
    (layout.work("b3") / "plan.json").write_text("{}")
    finish_pending(layout)
    assert layout.unfinished() == ["b3"]
