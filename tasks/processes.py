"""The processes that do the work: light ones for the stages, one with Great Expectations for the suites.

Prefect's own process workers import Prefect each (13 s for two) and cost 130 ms a task; these are forked from one that
has the core loaded and nothing else (`tasks.ready`), and stay warm across chunks. A document that kills its process is
found by running its chunk alone, and refused; one that hangs has its process killed (`tasks.watching`).
"""

import atexit
import contextlib
import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Self

from fazhi import beginning
from fazhi.garbage import begun, collect_later, collect_seldom, give_back
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.guard import Limits, blame, limit, note_path, under_work
from tasks.lifetime import follow_parent, hang_on
from tasks.watching import watched

Run = Callable[[Batch, int], StageReport]
# How many processes may be lost to one chunk, for no document's fault, before the run gives up.
_MOST_LOST = 3
# What the beginning of a process raises where the one that it is forked from is lost.
_SOURCE_LOST = (ConnectionError, EOFError)


class Processes:
    """A pool of `workers` processes for the stages, and one process that judges (`judges`: get it ready at once).

    A context manager."""

    def __init__(self, workers: int, limits: Limits | None = None, judges: bool = True) -> None:
        self.workers, self._limits = workers, limits or Limits()
        self._lock, self._over = threading.Lock(), False
        # What the processes hang on: its other end is closed when this process is gone, however it went.
        self._lifeline, self._held = multiprocessing.get_context("spawn").Pipe(duplex=False)
        self._stages = self._pool(workers)
        self._judge = self._judging(judges)

    def make_ready(self) -> None:
        """Have what the stages need loaded before there is work, while this thread goes on."""
        threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        # Where the processes are lost meanwhile, or ended, whoever has work for them begins others.
        with contextlib.suppress(*_SOURCE_LOST, BrokenProcessPool, RuntimeError):
            self._stages.submit(_warm_stages)

    def abandon(self) -> None:
        """End the processes, whatever they are at."""
        self._end(wait=False)

    def run(self, stage: str, work: Run, batch: Batch, chunk: int) -> StageReport:
        """`work` on a chunk in one of the stages' processes; survives documents that kill it or never end."""
        pool = self._stages
        try:
            return self._watched(pool, stage, work, batch, chunk)
        except BrokenProcessPool:
            if self._over:
                raise
            self._replace(pool)
            return self._alone(stage, work, batch, chunk)

    def judge(self, work: Run, batch: Batch, chunk: int) -> StageReport:
        """`work` on a chunk in the process that has Great Expectations; one at a time. A process that is lost is
        replaced, and the chunk judged again."""
        for _ in range(_MOST_LOST - 1):
            judge = self._judge
            try:
                return judge.submit(_worked, work, batch, chunk).result()
            except BrokenProcessPool:
                self._replace_judge(judge)
        return self._judge.submit(_worked, work, batch, chunk).result()

    def rest_judge(self) -> None:
        """End the process that judges until there is something to judge again: it holds 200 MB."""
        with self._lock:
            self._judge.shutdown(wait=False)
            self._judge = self._judging(ready=False)

    def rest_stages(self) -> None:
        """End the processes of the stages: what comes next begins in a new one, which holds a third of their memory."""
        with self._lock:
            self._stages.shutdown(wait=False)
            self._stages = self._pool(1)

    def _watched(self, pool: ProcessPoolExecutor, stage: str, work: Run, batch: Batch, chunk: int) -> StageReport:
        # The note of an earlier try would blame a document that is not under work.
        note_path(batch, stage, chunk).unlink(missing_ok=True)
        try:
            future = pool.submit(_worked, work, batch, chunk)
        except _SOURCE_LOST as error:
            raise BrokenProcessPool("the process that the others are forked from is lost") from error
        return watched(future, batch, stage, chunk, self._limits.seconds)

    def _alone(self, stage: str, work: Run, batch: Batch, chunk: int) -> StageReport:
        """`work` in a process of its own, again after each death, with the document that was under work refused."""
        lost = 0
        while True:
            with self._pool(1) as pool:
                try:
                    return self._watched(pool, stage, work, batch, chunk)
                except BrokenProcessPool:
                    guilty = under_work(note_path(batch, stage, chunk))
                    lost += guilty is None
                    if self._over or lost >= _MOST_LOST:
                        raise
                    if guilty:
                        blame(batch, guilty, "crashed")

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._stages is broken:
                broken.shutdown(wait=False)
                self._stages = self._pool(self.workers)

    def _replace_judge(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._judge is broken:
                broken.shutdown(wait=False)
                self._judge = self._judging()

    def _judging(self, ready: bool = True) -> ProcessPoolExecutor:
        judge = self._pool(1, judges=True)
        if ready:
            judge.submit(_warm_judge)  # GX takes 2 to 3 s to import, suites 0.5 to build: the first chunks are read
        return judge

    def _pool(self, workers: int, judges: bool = False) -> ProcessPoolExecutor:
        # Arrow reads it when it is imported. Its own pools keep what a chunk took, the system's gives it back: 40 MB.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        begin = _Begin(self._lifeline, dict(os.environ), None if judges else self._limits)
        return ProcessPoolExecutor(workers, mp_context=_spawning() if judges else _forking(), initializer=begin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end(wait=kind is None)

    def _end(self, wait: bool) -> None:
        self._over = True
        for pool in (self._stages, self._judge):
            pool.shutdown(wait=wait, cancel_futures=True)
        self._held.close()  # a run that failed gives its lock back: none of its processes may write after that


@functools.cache
def _spawning() -> BaseContext:
    """Processes that begin with nothing: forking one that runs Prefect's threads can deadlock."""
    return multiprocessing.get_context("spawn")


@functools.cache
def _forking() -> BaseContext:
    """Processes forked from one that has loaded what the stages need and runs no thread of Python (those of OpenBLAS
    and jemalloc look after themselves); elsewhere they begin with nothing."""
    if not sys.platform.startswith("linux"):
        return _spawning()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.ready"])
    return context


@dataclass(frozen=True, slots=True)
class _Begin:
    """What a process does first: Ctrl-C is for the run, which ends its processes itself.

    `environment` is that of the run: the process that it was forked from may have begun with another.
    """

    lifeline: Connection
    environment: dict[str, str]
    limits: Limits | None

    def __call__(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        follow_parent(os.getppid())
        hang_on(self.lifeline)
        os.environ.clear()
        os.environ.update(self.environment)
        if self.limits:
            collect_seldom()
            limit(self.limits)
        else:
            collect_later()
            beginning.begin("judge")
        atexit.register(_leave)


def _leave() -> None:
    """End without taking the interpreter to pieces: of all that Great Expectations is made of, that takes 0.5 s, and
    the run waits for it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _worked(work: Run, batch: Batch, chunk: int) -> StageReport:
    """`work` on a chunk; what it took of memory goes back to the system, not to wait for this process's next chunk."""
    try:
        return work(batch, chunk)
    finally:
        give_back()


def _warm_judge() -> None:
    from fazhi.stages import validate, verdict  # noqa: F401

    validate.make_ready()
    beginning.save()
    begun()


def _warm_stages() -> None:
    import tasks.ready  # noqa: F401
