"""WARC files of web crawls: the documents among their responses, decoded from transfer and content encoding."""

import datetime as dt
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from fazhi.core.ingest.member import Budget, Member, RefusedMember
from fazhi.core.refusal import Refused

_RECORDS = ("response", "resource")
# What a page is dressed in; everything else is told by its bytes later on.
_NOT_DOCUMENTS = ("image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript",
                  "application/x-javascript", "application/json", "application/font", "application/x-font")  # fmt: skip
_READ_ERRORS = (
    ArchiveLoadFailed, zlib.error, OSError, EOFError, ValueError, TypeError, AttributeError, KeyError, IndexError,
    MemoryError, OverflowError,
)  # fmt: skip
_LONGEST_URL = 2048


def read(stream: BinaryIO, budget: Budget) -> Iterator[Member | RefusedMember]:
    """The documents of a WARC file, plain or compressed record by record; raises Refused(bad_archive) and Exhausted.

    Requests, redirects, and what pages are dressed in (styles, scripts, images) are passed over; an answer that
    reports an error (404) is a refused member.
    """
    readable = False
    try:
        for record in ArchiveIterator(stream):
            readable = readable or record.rec_type is not None
            budget.spend(max(record.length or 0, 0))
            if record.rec_type in _RECORDS:
                yield from _member(record, budget)
    except _READ_ERRORS as error:
        raise Refused("bad_archive", f"WARC 读不出来:{type(error).__name__}") from error
    if not readable:
        raise Refused("bad_archive", "WARC 中没有任何记录")


def _member(record: ArcWarcRecord, budget: Budget) -> Iterator[Member | RefusedMember]:
    url = _label(record.rec_headers.get_header("WARC-Target-URI") or "")
    declared = _header(record, "Content-Type").lower()
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status.startswith("3") or declared.startswith(_NOT_DOCUMENTS) or url.startswith("dns:"):
        return
    budget.enter()
    if not status.startswith("2"):
        yield RefusedMember(url, "fetch_failed", f"网页返回状态 {status[:20]}")
        return
    data = budget.read(record.content_stream())
    if data is None:
        yield RefusedMember(url, "too_large", budget.member_message)
    elif _cut_off(record):
        yield RefusedMember(url, "bad_archive", "记录不完整")
    else:
        yield Member(url, data, _time(record.rec_headers.get_header("WARC-Date")), _charset(declared))


def _cut_off(record: ArcWarcRecord) -> bool:
    """Whether the file ends before the record does; warcio itself takes that for the record's end."""
    while record.raw_stream.read(1 << 16):
        pass
    return bool(getattr(record.raw_stream, "limit", 0) > 0)


def _header(record: ArcWarcRecord, name: str) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header(name) or "")


def _label(url: str) -> str:
    """URLs come from outside too: nothing invisible in them."""
    return "".join(c for c in url.strip("<> ")[:_LONGEST_URL] if c.isprintable()) or "unnamed"


def _charset(content_type: str) -> str | None:
    for parameter in content_type.split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset":
            return value.strip(" \t\"'")[:40] or None
    return None


def _time(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
