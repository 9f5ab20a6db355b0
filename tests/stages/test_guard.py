"""The guard: what becomes of a document that raises, and of one that kills its process."""

import datetime as dt
import multiprocessing
import os
from pathlib import Path

from fazhi.core.refusal import Refused
from fazhi.stages.batch import Batch
from fazhi.stages.guard import Guard, blame

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
    assert blame(_batch(tmp_path), "extract", 0) == "d"
    with Guard(_batch(tmp_path), "extract", 0) as guard:
        refused = guard.run("d", lambda: "fine")
        assert isinstance(refused, Refused)
        assert refused.code == "crashed"
        assert guard.run(LONGER, lambda: "fine") == "fine"


def test_no_document_is_blamed_for_a_process_that_dies_before_the_first(tmp_path: Path) -> None:
    assert blame(_batch(tmp_path), "extract", 0) is None
    with Guard(_batch(tmp_path), "extract", 0):
        pass
    assert blame(_batch(tmp_path), "extract", 0) is None


def test_a_document_that_raises_is_refused(tmp_path: Path) -> None:
    with Guard(_batch(tmp_path), "extract", 0) as guard:
        refused = guard.run("d", lambda: 1 // 0)
    assert isinstance(refused, Refused)
    assert refused.code == "internal_error"
