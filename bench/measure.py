"""How cost is measured: CPU seconds of this process, and wall time, CPU and memory of a process with all it starts."""

import ctypes
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Often enough for the peak of a run of seconds, seldom enough to cost the run nothing.
_SAMPLE_SECONDS = 0.5
_PR_SET_CHILD_SUBREAPER = 36


class Failed(Exception):
    """A measured process that did not end well; the message ends with what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """A process and all it started: wall and CPU seconds, peak of their memory together (None without /proc)."""

    wall: float
    cpu: float
    peak_mb: float | None


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all threads, that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def median_rate(megabytes: float, seconds: Sequence[float]) -> float:
    """MB a second, of the median of `seconds`."""
    return megabytes / max(statistics.median(seconds), 1e-9)


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Run:
    """Run `command` to its end; raises Failed where it ends with another code than 0."""
    _take_in_orphans()
    others = set(_children().get(os.getpid(), ()))
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(env or os.environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    peak = _Peak(process.pid)
    peak.start()
    assert process.stdout is not None
    said = process.stdout.read()
    # The usage of a child holds that of all the children that it waited for: its server, the process that judges.
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    left = _of_those_left(others)
    process.returncode = os.waitstatus_to_exitcode(status)
    peak.ended.set()
    peak.join()
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime + left, peak.megabytes or None)


def _take_in_orphans() -> None:
    """Have processes whose parent ends become children of this one, where the system can (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _of_those_left(others: set[int]) -> float:
    """CPU seconds of the processes that outlived their parent, once they have ended: the stages' are not the run's own
    children, but of the process that they are forked from. `others`: children that have nothing to do with the run."""
    seconds = 0.0
    while left := set(_children().get(os.getpid(), ())) - others:
        for pid in left:
            _, _, usage = os.wait4(pid, 0)
            seconds += usage.ru_utime + usage.ru_stime
    return seconds


def said(command: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    """The last line that `command` prints; raises Failed where it ends with another code than 0."""
    ended = subprocess.run(
        command, env=dict(env or os.environ), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if ended.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    return ended.stdout.rstrip().rpartition("\n")[2]


class _Peak(threading.Thread):
    """The memory of a process and its descendants: proportional set sizes, so that shared pages count once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.ended = threading.Event()
        self.megabytes = 0.0

    def run(self) -> None:
        while not self.ended.wait(_SAMPLE_SECONDS):
            self.megabytes = max(self.megabytes, sum(_pss(pid) for pid in _family(self.pid)) / 1000)


def _family(root: int) -> list[int]:
    """`root` and its descendants; just `root` where the system has no /proc."""
    children = _children()
    family = [root]
    for pid in family:
        family += children.get(pid, [])
    return family


def _children() -> dict[int, list[int]]:
    """The children of every process; none where the system has no /proc."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    return children


def _pss(pid: int) -> float:
    """kB of memory that a process holds, its share of what it shares; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) * 1.024
