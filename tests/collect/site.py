"""A local site with every fault that the web has; it records what it was asked and how many requests ran at once."""

import gzip
import socket
import threading
import zlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pyarrow as pa

PAGE = "<html><p>一、主要举措。法治政府建设年度报告。</p></html>".encode("gb18030")
PDF = b"%PDF-1.4 attached"
CARRIER = """<html><body><h1>某某市2022年法治政府建设年度报告</h1>
<a href="/files/report.pdf">附件:某某市2022年法治政府建设年度报告.pdf</a>
<a href="/download?id=7" download="年度报告.docx">下载</a>
<a href="/files/guide.pdf">办事指南</a>
<a href="https://elsewhere.example/x.pdf">附件</a>
<a href="/page">首页</a></body></html>""".encode()
ETAG = '"v1"'
MODIFIED = "Mon, 20 Mar 2023 01:02:03 GMT"


@dataclass
class Told:
    """What the site was asked: (host, path), headers of each request, and the most requests at once by host."""

    requests: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    now: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    robots: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, path: str) -> int:
        return sum(p == path for _, p in self.requests)


class Site(ThreadingHTTPServer):
    """The server; `url(host)` gives the address of a host that is it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        self.told = Told()
        super().__init__(("127.0.0.1", 0), _Pages)

    def url(self, path: str = "", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up on a fault are what is tested."""


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        told, host = self.server.told, self.headers["Host"].partition(":")[0]
        with told.lock:
            told.requests.append((host, self.path))
            told.headers.append({k.lower(): v for k, v in self.headers.items()})
            told.now[host] = told.now.get(host, 0) + 1
            told.most[host] = max(told.most.get(host, 0), told.now[host])
        try:
            self._page(host)
        finally:
            with told.lock:
                told.now[host] -= 1

    def _page(self, host: str) -> None:
        path = self.path.partition("?")[0]
        if path == "/robots.txt":
            status, body = self.server.told.robots.get(host, (404, b"none"))
            self.answer(status, body, {"Content-Type": "text/plain"})
        elif path in self.server.told.content:
            self.answer(200, self.server.told.content[path], {"Content-Type": "text/html; charset=utf-8"})
        else:
            getattr(self, "at_" + path.strip("/").replace("/", "_").replace(".", "_").replace("-", "_"), self.at_page)()

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def packed(self, body: bytes, encoding: str) -> None:
        self.answer(200, body, {"Content-Type": "text/html", "Content-Encoding": encoding})

    def at_page(self) -> None:
        self.answer(200, PAGE, {"Content-Type": "text/html; charset=GB18030", "Set-Cookie": "session=1", "X-Own": "a"})

    def at_wrong_charset(self) -> None:
        self.answer(200, PAGE, {"Content-Type": "text/html; charset=windows-1252"})

    def at_busy(self) -> None:
        """Two failures, then the page."""
        self.failing(2, 503)

    def at_down(self) -> None:
        self.failing(10**6, 500)

    def at_wait(self) -> None:
        self.failing(1, 429, {"Retry-After": "1"})

    def at_come_tomorrow(self) -> None:
        self.answer(503, b"", {"Retry-After": "86400"})

    def failing(self, times: int, status: int, headers: dict[str, str] | None = None) -> None:
        told = self.server.told
        told.failures[self.path] = told.failures.get(self.path, 0) + 1
        if told.failures[self.path] <= times:
            self.answer(status, b"failed", headers)
        else:
            self.at_page()

    def at_none(self) -> None:
        self.answer(404, b"none")

    def at_empty(self) -> None:
        self.answer(200, b"")

    def at_moved_in_gbk(self) -> None:
        """A redirect whose address is written in the site's charset."""
        self.send_response(302)
        self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /to-gbk?" + "年报".encode("gb18030") + b"\r\n")
        self._headers_buffer = [b"Content-Length: 0\r\n"]
        self.end_headers()

    def at_loop(self) -> None:
        self.answer(302, b"", {"Location": "/loop"})

    def at_ping(self) -> None:
        self.answer(302, b"", {"Location": "/pong"})

    def at_pong(self) -> None:
        self.answer(302, b"", {"Location": "/ping"})

    def at_moved(self) -> None:
        self.answer(301, b"", {"Location": "/page"})

    def at_away(self) -> None:
        self.answer(302, b"", {"Location": "file:///etc/passwd"})

    def at_to(self) -> None:
        self.answer(302, b"", {"Location": self.path.partition("?")[2]})

    def at_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while True:
            self.wfile.write(b"x" * 65536)

    def at_cut(self) -> None:
        """A body that is shorter than its length says."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(PAGE[:20])
        self.close_connection = True

    def at_drip(self) -> None:
        """Byte by byte, and never at an end."""
        self.send_response(200)
        self.end_headers()
        self.drip()

    def at_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip()

    def drip(self) -> None:
        self.close_connection = True
        while not self.server.told.released.wait(0.02):
            self.wfile.write(b"x")
            self.wfile.flush()

    def at_rude(self) -> None:
        """No HTTP at all."""
        self.wfile.write(b"\x00\x01\x02 hello\r\n\r\n")
        self.close_connection = True

    def at_hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def at_gzip(self) -> None:
        self.packed(gzip.compress(PAGE), "gzip")

    def at_deflate(self) -> None:
        self.packed(zlib.compress(PAGE), "deflate")

    def at_br(self) -> None:
        self.packed(pa.compress(PAGE, "brotli", asbytes=True), "br")

    def at_zstd(self) -> None:
        self.packed(pa.compress(PAGE, "zstd", asbytes=True), "zstd")

    def at_not_packed(self) -> None:
        self.packed(PAGE, "gzip")

    def at_broken_gzip(self) -> None:
        self.packed(gzip.compress(PAGE)[:-12], "gzip")

    def at_unknown_packing(self) -> None:
        self.packed(PAGE, "lzma")

    def at_gzip_bomb(self) -> None:
        self.packed(gzip.compress(bytes(8 << 20)), "gzip")

    def at_br_bomb(self) -> None:
        self.packed(pa.compress(bytes(8 << 20), "brotli", asbytes=True), "br")

    def at_zstd_bomb(self) -> None:
        self.packed(pa.compress(bytes(8 << 20), "zstd", asbytes=True), "zstd")

    def at_double_bomb(self) -> None:
        self.packed(gzip.compress(gzip.compress(bytes(8 << 20))), "gzip, gzip")

    def at_chunked(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (PAGE[:10], PAGE[10:], b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def at_validated(self) -> None:
        """A page with validators: 304 to who knows it."""
        self.validated(CARRIER, {"Last-Modified": MODIFIED, "Content-Type": "text/html; charset=utf-8"})

    def validated(self, body: bytes, headers: dict[str, str]) -> None:
        if self.headers.get("If-None-Match") == ETAG:
            self.send_response(304)
            self.send_header("ETag", ETAG)
            self.end_headers()
        else:
            self.answer(200, body, {"ETag": ETAG, **headers})

    def at_odd_validators(self) -> None:
        """A page with validators that no request can carry."""
        self.answer(200, PAGE, {"ETag": '"\u00e5\u00b9\u00b4"', "Last-Modified": "x" * 2000})

    def at_carrier(self) -> None:
        self.answer(200, CARRIER, {"Content-Type": "text/html; charset=utf-8"})

    def at_files_report_pdf(self) -> None:
        self.validated(PDF, {"Content-Type": "application/pdf"})

    def at_download(self) -> None:
        self.answer(200, b"PK\x03\x04 docx", {"Content-Type": "application/octet-stream"})

    def at_held(self) -> None:
        """Answers when the test says so, or after a while: requests to one host pile up here if they may."""
        self.server.told.released.wait(0.05)
        self.answer(200, PAGE + self.path.encode())

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


def running(site: Site) -> threading.Thread:
    """The site at work; ends with `site.shutdown()`."""
    thread = threading.Thread(target=lambda: site.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    return thread
