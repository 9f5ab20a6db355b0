"""One document at a time: what it raises, how long it takes, or that it kills its process, must not reach the others.

Before each document its id is noted in a file. Where the process dies, the note names the document: it is written down
as fatal and refused when the chunk is run again.
"""

import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from fazhi.core.refusal import Refused
from fazhi.stages.batch import Batch
from fazhi.storage.files import write_bytes
from fazhi.storage.places import Place

# Long enough for the slowest honest document (a 100 MB PDF), short enough for a night.
SECONDS_PER_DOCUMENT = 120.0

T = TypeVar("T")


class Guard:
    """Runs the documents of one chunk through one stage. A context manager."""

    def __init__(self, batch: Batch, stage: str, chunk: int) -> None:
        path = note_path(batch, stage, chunk)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Held open and unbuffered: opening a file for every document costs more than normalizing one.
        self._note = path.open("wb", buffering=0)
        fatal = _fatal_path(batch)
        self.fatal = frozenset(fatal.read_text("utf8").split()) if fatal.exists() else frozenset()

    def run(self, doc_id: str, work: Callable[[], T]) -> T | Refused:
        """The result of `work`, or the refusal that stands for what went wrong."""
        if doc_id in self.fatal:
            return Refused("crashed", "处理进程在此文档上崩溃;请检查文档,或报告此缺陷")
        self._note.seek(0)
        self._note.write(f"{doc_id}\n".encode())
        return _caught(work)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._note.close()


def note_path(batch: Batch, stage: str, chunk: int) -> Path:
    """Where the document under work is noted: on the first line, which may be shorter than one before it."""
    return batch.layout.scratch(batch.id) / "under_work" / f"{stage}-{chunk:05d}"


def blame(batch: Batch, stage: str, chunk: int) -> str | None:
    """Write down as fatal the document that was under work when its process died; returns its id, None if unknown."""
    note = note_path(batch, stage, chunk)
    doc_id, whole, _ = note.read_text().partition("\n") if note.exists() else ("", "", "")
    if not whole:
        return None
    fatal = _fatal_path(batch)
    before = fatal.read_text("utf8") if fatal.exists() else ""
    write_bytes(fatal, f"{before}{doc_id}\n".encode(), batch.work)
    return doc_id


def _fatal_path(batch: Batch) -> Place:
    return batch.work / "fatal"


def _caught(work: Callable[[], T]) -> T | Refused:
    try:
        with _time_limit(SECONDS_PER_DOCUMENT):
            return work()
    except Refused as refused:
        return refused
    except RecursionError:
        return Refused("crashed", "嵌套过深,处理进程放弃;请检查文档结构")
    except MemoryError:
        return Refused("crashed", "内存不足,处理进程放弃;请拆分文档或增加内存")
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{where.filename.rpartition('/')[2]}:{where.lineno}"
        return Refused("internal_error", f"{type(error).__name__}: {error} ({place});请附上文档报告此缺陷")


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise Refused("timeout") in the main thread of the process after `seconds`; elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def overrun(signum: int, frame: Any) -> None:
        raise Refused("timeout", f"{seconds:g} 秒内没有处理完;请检查文档或提高上限")

    before = signal.signal(signal.SIGALRM, overrun)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
