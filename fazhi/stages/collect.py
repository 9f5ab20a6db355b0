"""A list of URLs as input: every page fetched once, politely, within limits, from public addresses only.

The address is checked where the connection is made, after the name was resolved and on every redirect: a public name
that leads into the own network is refused like a private address.
"""

import csv
import datetime as dt
import email.message
import hashlib
import ipaddress
import os
import random
import socket
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fazhi.core.refusal import Refused
from fazhi.stages.inbox import MAX_DOCUMENT_BYTES, Item, Unreadable
from fazhi.storage.files import keep_bytes
from fazhi.storage.places import Place

ATTEMPTS = 4
_REDIRECTS = 5
_SECONDS = {"connect": 10.0, "read": 30.0, "write": 10.0, "pool": 10.0}
_SECONDS_PER_PAGE = 120.0
# Worth another attempt: too many requests, and failures of the server or what stands before it.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_SCHEMES = ("http://", "https://")
_HEAD = 65_536


def urls_of(path: Path) -> list[str] | None:
    """The URLs that a `.txt` or `.csv` file lists, in order, each once; None where it is no list of URLs.

    A text file lists one a line (`#` begins a comment); a table has a column `url`, or URLs in its first column.
    """
    if path.suffix.lower() not in (".txt", ".csv") or not path.is_file():
        return None
    with path.open("rb") as file:
        if b"http" not in file.read(_HEAD).lower():
            return None
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return None
    found = _of_table(text) if path.suffix.lower() == ".csv" else _of_lines(text)
    return list(dict.fromkeys(found)) if found else None


def _of_lines(text: str) -> list[str] | None:
    lines = [line.strip() for line in text.split("\n")]
    kept = [line for line in lines if line and not line.startswith("#")]
    return kept if kept and all(line.lower().startswith(_SCHEMES) for line in kept) else None


def _of_table(text: str) -> list[str] | None:
    rows = [row for row in csv.reader(text.splitlines()) if row]
    if not rows:
        return None
    head = [cell.strip().lower() for cell in rows[0]]
    at, body = (head.index("url"), rows[1:]) if "url" in head else (0, rows)
    kept = [row[at].strip() for row in body if len(row) > at and row[at].strip()]
    return kept if kept and all(url.lower().startswith(_SCHEMES) for url in kept) else None


def fetched(urls: Iterable[str], spool: Place) -> Iterator[Item | Unreadable]:
    """Each of `urls` as an item whose bytes lie in `spool`, or the reason why it could not be had."""
    import httpx

    with httpx.Client(transport=_transport(), timeout=httpx.Timeout(**_SECONDS), trust_env=False,
                      headers={"User-Agent": "fazhi (research on rule-of-law reports)"}) as client:  # fmt: skip
        for url in urls:
            try:
                yield _fetched(client, url, spool)
            except Refused as refused:
                yield Unreadable(url, url, refused.code, refused.message)


def _fetched(client: Any, url: str, spool: Place) -> Item:
    content, charset = _with_retries(client, url)
    if not content:
        raise Refused("empty", "网址返回 0 字节;请检查网址")
    sha256 = hashlib.sha256(content).hexdigest()
    path = spool / sha256
    keep_bytes(path, content)
    now = dt.datetime.now(dt.UTC).isoformat()
    return Item(url, str(path), sha256, len(content), charset, now, spooled=True)


def _with_retries(client: Any, url: str) -> tuple[bytes, str | None]:
    import httpx

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _get(client, url)
        except (_Passing, httpx.TransportError) as error:
            if attempt == ATTEMPTS:
                why = str(error) or type(error).__name__
                raise Refused("fetch_failed", f"{ATTEMPTS} 次都没取到:{why};请检查网址,稍后再运行") from error
            time.sleep(random.uniform(0.5, 1.0) * 2 ** (attempt - 1))
        except (httpx.InvalidURL, httpx.HTTPError, ValueError) as error:
            raise Refused("fetch_failed", f"网址取不到:{error};请检查网址") from error
    raise AssertionError("the loop returns or raises")


class _Passing(Exception):
    """An answer that may be another one the next time."""


def _get(client: Any, url: str) -> tuple[bytes, str | None]:
    """The body behind `url` and the charset that its header declares; follows redirects itself, to check each."""
    for _ in range(_REDIRECTS + 1):
        with client.stream("GET", url, follow_redirects=False) as answer:
            if answer.is_redirect:
                url = str(answer.next_request.url)
                if not url.lower().startswith(_SCHEMES):
                    raise Refused("fetch_failed", f"重定向到不支持的地址 {url[:80]}")
                continue
            if answer.status_code in _PASSING:
                raise _Passing(f"HTTP {answer.status_code}")
            if answer.status_code != 200:
                raise Refused("fetch_failed", f"HTTP {answer.status_code};请检查网址")
            return _body(answer), _charset(answer.headers.get("content-type", ""))
    raise Refused("fetch_failed", f"重定向超过 {_REDIRECTS} 次;请检查网址")


def _body(answer: Any) -> bytes:
    """The decoded body, within the limits of size and time: headers may lie and bodies may never end."""
    pieces, size, limit = [], 0, time.monotonic() + _SECONDS_PER_PAGE
    for piece in answer.iter_bytes():
        size += len(piece)
        if size > MAX_DOCUMENT_BYTES:
            raise Refused("too_large", f"网页超过上限 {MAX_DOCUMENT_BYTES} 字节")
        if time.monotonic() > limit:
            raise Refused("fetch_failed", f"{_SECONDS_PER_PAGE:g} 秒内没有传完;请稍后再运行")
        pieces.append(piece)
    return b"".join(pieces)


def _charset(content_type: str) -> str | None:
    message = email.message.Message()
    message["content-type"] = content_type
    return message.get_content_charset()


def _transport() -> Any:
    """An HTTP transport that connects to public addresses alone (any, with FAZHI_ALLOW_PRIVATE=1: for tests)."""
    import httpcore
    import httpx

    class PublicOnly(httpcore.SyncBackend):
        def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            return super().connect_tcp(checked_address(host, port), port, *args, **kwargs)

    transport = httpx.HTTPTransport()
    transport._pool = httpcore.ConnectionPool(network_backend=PublicOnly())
    return transport


def checked_address(host: str, port: int) -> str:
    """An address of `host` to connect to; raises Refused where any of its addresses is not a public one."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise Refused("fetch_failed", f"主机名 {host} 无法解析;请检查网址") from error
    private = sorted(address for address in found if not ipaddress.ip_address(address.split("%")[0]).is_global)
    if private and os.environ.get("FAZHI_ALLOW_PRIVATE") != "1":
        raise Refused("forbidden_address", f"{host} 指向非公网地址 {private[0]};不予访问")
    return sorted(found, key=lambda address: ":" in address)[0]
