"""One request and its answer: redirects are told, not followed; the body goes to a file, within the limits."""

import datetime as dt
import email.utils
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urljoin

import httpx

from fazhi.collect.connection import within
from fazhi.collect.policy import Policy
from fazhi.core.ingest.encodings import Damaged, Readable, unpacked
from fazhi.core.refusal import Refused

# Worth another attempt: too many requests, and failures of the server or what stands before it.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WHOLE = frozenset({200, 203})
_PIECE = 1 << 18
_ASCII = bytes(range(33, 127)).decode()


class Passing(Exception):
    """No answer, or one that may be another one the next time; `after`: seconds that the server asks us to wait."""

    def __init__(self, why: str, status: int | None = None, after: float | None = None) -> None:
        super().__init__(why)
        self.why, self.status, self.after = why, status, after


class Rejected(Refused):
    """The server's answer is no: `status` says in what words."""

    def __init__(self, status: int) -> None:
        super().__init__("fetch_failed", f"HTTP {status};请检查网址")
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: a document (in the file `path`), a redirect (`location`), or neither.

    `not_modified`: the document is the one that the validators in the request stand for.
    """

    url: str
    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    location: str | None = None
    path: Path | None = None
    sha256: str = ""
    size: int = 0

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    def header(self, name: str) -> str | None:
        """The last header of that name."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name), None)


def ask(
    client: httpx.Client,
    url: str,
    policy: Policy,
    folder: Path,
    validators: Mapping[str, str] | None = None,
    cut: bool = False,
) -> Answer:
    """GET `url`; `validators` are headers that make the request conditional. The body goes to a new file in `folder`,
    `cut`: as much of it as is allowed.

    Raises Passing where another attempt may help, Refused where none will, OSError where the file cannot be written.
    """
    try:
        with within(policy.page_seconds), client.stream("GET", url, headers=validators) as response:
            return _answer(response, url, policy, folder, bool(validators), cut)
    except (httpx.TransportError, Damaged) as error:
        raise Passing(_why(error)) from error
    except (httpx.InvalidURL, httpx.HTTPError, ValueError, UnicodeError) as error:
        raise Refused("fetch_failed", f"网址取不到:{_why(error)};请检查网址") from error


def _why(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]


def _answer(response: httpx.Response, url: str, policy: Policy, folder: Path, conditional: bool, cut: bool) -> Answer:
    status, headers = response.status_code, list(response.headers.multi_items())
    if status in _REDIRECTS and (location := _location(response)):
        return Answer(url, status, headers, location=urljoin(url, location))
    if status in _PASSING:
        raise Passing(f"HTTP {status}", status, retry_after(response.headers.get("retry-after")))
    if status == 304 and conditional:
        return Answer(url, status, headers)
    if status not in _WHOLE:
        raise Rejected(status)
    temporary = folder / f"{uuid.uuid4().hex}.part"
    try:
        sha256, size = _body(response, policy.max_bytes, temporary, cut)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Answer(url, status, headers, path=temporary, sha256=sha256, size=size)


def _location(response: httpx.Response) -> str:
    """Where a redirect leads; bytes beyond ASCII as they were sent, percent-encoded: the site's charset, not ours."""
    sent = next((value for name, value in response.headers.raw if name.lower() == b"location"), b"")
    return quote(sent.strip(), safe=_ASCII)


class _Wire:
    """The body as it is sent, read piece by piece, as much of it as a document may have."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        self._pieces = response.iter_raw()
        self._held = b""
        self._left = limit

    def read(self, size: int, /) -> bytes:
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left -= len(piece)
            if self._left < 0:
                raise _too_large()
            self._held = piece
        piece, self._held = self._held[:size], self._held[size:]
        return piece


def _body(response: httpx.Response, limit: int, path: Path, cut: bool) -> tuple[str, int]:
    """Write the unpacked body to `path`; returns sha256 and size. Headers may lie and bodies may never end."""
    # What is cut is read a little beyond: the wire's pieces are what they are.
    wire = _Wire(response, limit + _PIECE if cut else limit)
    body: Readable = unpacked(wire, response.headers.get("content-encoding"))
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        while (not cut or size < limit) and (piece := body.read(_PIECE)):
            piece = piece[: limit - size] if cut else piece
            size += len(piece)
            if size > limit:
                raise _too_large()
            digest.update(piece)
            out.write(piece)
    if size == 0:
        raise Refused("empty", "网址返回 0 字节;请检查网址")
    return digest.hexdigest(), size


def _too_large() -> Refused:
    return Refused("too_large", "网页超过单个文档的大小上限;请核对网址")


def retry_after(value: str | None, now: dt.datetime | None = None) -> float | None:
    """Seconds that the header `Retry-After` asks for (a number, or a date), or None."""
    text = (value or "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - (now or dt.datetime.now(dt.UTC))).total_seconds())
