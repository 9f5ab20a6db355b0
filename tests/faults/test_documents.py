"""Documents that hang, eat memory or kill their process, and processes that are lost: the batch ends with the rest."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from fazhi.stages import extract, ingest, normalize, segment
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.guard import Limits
from fazhi.stages.opening import open_batch
from fazhi.storage.layout import Layout
from tasks import watching
from tasks.processes import Processes
from tests.faults.hostile import DIES, EATS, HANGS, judge_once_lost, run, run_once_lost, worked_by
from tests.faults.started import SOURCE, started

REPORT = "关于{}年法治政府建设情况的报告\n一、主要举措\n全年办理行政复议案件{}件。{}\n二、存在问题\n执法力量不足。\n"
LIMITS = Limits(seconds=20.0, memory_bytes=1 << 30)

pytestmark = pytest.mark.slow


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    monkeypatch.setattr(watching, "GRACE_SECONDS", 1.0)
    with Processes(2, LIMITS) as started:
        yield started


def _opened(layout: Layout, folder: Path, words: list[str]) -> Batch:
    folder.mkdir()
    for n, word in enumerate(words):
        (folder / f"{n}.txt").write_text(REPORT.format(2015 + n, 100 + n, word), "utf8")
    return open_batch(layout, folder, "b1").batch


def _kept_back(report: StageReport) -> dict[str, str]:
    return {row["source"]: row["reason_code"] for row in report.quarantined}


def test_the_rest_of_the_chunk_goes_on(layout: Layout, tmp_path: Path, processes: Processes) -> None:
    batch = _opened(layout, tmp_path / "in", ["", HANGS, "", EATS, "", DIES, ""])
    ingest.run(batch, 0)
    normalized = processes.run("normalize", partial(run, "normalize"), batch, 0)
    assert _kept_back(normalized) == {"1.txt": "timeout", "5.txt": "crashed"}
    segmented = processes.run("segment", partial(run, "segment"), batch, 0)
    assert _kept_back(segmented) == {"3.txt": "crashed"}
    assert "内存不足" in segmented.quarantined[0]["message"]
    assert processes.run("extract", extract.run, batch, 0).documents_out == 4


def test_processes_that_are_lost_are_replaced(layout: Layout, tmp_path: Path, processes: Processes) -> None:
    batch = _opened(layout, tmp_path / "in", ["", "", ""])
    ingest.run(batch, 0)
    assert processes.run("normalize", partial(run_once_lost, str(tmp_path / "lost")), batch, 0).documents_out == 3
    processes.run("segment", segment.run, batch, 0)
    processes.run("extract", extract.run, batch, 0)
    assert processes.judge(partial(judge_once_lost, str(tmp_path / "judge")), batch, 0).documents_out == 3


@pytest.mark.parametrize("later", [0.0, 0.5])
def test_the_process_that_stages_are_forked_from_is_replaced(
    layout: Layout, tmp_path: Path, processes: Processes, later: float
) -> None:
    """Also where it is lost just before it is asked for another."""
    batch = _opened(layout, tmp_path / "in", ["", ""])
    processes.run("ingest", ingest.run, batch, 0)
    (source,) = started(os.getpid())[SOURCE]
    os.kill(source, signal.SIGKILL)
    time.sleep(later)
    assert processes.run("normalize", normalize.run, batch, 0).documents_out == 2


def test_what_judges_is_gone_while_it_rests_and_there_when_asked(
    layout: Layout, tmp_path: Path, processes: Processes
) -> None:
    batch = _opened(layout, tmp_path / "in", [""])
    said = tmp_path / "pids"
    for rests in (0, 1):
        report = processes.judge(partial(worked_by, str(said)), batch, 0)
        assert report.stage == "validate"
        last = int(said.read_text().split()[-1])
        assert len(said.read_text().split()) == rests + 1
        processes.rest_judge()
        _wait(lambda last=last: not _alive(last))


def test_what_has_worked_on_chunks_is_gone_when_it_rests_and_another_goes_on(
    layout: Layout, tmp_path: Path, processes: Processes
) -> None:
    batch = _opened(layout, tmp_path / "in", [""])
    said = tmp_path / "pids"
    processes.run("ingest", partial(worked_by, str(said)), batch, 0)
    processes.rest_stages()
    first = int(said.read_text())
    _wait(lambda: not _alive(first))
    assert processes.run("ingest", ingest.run, batch, 0).documents_out == 1


def test_what_a_killed_run_has_started_ends_with_it(tmp_path: Path) -> None:
    """Also a process that is stopped: it must not wake up beside the next run."""
    pids = tmp_path / "pids"
    parent = multiprocessing.get_context("spawn").Process(target=_stopped_workers, args=(str(pids),))
    parent.start()
    _wait(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    parent.kill()
    parent.join()
    _wait(lambda: not any(_alive(int(pid)) for pid in pids.read_text().split()))


def _stopped_workers(pids: str) -> None:
    with Processes(2, LIMITS) as processes:
        for _ in range(2):
            processes._stages.submit(_stop, pids)
        processes._stages.submit(time.sleep, 60).result()


def _stop(pids: str) -> None:
    time.sleep(0.5)  # so that the other process is started too
    with Path(pids).open("a") as out:
        out.write(f"{os.getpid()}\n")
    os.kill(os.getpid(), signal.SIGSTOP)


def _wait(until: Callable[[], bool]) -> None:
    limit = time.monotonic() + 600
    while not until():
        assert time.monotonic() < limit
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
