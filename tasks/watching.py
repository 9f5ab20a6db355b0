"""Waiting for a stage's process, which is killed where one document holds it for too long.

The process has a clock of its own (`fazhi.stages.guard`), but that only rings between two steps of Python: not in a C
function that never returns, nor in a process that was stopped.
"""

import contextlib
import os
import signal
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fazhi.stages.batch import Batch
from fazhi.stages.guard import UnderWork, blame, note_path, under_work

T = TypeVar("T")

# What a document may take beyond the clock of its process before that is killed.
GRACE_SECONDS = 10.0
_BETWEEN_LOOKS = 1.0


@dataclass(slots=True)
class Watch:
    """The document that a stage has under work on a chunk, and since when.

    By this process's own clock, which stands still while the machine sleeps: a night's sleep is no document's fault.
    """

    note: Path
    seconds: float
    seen: tuple[UnderWork, int] | None = None
    since: float = 0.0

    def overdue(self) -> UnderWork | None:
        """The document that is under work for longer than `seconds`; None where there is none."""
        now = _now(self.note)
        if now is None or now != self.seen:
            self.seen, self.since = now, time.monotonic()
            return None
        return now[0] if time.monotonic() - self.since > self.seconds else None


def watched(future: "Future[T]", batch: Batch, stage: str, chunk: int, seconds: float) -> T:
    """The result of `future`, a stage on a chunk; raises what it raises.

    A document that takes more than `seconds` and the grace is written down as fatal and its process killed: the future
    then raises BrokenProcessPool.
    """
    watch = Watch(note_path(batch, stage, chunk), seconds + GRACE_SECONDS)
    while True:
        try:
            return future.result(timeout=_BETWEEN_LOOKS)
        except TimeoutError:
            if future.done():  # the stage itself has raised it
                return future.result()
        late = watch.overdue()
        if late is not None:
            blame(batch, late, "timeout")
            watch.seen = None
            with contextlib.suppress(ProcessLookupError):
                os.kill(late.pid, signal.SIGKILL)


def _now(note: Path) -> tuple[UnderWork, int] | None:
    """What is under work, and when that began by the clock of the file system: the same again is another work."""
    try:
        found = under_work(note)
        return (found, note.stat().st_mtime_ns) if found else None
    except FileNotFoundError:
        return None
