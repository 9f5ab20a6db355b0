"""Hostile files are parsed in a child process with limits on time and memory; it is kept warm between documents."""

import atexit
import datetime as dt
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused

# Beyond the child's own clock, which only matters where this process dies.
_GRACE_SECONDS = 5.0
# What a Python process needs of the environment; keys, passwords and addresses are nothing to who parses hostile files.
_HANDED_ON = ("PATH", "LD_", "DYLD_", "PYTHON", "LANG", "LC_", "TZ", "TMP", "TEMP", "SYSTEMROOT", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Memory is the child's address space, held on Linux; time is held everywhere."""

    seconds: float = 60.0
    memory_bytes: int = 2 << 30
    document_bytes: int = 128 << 20
    # A new child after so many documents: parsers leak.
    documents: int = 500


class Sandbox:
    """A child that extracts text, started at its first document and again after each that killed it.

    Threads take turns; a forked process gets a child of its own.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0

    def extract(self, extractor: str, data: bytes) -> Page:
        """The page that `extractor` (`module:function`, bytes in, Page out) makes of `data` in the child.

        Raises what the extractor refused, and Refused `too_large`, `timeout`, `crashed`, `bad_file` for any other
        error in it.
        """
        if len(data) > self._limits.document_bytes:
            raise Refused("too_large", f"文档超过 {self._limits.document_bytes >> 20} MB")
        if self._owner != os.getpid():
            # The parent's child and lock are not ours: a fork copies handles, not processes.
            self._child, self._owner, self._lock = None, os.getpid(), threading.Lock()
        with self._lock:
            answer = self._ask(extractor, data)
        if "code" in answer:
            raise Refused(str(answer["code"]), str(answer["message"]))
        day = dt.date.fromisoformat(answer["date"]) if answer["date"] else None
        return Page(answer["text"], answer["title"], day, answer["source"], "utf-8", 1.0, tuple(answer["damage"]))

    def close(self) -> None:
        """End the child."""
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
            self._child.communicate()
        self._child = None

    def _ask(self, extractor: str, data: bytes) -> dict[str, Any]:
        child = self._ready()
        overrun = threading.Event()
        watch = threading.Timer(self._limits.seconds, _end, (child, overrun))
        watch.daemon = True
        watch.start()
        try:
            line = self._exchange(child, extractor, data)
            answer: dict[str, Any] = json.loads(line)
        except (OSError, ValueError):
            self.close()
            if overrun.is_set():
                return {"code": "timeout", "message": f"解析超过 {self._limits.seconds:g} 秒"}
            return {"code": "crashed", "message": "解析进程崩溃或内存超限"}
        finally:
            watch.cancel()
        self._served += 1
        if answer.get("code") == "crashed" or self._served >= self._limits.documents:
            self.close()
        return answer

    def _exchange(self, child: subprocess.Popen[bytes], extractor: str, data: bytes) -> bytes:
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipes")
        seconds = self._limits.seconds + _GRACE_SECONDS
        request = {"extractor": extractor, "size": len(data), "seconds": seconds}
        child.stdin.write(json.dumps(request).encode() + b"\n" + data)
        child.stdin.flush()
        return child.stdout.readline()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        self._served = 0
        environment = {name: value for name, value in os.environ.items() if name.startswith(_HANDED_ON)}
        environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        command = [sys.executable, "-P", "-m", "fazhi.core.normalize.formats.child", str(self._limits.memory_bytes)]
        try:
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError as error:
            raise Refused("crashed", f"解析进程无法启动:{error}") from error
        return self._child


def _end(child: subprocess.Popen[bytes], overrun: threading.Event) -> None:
    overrun.set()
    child.kill()


_SHARED = Sandbox()
atexit.register(_SHARED.close)


def extract(extractor: str, data: bytes) -> Page:
    """As `Sandbox.extract`, in the child that this process keeps."""
    return _SHARED.extract(extractor, data)
