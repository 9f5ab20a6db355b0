"""Prefect's API for a run without a server: an own process, its database in the data folder.

Prefect can start one itself, but only after its import; started first, both happen at once. Prefect also stops it
before its recorder has written every task run: here the run waits for that (docs/decisions/0002-prefect-pins.md).
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

from fazhi.logs import masked
from flows import template

STARTUP_SECONDS = 180.0
RECORDING_SECONDS = 60.0
# How long a server that is named may be away.
RESTART_SECONDS = 30.0
# The server as a process that ends with the run, even one that is killed.
_SERVE = """
import sys
from fazhi import beginning
from fazhi.garbage import collect_later
collect_later()
beginning.begin("server")
from tasks.lifetime import follow_parent
follow_parent(int(sys.argv.pop(1)))
import uvicorn
uvicorn.main()
"""
# Prefect's empty database has some 900 kB, and is written twice.
_LEAST_BYTES = 2 << 20
# No outbound calls.
_QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
# A library of the server's checks the types of its own calls, which takes longer to prepare than all that it does here.
_UNCHECKED = {"PY_KEY_VALUE_DISABLE_BEARTYPE": "true"}
# What a single run has no use for.
_WITHOUT_SCHEDULES = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
}
# Registering the kinds of blocks loads every integration that is installed (dask, ray), and a database that is not new
# has them. Both together: told only to leave them out, Prefect notes in the home that they are registered.
_WITHOUT_BLOCKS = {
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
}
# Name a database elsewhere: it is its owner's to make.
_DATABASES = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")


# With schedules: leases of concurrency slots outlive the server. In memory they would not, and a slot that was held
# when it ended would be held for ever.
_WITH_SCHEDULES = {
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}


class ServerFailed(Exception):
    """The temporary server did not come up, or the one that is named does not answer; the message says what to look
    at."""


class Server:
    """Prefect's API on a free loopback port, as an own process; `scheduling`: with schedules and interface."""

    def __init__(self, home: Path, scheduling: bool = False) -> None:
        home.mkdir(parents=True, exist_ok=True)
        elsewhere = any(os.environ.get(name) for name in _DATABASES)
        # The home whose new database can be the template of others.
        self._new = home if not elsewhere and template.lay_out(home) else None
        self.log = home / "server.log"
        self.port = _free_port()
        self.auth = os.environ.get("PREFECT_SERVER_API_AUTH_STRING")
        # Modules of ours, not of the folder that this was called in (-P) or of Prefect's own, which has a `flows` too.
        ours = Path(__file__).resolve().parent.parent
        command = [sys.executable, "-P", "-c", _SERVE, str(os.getpid()), "--app-dir", str(ours), "--factory",
                   "flows.sqlite:create_app", "--host", "127.0.0.1", "--port", str(self.port),
                   "--log-level", "error", "--lifespan", "on"]  # fmt: skip
        env = {**os.environ, **_QUIET, **_UNCHECKED, "PREFECT_HOME": str(home)}
        if not scheduling:
            env |= {**_WITHOUT_SCHEDULES, "PREFECT__SERVER_EPHEMERAL": "1"}
            if not elsewhere and self._new is None:
                env |= _WITHOUT_BLOCKS
        else:
            env = {**_WITH_SCHEDULES, **env}
        env.pop("PREFECT_API_URL", None)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )  # Ctrl-C is for the run: it ends the server last

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def wait(self) -> None:
        """Return when the API answers; raises ServerFailed when its process ends or the limit passes."""
        limit = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                room = "" if _room(self.log.parent) else f" (no space left for {self.log.parent})"
                raise ServerFailed(
                    f"Prefect's temporary server ended with {self.process.returncode}{room}: see {self.log}"
                )
            try:
                with urllib.request.urlopen(f"{self.api_url}/health", timeout=5):
                    break
            except (OSError, HTTPException):
                time.sleep(0.1)
        else:
            raise ServerFailed(f"Prefect's temporary server did not answer in {STARTUP_SECONDS:g} s: see {self.log}")
        if self._new:
            template.keep(self._new)
            self._new = None

    def wait_until_recorded(self, flow_run_id: str, tasks: int) -> bool:
        """Wait until the API counts `tasks` ended task runs of the flow run; False when it does not in time."""
        return recorded(self.api_url, self.auth, flow_run_id, tasks)

    def stop(self) -> None:
        """End the process: politely, so that it writes what it still holds, then for good."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def recorded(api_url: str, auth: str | None, flow_run_id: str, tasks: int) -> bool:
    """Whether the API counts `tasks` ended task runs of the flow run within RECORDING_SECONDS.

    Never raises: the batch has ended, and what is asked for is its history alone. While SQLite is locked the server
    answers 503, under load it may not answer in time: either is asked again.
    """
    wanted = {
        "flow_runs": {"id": {"any_": [flow_run_id]}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}},
    }
    limit = time.monotonic() + RECORDING_SECONDS
    while time.monotonic() < limit:
        with suppress(OSError, HTTPException, ValueError):
            if _count(api_url, auth, wanted) >= tasks:
                return True
        time.sleep(0.2)
    return False


def _count(api_url: str, auth: str | None, wanted: dict[str, object]) -> int:
    headers = {"Content-Type": "application/json"}
    if auth:
        headers["Authorization"] = f"Basic {base64.b64encode(auth.encode()).decode()}"
    request = urllib.request.Request(f"{api_url}/task_runs/count", json.dumps(wanted).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return int(json.load(answer))


@contextmanager
def api(home: Path, scheduling: bool = False) -> Iterator[Server | None]:
    """The API to run flows under: the one that `PREFECT_API_URL` names (yields None), else one of our own.

    Raises ServerFailed where nobody listens at the address that is named, for as long as a restart takes. Must be
    entered before Prefect is imported: sets the environment that Prefect reads at import.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if named := os.environ.get("PREFECT_API_URL"):
        _wait_for(named)
        yield None
        return
    server = Server(home, scheduling)
    os.environ["PREFECT_API_URL"] = server.api_url
    os.environ["PREFECT_HOME"] = str(home)
    if server.auth:
        os.environ["PREFECT_API_AUTH_STRING"] = server.auth
    try:
        yield server
    finally:
        _send_logs()
        server.stop()
        del os.environ["PREFECT_API_URL"]


def _wait_for(url: str) -> None:
    """Return once somebody listens there. What is answered, and how it is encrypted, is for Prefect's client to say."""
    limit = time.monotonic() + RESTART_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=10):
                return
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError | socket.gaierror):
                return
            if time.monotonic() > limit:
                shown = masked(url)
                raise ServerFailed(f"nobody listens at {shown} ({error.reason}): see PREFECT_API_URL") from error
        except (OSError, HTTPException, ValueError):
            return
        time.sleep(1)


def _send_logs() -> None:
    """Send what Prefect's log handler still holds: it would find the server gone."""
    if "prefect.logging.handlers" in sys.modules:
        sys.modules["prefect.logging.handlers"].APILogHandler().flush()


def _room(folder: Path) -> bool:
    """Whether the disk takes more than the few bytes that SQLite begins with."""
    return shutil.disk_usage(folder).free > _LEAST_BYTES


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
