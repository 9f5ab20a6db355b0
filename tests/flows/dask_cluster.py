"""A Dask scheduler with one worker on loopback, as processes; its worker meets documents that kill it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# In a document: kills the process that works on it; kills the worker of the cluster with it.
KILLS_PROCESS, KILLS_WORKER = "此处终结进程", "此处终结工作节点"
# Read by every interpreter that the worker starts: the core of the children, patched where documents are normalized.
_DEADLY = f"""
import os, signal
import fazhi.core.normalize as core
normalize = core.normalize_bytes
def deadly(data, **told):
    if {KILLS_WORKER!r}.encode() in data:
        os.kill(os.getppid(), signal.SIGKILL)
    if {KILLS_PROCESS!r}.encode() in data or {KILLS_WORKER!r}.encode() in data:
        os.kill(os.getpid(), signal.SIGKILL)
    return normalize(data, **told)
core.normalize_bytes = deadly
"""


@contextmanager
def dask_cluster(folder: Path) -> Iterator[str]:
    """Yields the address of the scheduler; all processes have ended afterwards."""
    (folder / "deadly").mkdir()
    (folder / "deadly" / "sitecustomize.py").write_text(_DEADLY, "utf8")
    # The first death counts: elsewhere the engine tries three more workers.
    address = folder / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(address)]
    patience = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    deadly = {"PYTHONPATH": os.pathsep.join([str(folder / "deadly"), os.environ.get("PYTHONPATH", "")])}
    scheduler = _started("dask_scheduler", ["--host", "127.0.0.1", "--port", "0", *common], patience, folder)
    worker = None
    try:
        _wait_for(address)
        worker = _started("dask_worker", ["--nthreads", "1", "--memory-limit", "0", *common], deadly, folder)
        yield str(json.loads(address.read_text("utf8"))["address"])
    finally:
        for process in (worker, scheduler):
            if process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _started(command: str, arguments: list[str], environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / f"{command}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", *arguments],
            env={**os.environ, **environment}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def _wait_for(path: Path) -> None:
    limit = time.monotonic() + 600
    while not path.exists() or not path.read_text("utf8").rstrip().endswith("}"):
        if time.monotonic() > limit:
            raise TimeoutError(f"{path} was not written in ten minutes")
        time.sleep(0.2)
