"""Prefect's API as a process of the run: it must not outlive it, and a run that has ended well must not fail on it."""

import base64
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fazhi.cli.main import main
from flows import server as prefect_server

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
    limit = time.monotonic() + 300
    while _alive(server) and time.monotonic() < limit:
        time.sleep(0.2)
    assert not _alive(server)


@contextmanager
def _answering(*answers: tuple[int, bytes], hears: list[str] | None = None) -> Iterator[str]:
    """The address of an API that gives these answers, a status and a body each, and the last one for ever."""
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            if hears is not None:
                hears.append(self.headers.get("Authorization", ""))
            status, body = left.pop(0) if len(left) > 1 else left[0]
            if status:
                self.send_response(status)
                self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/api"
        finally:
            listening.shutdown()
            thread.join()


LOCKED = (503, b'{"exception_message": "Service Unavailable"}')


@pytest.mark.parametrize(
    "first",
    [LOCKED, (500, b""), (401, b""), (0, b""), (0, b"no HTTP at all\r\n\r\n"), (200, b"<html>"), (200, b"6")],
    ids=["locked", "error", "denied", "closed", "no HTTP", "no number", "too few"],
)
def test_an_api_that_is_busy_is_asked_again(first: tuple[int, bytes]) -> None:
    hears: list[str] = []
    with _answering(first, first, (200, b"7"), hears=hears) as url:
        assert prefect_server.recorded(url, "admin:pass", "1", 7)
    assert hears == [f"Basic {base64.b64encode(b'admin:pass').decode()}"] * 3


@pytest.mark.parametrize("always", [LOCKED, (200, b"6")], ids=["locked", "too few"])
def test_an_api_that_stays_busy_costs_the_history_alone(
    always: tuple[int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_server, "RECORDING_SECONDS", 0.5)
    with _answering(always) as url:
        assert not prefect_server.recorded(url, None, "1", 7)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/api", "http://no-such-host.invalid/api?token=secret"])
def test_a_server_that_is_named_and_not_there_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_server, "RESTART_SECONDS", 0.0)
    monkeypatch.setenv("PREFECT_API_URL", url)
    for words in (["automations", "apply"], ["serve"]):
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 1
        assert "nobody listens at http://" in told.stderr
        assert "PREFECT_API_URL" in told.stderr
        assert "secret" not in told.output


@pytest.mark.parametrize("answer", [(200, b"true"), (401, b""), (503, b""), (0, b"what?")])
def test_a_server_that_is_named_and_there_is_left_to_prefects_client(
    answer: tuple[int, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with _answering(answer) as url:
        monkeypatch.setenv("PREFECT_API_URL", url)
        with prefect_server.api(tmp_path) as own:
            assert own is None


def test_a_server_that_is_named_may_come_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refused = [ConnectionRefusedError(111, "refused")] * 2
    asked = prefect_server.urllib.request.urlopen

    def away(*args: Any, **kwargs: Any) -> Any:
        if refused:
            raise urllib.error.URLError(refused.pop())
        return asked(*args, **kwargs)

    monkeypatch.setattr(prefect_server.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(prefect_server.urllib.request, "urlopen", away)
    with _answering((200, b"true")) as url:
        monkeypatch.setenv("PREFECT_API_URL", url)
        with prefect_server.api(tmp_path):
            assert not refused


def test_an_api_that_has_gone_costs_the_history_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_server, "RECORDING_SECONDS", 0.5)
    assert not prefect_server.recorded("http://127.0.0.1:9/api", None, "1", 7)
