"""WARC files of web crawls: the documents among their responses, decoded from transfer and content encoding."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord

from fazhi.core.ingest.chunked import Dechunked
from fazhi.core.ingest.encodings import Damaged, Readable, unpacked
from fazhi.core.ingest.headers import charset_of, kept_headers
from fazhi.core.ingest.item import Arrival
from fazhi.core.ingest.member import Budget, Exhausted, Found, Member, RefusedMember, RepeatedMember
from fazhi.core.ingest.records import READ_ERRORS, Gap, followed_by_end, records
from fazhi.core.refusal import Refused

_RECORDS = ("response", "resource")
# What a page is dressed in; everything else is told by its bytes later on.
_NOT_DOCUMENTS = ("image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript",
                  "application/x-javascript", "application/json", "application/font", "application/x-font")  # fmt: skip
_LONGEST_URL = 2048


def read(stream: BinaryIO, budget: Budget) -> Iterator[Found]:
    """The documents of a WARC file; raises Refused(bad_archive) where no record can be read, and Exhausted.

    Requests, redirects, and what pages are dressed in (styles, scripts, images) are passed over; an answer that
    reports an error (404) is a refused member. A revisit is the document that an earlier record of the file holds, or
    refused. Where a record cannot be read it is refused and the next one is looked for.
    """
    crawl, readable, told = _Crawl(budget), False, False
    for record in records(stream):
        if isinstance(record, Gap):
            if readable and not told:
                yield RefusedMember("损坏的记录", "bad_archive", f"WARC 记录读不出来({record.error});请重新采集")
            told = True
            continue
        readable = readable or record.rec_type is not None
        told = False
        for found in crawl.members(record):
            told = told or isinstance(found, RefusedMember)
            yield found
    if not readable:
        raise Refused("bad_archive", "WARC 中没有可读的记录")


class _Crawl:
    """One file's documents, as far as they have been read: what later records refer to."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.known: dict[str, str] = {}

    def members(self, record: ArcWarcRecord) -> Iterator[Found]:
        """What a record adds: nothing, or one member."""
        url = _label(record.rec_headers.get_header("WARC-Target-URI") or "")
        try:
            self.budget.spend(max(record.length or 0, 0))
            if record.rec_type == "revisit":
                self.budget.enter()
                yield self._again(record, url)
            elif record.rec_type == "continuation":
                self.budget.enter()
                yield RefusedMember(url, "bad_archive", "分段的 WARC 记录;请先合并")
            elif record.rec_type in _RECORDS and not _dressing(record, url):
                self.budget.enter()
                yield self._document(record, url)
        except (Exhausted, Refused):
            raise
        except (Damaged, *READ_ERRORS) as error:
            why = str(error) if isinstance(error, Damaged) else type(error).__name__
            yield RefusedMember(url, "bad_archive", f"记录损坏:{why};请重新采集")

    def _document(self, record: ArcWarcRecord, url: str) -> Member | RefusedMember:
        status = _status(record)
        if not status.startswith("2"):
            return RefusedMember(url, "fetch_failed", f"网页返回状态 {status[:20]}")
        if truncated := record.rec_headers.get_header("WARC-Truncated"):
            return RefusedMember(url, "bad_archive", f"采集时被截断({truncated[:20]});请重新采集")
        data = self.budget.read(_body(record))
        if data is None:
            return RefusedMember(url, "too_large", self.budget.member_message)
        if _cut_off(record):
            return RefusedMember(url, "bad_archive", "记录不完整")
        sha256 = hashlib.sha256(data).hexdigest()
        self.known |= dict.fromkeys(_names(record, ("WARC-Record-ID", "WARC-Payload-Digest")), sha256)
        self.known[url] = sha256
        fetched_at = _time(record.rec_headers.get_header("WARC-Date"))
        return Member(url, data, fetched_at, charset_of(_header(record, "Content-Type")), _arrival(record, url))

    def _again(self, record: ArcWarcRecord, url: str) -> RepeatedMember | RefusedMember:
        names = ("WARC-Refers-To", "WARC-Payload-Digest", "WARC-Refers-To-Target-URI")
        for key in (*_names(record, names), url):
            if key in self.known:
                return RepeatedMember(url, self.known[key])
        return RefusedMember(url, "fetch_failed", "revisit 记录没有正文,原记录不在此文件中;请一并提供")


def _dressing(record: ArcWarcRecord, url: str) -> bool:
    declared = _header(record, "Content-Type").lower()
    return _status(record).startswith("3") or declared.startswith(_NOT_DOCUMENTS) or url.startswith("dns:")


def _body(record: ArcWarcRecord) -> Readable:
    if not record.http_headers:
        return record.raw_stream  # type: ignore[no-any-return]
    transfer = (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower()
    raw: Readable = Dechunked(record.raw_stream) if transfer == "chunked" else record.raw_stream
    return unpacked(raw, record.http_headers.get_header("Content-Encoding"))


def _cut_off(record: ArcWarcRecord) -> bool:
    """Whether the file ends before the record does, the record before its content, or the body before its length."""
    while record.raw_stream.read(1 << 16):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0 or not followed_by_end(record):
        return True
    stated = record.http_headers.get_header("Content-Length") if record.http_headers else None
    return stated is not None and stated.strip().isdecimal() and 0 <= record.payload_length < int(stated)


def _status(record: ArcWarcRecord) -> str:
    return str(record.http_headers.get_statuscode()) if record.http_headers else "200"


def _header(record: ArcWarcRecord, name: str) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header(name) or "")


def _names(record: ArcWarcRecord, headers: tuple[str, ...]) -> list[str]:
    return [value for name in headers if (value := record.rec_headers.get_header(name))]


def _arrival(record: ArcWarcRecord, url: str) -> Arrival:
    if not record.http_headers:
        return Arrival(final_url=url)
    status = _status(record)
    headers = kept_headers(record.http_headers.headers)
    return Arrival(final_url=url, http_status=int(status) if status.isdecimal() else 200, http_headers=headers)


def _label(url: str) -> str:
    """URLs come from outside too: nothing invisible in them."""
    return "".join(c for c in url.strip("<> ")[:_LONGEST_URL] if c.isprintable()) or "unnamed"


def _time(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
