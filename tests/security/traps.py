"""What an attack would reach: a listener that nobody may call, a file that nobody may read."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CANARY = "canary-that-must-stay-in-its-file"


class Listener:
    """A port on loopback that counts who connects: libraries in C are seen too."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.calls = 0
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener for the length of a test; its last word is awaited, so that a late call is counted."""
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as one:
        yield one


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file outside of everything that was named."""
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No name is looked up and nothing connected to from Python; what was tried is listed."""
    tried: list[str] = []

    def refuse(*words: object, **_: object) -> None:
        tried.append(repr(words[-2:]))
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return tried
