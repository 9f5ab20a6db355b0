"""One document at a time: what it raises, how long it takes, what memory it wants, or that it kills its process, must
not reach the others.

Before each document its id is noted in a file, with the process that works on it. Where that process dies or has to be
killed, the note names the document: it is written down as fatal and refused when the chunk is run again.
"""

import resource
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import getpid
from pathlib import Path
from typing import Any, Self, TypeVar

from fazhi.core.refusal import Refused
from fazhi.stages.batch import Batch
from fazhi.storage.files import write_bytes
from fazhi.storage.places import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: long enough for the slowest honest one (a 100 MB PDF), short enough for a night.

    `memory_bytes`: what its process may hold in all, held where the system can (Linux).
    """

    seconds: float = 120.0
    memory_bytes: int = 4096 << 20


@dataclass(frozen=True, slots=True)
class UnderWork:
    """A document, and the process that works on it."""

    doc_id: str
    pid: int


_limits = Limits()
_blaming = threading.Lock()


def limit(limits: Limits) -> None:
    """Hold the documents of this process to `limits`: from now on an allocation beyond them raises MemoryError."""
    global _limits
    _limits = limits
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = limits.memory_bytes if most == resource.RLIM_INFINITY else min(limits.memory_bytes, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


class Guard:
    """Runs the documents of one chunk through one stage. A context manager."""

    def __init__(self, batch: Batch, stage: str, chunk: int) -> None:
        path = note_path(batch, stage, chunk)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Held open and unbuffered: opening a file for every document costs more than normalizing one.
        self._note = path.open("wb", buffering=0)
        self._end = f" {getpid()}\n".encode()
        self.fatal = _blamed(batch)

    def run(self, doc_id: str, work: Callable[[], T]) -> T | Refused:
        """The result of `work`, or the refusal that stands for what went wrong."""
        if doc_id in self.fatal:
            return _fatal(self.fatal[doc_id])
        self._note.seek(0)
        self._note.write(doc_id.encode() + self._end)
        return _caught(work)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # From here on the stage writes what it found: no document is to blame for what happens then.
        self._note.seek(0)
        self._note.write(b"\n")
        self._note.close()


def note_path(batch: Batch, stage: str, chunk: int) -> Path:
    """Where the document under work is noted: on the first line, which may be shorter than one before it."""
    return batch.layout.scratch(batch.id) / "under_work" / f"{stage}-{chunk:05d}"


def under_work(note: Path) -> UnderWork | None:
    """The document that a note names; None where it names none, or only half a line stands there yet."""
    line, whole, _ = note.read_text("ascii").partition("\n") if note.exists() else ("", "", "")
    doc_id, _, pid = line.partition(" ")
    return UnderWork(doc_id, int(pid)) if whole and pid.isdecimal() else None


def blame(batch: Batch, document: UnderWork, code: str) -> None:
    """Write down as fatal a document whose process died (`crashed`) or was killed (`timeout`); the first word holds."""
    with _blaming:
        fatal = {document.doc_id: code} | _blamed(batch)
        lines = (f"{doc_id} {why}\n" for doc_id, why in fatal.items())
        write_bytes(_fatal_path(batch), "".join(lines).encode(), batch.work)


def _blamed(batch: Batch) -> dict[str, str]:
    """The fatal documents of the batch, each with its reason code."""
    path = _fatal_path(batch)
    lines = path.read_text("utf8").splitlines() if path.exists() else []
    return {doc_id: code for doc_id, _, code in (line.partition(" ") for line in lines)}


def _fatal_path(batch: Batch) -> Place:
    return batch.work / "fatal"


def _fatal(code: str) -> Refused:
    if code == "timeout":
        return _too_slow()
    return Refused("crashed", "处理进程在此文档上崩溃;请检查文档,或报告此缺陷")


def _too_slow() -> Refused:
    return Refused("timeout", f"{_limits.seconds:g} 秒内没有处理完;请检查文档或提高上限(document_seconds)")


def _caught(work: Callable[[], T]) -> T | Refused:
    try:
        with _time_limit(_limits.seconds):
            return work()
    except Refused as refused:
        return refused
    except RecursionError:
        return Refused("crashed", "嵌套过深,处理进程放弃;请检查文档结构")
    except MemoryError:
        return Refused("crashed", "内存不足,处理进程放弃;请拆分文档或提高上限(document_memory)")
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
        raise _too_slow()

    before = signal.signal(signal.SIGALRM, overrun)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
