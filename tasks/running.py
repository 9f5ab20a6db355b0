"""The processes of the run that is under way, and who wants to hear of its progress."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from fazhi.settings import settings
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.guard import Limits
from fazhi.stages.progress import log_report
from tasks.processes import Processes, Run

Listener = Callable[[StageReport], None]

_processes: list[Processes] = []
_listeners: list[Listener] = []
# Begun before the run that they are for.
_early: list[Processes] = []
# Chunks after which processes hold enough to be worth a new one, which takes a second to begin.
_MANY = 8


@contextmanager
def beginning(workers: int) -> Iterator[None]:
    """Begin the processes of a run that is about to come: while it imports Prefect, they import what they need.

    The run takes them (`processes`) and ends them; those that no run has taken end here. Within itself it begins none.
    """
    if any(begun.workers == workers for begun in _early):
        yield
        return
    begun = Processes(workers, _limits())
    _early.append(begun)
    try:
        begun.make_ready()
        yield
    finally:
        if begun in _early:
            _early.remove(begun)
            begun.abandon()


@contextmanager
def processes(workers: int) -> Iterator[Processes]:
    """Processes for the tasks of a run, ended with it."""
    taken = next((begun for begun in _early if begun.workers == workers), None)
    if taken is not None:
        _early.remove(taken)
    with taken or Processes(workers, _limits()) as started:
        _processes.append(started)
        try:
            yield started
        finally:
            _processes.remove(started)


def _limits() -> Limits:
    said = settings()
    return Limits(said.document_seconds, said.document_memory << 20)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call `listener` with every stage report of the runs in this process."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def stage(name: str, work: Run, batch: Batch, chunk: int) -> StageReport:
    """`work` on a chunk in the run's processes, or here where there are none; on a cluster in those of its worker."""
    if batch.cluster:
        return _on_worker(name, work, batch, chunk)
    return heard(batch, _processes[-1].run(name, work, batch, chunk) if _processes else work(batch, chunk))


def each(name: str, work: Run, batch: Batch, chunks: Iterable[int]) -> None:
    """`work` on each of the chunks, in as many of the run's processes as there are, or here one after the other."""
    if not _processes:
        for chunk in chunks:
            stage(name, work, batch, chunk)
        return
    with ThreadPoolExecutor(_processes[-1].workers) as waiting:
        for _ in waiting.map(lambda chunk: stage(name, work, batch, chunk), chunks):
            pass


def judge(name: str, work: Run, batch: Batch, chunk: int) -> StageReport:
    """`work` on a chunk in the process that judges, or here; on a cluster in that of its worker."""
    if batch.cluster:
        return _on_worker(name, work, batch, chunk)
    return heard(batch, _processes[-1].judge(work, batch, chunk) if _processes else work(batch, chunk))


def judged() -> None:
    """Nothing is left to judge: what judges gives its memory back."""
    if _processes:
        _processes[-1].rest_judge()


def worked(chunks: int) -> None:
    """All chunks are worked on: after many of them, what has worked gives its memory back."""
    if _processes and chunks > _MANY:
        _processes[-1].rest_stages()


def heard(batch: Batch, report: StageReport) -> StageReport:
    """Tell the log and whoever listens of a stage that is done; returns its report."""
    log_report(batch, report)
    for listener in _listeners:
        listener(report)
    return report


def _on_worker(name: str, work: Run, batch: Batch, chunk: int) -> StageReport:
    from tasks import worker

    return worker.run(name, work, batch, chunk)
