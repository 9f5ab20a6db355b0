"""A list of URLs, against a local site with faults."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fazhi.core.refusal import Refused
from fazhi.stages import collect
from fazhi.stages.collect import checked_address, fetched, urls_of
from fazhi.stages.inbox import Item, Unreadable

PAGE = "<p>法治政府建设年度报告</p>".encode("gb18030")


class _Site(BaseHTTPRequestHandler):
    failures = 0

    def do_GET(self) -> None:
        path = self.path
        if path == "/busy" and _Site.failures < 2:
            _Site.failures += 1
            self._answer(503, b"busy")
        elif path == "/loop":
            self._answer(302, b"", {"Location": "/loop"})
        elif path == "/moved":
            self._answer(301, b"", {"Location": "/page"})
        elif path == "/away":
            self._answer(302, b"", {"Location": "file:///etc/passwd"})
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif path == "/none":
            self._answer(404, b"none")
        elif path == "/empty":
            self._answer(200, b"")
        else:
            self._answer(200, PAGE, {"Content-Type": "text/html; charset=GB18030"})

    def _answer(self, code: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(collect.time, "sleep", lambda seconds: None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_pages_come_with_their_bytes_and_charset(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_ALLOW_PRIVATE", "1")
    for item in fetched([f"{site}/page", f"{site}/moved", f"{site}/busy"], tmp_path):
        assert isinstance(item, Item), item
        assert Path(item.path).read_bytes() == PAGE
        assert item.declared_charset == "gb18030"
        assert item.fetched_at
        assert item.source.startswith(site)


def test_faults_are_refused_with_a_reason(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_ALLOW_PRIVATE", "1")
    monkeypatch.setattr(collect, "MAX_DOCUMENT_BYTES", 1_000_000)
    wanted = {"loop": "fetch_failed", "away": "fetch_failed", "endless": "too_large", "none": "fetch_failed",
              "empty": "empty"}  # fmt: skip
    found = list(fetched([f"{site}/{name}" for name in wanted], tmp_path))
    assert [i.code for i in found if isinstance(i, Unreadable)] == list(wanted.values())


def test_private_addresses_are_refused(site: str, tmp_path: Path) -> None:
    urls = [f"{site}/page", "http://localhost:1/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest"]
    found = list(fetched(urls, tmp_path))
    assert {i.code for i in found if isinstance(i, Unreadable)} == {"forbidden_address"}
    assert len(found) == len(urls)
    assert list(tmp_path.iterdir()) == []


def test_a_public_address_is_allowed() -> None:
    assert checked_address("93.184.216.34", 80) == "93.184.216.34"
    with pytest.raises(Refused):
        checked_address("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("name", "content", "urls"),
    [
        ("a.txt", "# list\nhttp://a.gov.cn/1\n\nhttps://b.gov.cn/2\nhttp://a.gov.cn/1\n", 2),
        ("a.csv", "issuer,url\n甲市,http://a.gov.cn/1\n乙市,http://b.gov.cn/2\n", 2),
        ("b.csv", "http://a.gov.cn/1,甲市\n", 1),
        ("report.txt", "一、主要举措\n详见 http://a.gov.cn/1\n", None),
        ("c.csv", "项目,数量\n许可,5\n", None),
        ("d.html", "http://a.gov.cn/1\n", None),
        ("e.txt", "", None),
    ],
)
def test_what_is_a_list_of_urls(tmp_path: Path, name: str, content: str, urls: int | None) -> None:
    path = tmp_path / name
    path.write_text(content, "utf8")
    found = urls_of(path)
    assert (len(found) if found is not None else None) == urls
