"""The guard: what becomes of a document that raises, and of one that kills its process."""

import datetime as dt
import multiprocessing
import os
from pathlib import Path

from fazhi.core.refusal import Refused
from fazhi.stages.batch import Batch
from fazhi.stages.guard import Guard, UnderWork, blame, note_path, under_work

LONGER = "0123456789abcdef"


def _batch(root: Path) -> Batch:
    return Batch(str(root), "b", "0" * 16, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def _die(root: str) -> None:
    with Guard(_batch(Path(root)), "extract", 0) as guard:
        guard.run(LONGER, lambda: None)
        guard.run("d", lambda: os._exit(1))


def test_the_document_under_work_is_known_when_its_process_dies(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_die, args=(str(tmp_path),))
    process.start()
    process.join()
    assert process.exitcode == 1
    guilty = under_work(note_path(_batch(tmp_path), "extract", 0))
    assert guilty == UnderWork("d", process.pid or 0)
    blame(_batch(tmp_path), guilty, "crashed")
    with Guard(_batch(tmp_path), "extract", 0) as guard:
        refused = guard.run("d", lambda: "fine")
        assert isinstance(refused, Refused)
        assert refused.code == "crashed"
        assert guard.run(LONGER, lambda: "fine") == "fine"


def test_no_document_is_under_work_before_the_first_and_after_the_last(tmp_path: Path) -> None:
    note = note_path(_batch(tmp_path), "extract", 0)
    assert under_work(note) is None
    with Guard(_batch(tmp_path), "extract", 0) as guard:
        assert under_work(note) is None
        guard.run("d", lambda: None)
        assert under_work(note) == UnderWork("d", os.getpid())
    assert under_work(note) is None


def test_a_document_that_had_to_be_killed_is_refused_as_too_slow(tmp_path: Path) -> None:
    blame(_batch(tmp_path), UnderWork("d", 1), "timeout")
    blame(_batch(tmp_path), UnderWork("d", 1), "crashed")
    blame(_batch(tmp_path), UnderWork("e", 1), "crashed")
    with Guard(_batch(tmp_path), "extract", 0) as guard:
        refused = [guard.run(doc_id, lambda: "fine") for doc_id in ("d", "e", "f")]
    assert [r.code if isinstance(r, Refused) else r for r in refused] == ["timeout", "crashed", "fine"]


def test_a_document_that_raises_is_refused(tmp_path: Path) -> None:
    with Guard(_batch(tmp_path), "extract", 0) as guard:
        refused = guard.run("d", lambda: 1 // 0)
    assert isinstance(refused, Refused)
    assert refused.code == "internal_error"
