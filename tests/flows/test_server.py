"""Prefect's API as a process of the run: it must not outlive it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_RUN = """
import sys, time
from pathlib import Path
from flows.server import Server
server = Server(Path(sys.argv[1]))
print(server.process.pid, flush=True)
time.sleep(600)
"""


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells the living from the dead by /proc")
def test_the_server_of_a_killed_run_ends(tmp_path: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", _RUN, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    server = int(run.stdout.readline())
    time.sleep(3)  # its watch begins
    assert _alive(server)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    limit = time.monotonic() + 30
    while _alive(server) and time.monotonic() < limit:
        time.sleep(0.2)
    assert not _alive(server)
