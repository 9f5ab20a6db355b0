"""What a run changes on the disk, step by step, in a process of its own that ends at one of them.

A step is a change that the interpreter announces to its audit hooks: a file opened for writing, a rename, anything
removed. So no part of the project knows of these tests, and whatever it learns to do is a step as well. What is there
before a step is what a reader finds at that moment, and what a process leaves that is killed.
"""

import errno
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

Fault = Literal["none", "killed", "disk full"]

# Names that differ from run to run.
_RANDOM = re.compile(r"[0-9a-f]{32}")
# How a process ends that was told that the disk is full.
DISK_FULL = 28
_WRITING = os.O_WRONLY | os.O_RDWR


class Steps:
    """An audit hook that names the changes below `data`, and at change number `at` lets the fault happen."""

    def __init__(self, data: Path, fault: Fault, at: int) -> None:
        self._data, self._fault, self._at = str(data), fault, at
        self.names: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        name = self._name(event, arguments)
        if name is None:
            return
        self.names.append(name)
        if len(self.names) - 1 == self._at:
            if self._fault == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            elif self._fault == "disk full" and not name.startswith("remove"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    def _name(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        if event == "open" and isinstance(arguments[0], str) and arguments[2] & _WRITING:
            return self._told("write", arguments[0])
        if event == "os.rename":
            return self._told("put", str(arguments[1]))
        if event in ("os.remove", "os.rmdir", "shutil.rmtree"):
            return self._told("remove", str(arguments[0]))
        return None

    def _told(self, what: str, path: str) -> str | None:
        if not path.startswith(self._data) or path.endswith("work/lock"):
            return None
        return f"{what} {_RANDOM.sub('…', os.path.relpath(path, self._data))}"


def forked(work: Callable[[], None], data: Path, fault: Fault, at: int) -> tuple[int, list[str]]:
    """Do `work` in a forked process; returns its exit code (negative: the signal), and its steps if it lived."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        os._exit(_child(work, Steps(data, fault, at), writing))
    os.close(writing)
    with os.fdopen(reading, encoding="utf8") as told:
        names = told.read().splitlines()
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), names


def _child(work: Callable[[], None], steps: Steps, told: int) -> int:
    sys.addaudithook(steps)
    try:
        work()
        return 0
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return DISK_FULL
        traceback.print_exc()
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        with os.fdopen(told, "w", encoding="utf8") as out:
            out.write("\n".join(steps.names))
