"""The processes that do the work: light ones for the stages, one with Great Expectations for the suites.

Prefect's own process workers import Prefect each (13 s for two) and cost 130 ms a task; these import the core alone and
stay warm across chunks. A document that kills its process is found by running its chunk alone, and refused.
"""

import ctypes
import functools
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.guard import blame
from tasks.lifetime import follow_parent

Run = Callable[[Batch, int], StageReport]
# New objects before the young, young collections before the middle, middle ones before all are looked through.
_COLLECTED = (50_000, 20, 50)


class Processes:
    """A pool of `workers` processes for the stages, and one process that judges (`judges`: get it ready at once).

    A context manager."""

    def __init__(self, workers: int, judges: bool = True) -> None:
        self.workers = workers
        self._lock = threading.Lock()
        self._stages = _pool(workers)
        self._judge = _pool(1)
        if judges:
            self._judge.submit(_warm_judge)  # GX takes 2 to 3 s to import: meanwhile the first chunks are read

    def run(self, stage: str, work: Run, batch: Batch, chunk: int) -> StageReport:
        """`work` on a chunk in one of the stages' processes; survives documents that kill it."""
        pool = self._stages
        try:
            return pool.submit(_worked, work, batch, chunk).result()
        except BrokenProcessPool:
            self._replace(pool)
            return _alone(stage, work, batch, chunk)

    def judge(self, work: Run, batch: Batch, chunk: int) -> StageReport:
        """`work` on a chunk in the process that has Great Expectations; one at a time."""
        return self._judge.submit(_worked, work, batch, chunk).result()

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._stages is broken:
                broken.shutdown(wait=False)
                self._stages = _pool(self.workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for pool in (self._stages, self._judge):
            pool.shutdown(wait=kind is None, cancel_futures=True)


def _alone(stage: str, work: Run, batch: Batch, chunk: int) -> StageReport:
    """`work` in a process of its own, again after each death, with the document that was under work refused."""
    while True:
        with _pool(1) as pool:
            try:
                return pool.submit(_worked, work, batch, chunk).result()
            except BrokenProcessPool:
                if blame(batch, stage, chunk) is None:
                    raise


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: forking a process that runs Prefect's threads can deadlock.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(os.getpid(),))


def _begin(parent: int) -> None:
    """What a process does first: Ctrl-C is for the run, which ends its processes itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follow_parent(parent)
    # A chunk's records come by the hundred thousand and none stands in a cycle: looking for cycles at the usual pace
    # costs a tenth of the time.
    gc.set_threshold(*_COLLECTED)


def _worked(work: Run, batch: Batch, chunk: int) -> StageReport:
    """`work` on a chunk; what it took of memory goes back to the system, not to wait for this process's next chunk."""
    try:
        return work(batch, chunk)
    finally:
        _give_back()


def _give_back() -> None:
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@functools.cache
def _malloc_trim() -> Callable[[int], int] | None:
    """glibc's function, None where the C library has none."""
    if not sys.platform.startswith("linux"):
        return None
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim


def _warm_judge() -> None:
    import expectations.judging  # noqa: F401
