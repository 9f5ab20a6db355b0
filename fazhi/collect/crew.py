"""The threads of a collection: each takes whatever host's turn it is."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from fazhi.collect.turns import Turn, Turns

Job = TypeVar("Job")


class Crew(Generic[Job]):
    """Works jobs off with `step(host, job)`, which may put more; a context manager.

    `step` must not raise: what becomes of a job is for it to note.
    """

    def __init__(self, turns: Turns[Job], step: Callable[[str, Job], None], threads: int) -> None:
        self._turns, self._step = turns, step
        self._changed = threading.Condition()
        self._stopped = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]

    def put(self, host: str, job: Job, delay: float = 0.0) -> None:
        """Add a job that begins in `delay` seconds at the earliest."""
        with self._changed:
            self._turns.put(host, job, time.monotonic() + delay)
            self._changed.notify()

    def slow_down(self, host: str, pause: float) -> None:
        """Leave `pause` seconds at least between the requests to `host`."""
        with self._changed:
            self._turns.slow_down(host, pause, time.monotonic())

    def hold(self, host: str, seconds: float) -> None:
        """Leave `host` alone for so long."""
        with self._changed:
            self._turns.hold(host, time.monotonic() + seconds)

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Return when `ready()` holds; it is asked again whenever a job has ended."""
        with self._changed:
            self._changed.wait_for(ready)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads if kind is None else ():  # who was interrupted does not wait for slow sites
            thread.join()

    def _work(self) -> None:
        while (turn := self._next()) is not None:
            try:
                self._step(turn.host, turn.job)
            finally:
                with self._changed:
                    self._turns.done(turn.host)
                    self._changed.notify_all()

    def _next(self) -> Turn[Job] | None:
        with self._changed:
            while not self._stopped:
                found = self._turns.take(time.monotonic())
                if isinstance(found, Turn):
                    return found
                if found is None and self._turns.idle:
                    return None
                self._changed.wait(None if found is None else max(0.0, found - time.monotonic()))
        return None
