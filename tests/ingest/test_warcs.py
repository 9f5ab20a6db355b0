"""Crawls as they are: chunked, packed, revisited, cut off, damaged in the middle, lying about themselves."""

import gzip
import io
import zlib

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.ingest import media
from fazhi.core.ingest.archives import Found, Limits, Member, RefusedMember, RepeatedMember, members
from fazhi.core.refusal import REASONS, Refused

HTML = "<html><p>法治政府建设年度报告</p></html>".encode()


def record(
    url: str, body: bytes = HTML, headers: str = "", kind: str = "response", status: str = "200 OK", **named: str
) -> bytes:
    """One WARC record; `named` are more of its own headers (`WARC_Truncated="length"`)."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    block = b"" if kind == "revisit" else answer
    own = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-03-20T01:02:03Z\r\n{own}"
    head += f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(p), p) for p in (body[:7], body[7:])) + end


def read(data: bytes, limits: Limits | None = None) -> list[Found]:
    assert media.sniff(data) == media.WARC
    return list(members(io.BytesIO(data), media.WARC, limits))


def told(found: list[Found]) -> list[tuple[str, bytes | str]]:
    return [
        (one.name, one.data if isinstance(one, Member) else one.code if isinstance(one, RefusedMember) else "again")
        for one in found
    ]


def brotli(data: bytes) -> bytes:
    return bytes(pa.compress(data, "brotli", asbytes=True))


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, "zstd", asbytes=True))


def gzipped(data: bytes) -> bytes:
    """Without the time of day: the names of tests are made of it."""
    return gzip.compress(data, mtime=0)


def in_short(value: str | bytes) -> str:
    """A part of a test's name: the same in every process that collects it, whatever the bytes."""
    return value.strip() if isinstance(value, str) else f"{len(value)} bytes"


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)),
        ("Transfer-Encoding: chunked\r\n", HTML),
        ("Content-Encoding: gzip\r\n", gzipped(HTML)),
        ("Content-Encoding: gzip\r\n", gzipped(HTML[:9]) + gzipped(HTML[9:])),
        ("Content-Encoding: gzip\r\n", HTML),
        ("Content-Encoding: deflate\r\n", zlib.compress(HTML)),
        ("Content-Encoding: deflate\r\n", bare_deflate(HTML)),
        ("Content-Encoding: br\r\n", brotli(HTML)),
        ("Content-Encoding: zstd\r\n", zstd(HTML)),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzipped(HTML))),
        ("Content-Encoding: br, gzip\r\n", gzipped(brotli(HTML))),
        ("Content-Encoding: identity\r\n", HTML),
        (f"Content-Length: {len(HTML)}\r\n", HTML),
        ("Content-Length: 10\r\n", HTML),
    ],
    ids=in_short,
)
def test_bodies_are_what_the_page_was(headers: str, body: bytes) -> None:
    assert told(read(record("http://x.cn/", body, headers))) == [("http://x.cn/", HTML)]


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ("Transfer-Encoding: chunked\r\n", chunked(HTML, b""), "bad_archive"),
        ("Transfer-Encoding: chunked\r\n", chunked(HTML, b"zz\r\n"), "bad_archive"),
        ("Content-Encoding: gzip\r\n", gzipped(HTML)[:-9], "bad_archive"),
        ("Content-Encoding: br\r\n", b"rubbish" * 9, "bad_archive"),
        ("Content-Encoding: zstd\r\n", zstd(HTML)[:-3], "bad_archive"),
        ("Content-Encoding: lzma\r\n", HTML, "bad_archive"),
        ("Content-Encoding: gzip, gzip, gzip\r\n", HTML, "bad_archive"),
        ("Content-Length: 9999\r\n", HTML, "bad_archive"),
        ("Content-Encoding: gzip\r\n", gzipped(bytes(9 << 20)), "too_large"),
        ("Content-Encoding: br\r\n", brotli(bytes(9 << 20)), "too_large"),
        ("Content-Encoding: zstd\r\n", zstd(bytes(9 << 20)), "too_large"),
    ],
    ids=in_short,
)
def test_a_bad_body_is_refused_and_the_next_one_read(headers: str, body: bytes, code: str) -> None:
    data = record("http://x.cn/1", body, headers) + record("http://x.cn/2")
    assert told(read(data, Limits(member_bytes=1 << 20))) == [("http://x.cn/1", code), ("http://x.cn/2", HTML)]


def test_requests_are_passed_over_and_errors_told() -> None:
    data = record("http://x.cn/1", kind="warcinfo") + record("http://x.cn/1", kind="metadata")
    request = record("http://x.cn/1").replace(b"WARC-Type: response", b"WARC-Type: request")
    data += request.replace(b"HTTP/1.1 200 OK", b"GET / HTTP/1.1")
    data += record("http://x.cn/2", status="500 Oops") + record("http://x.cn/3", WARC_Truncated="length")
    data += record("http://x.cn/4", kind="continuation") + record("http://x.cn/5", status="301 Moved")
    assert told(read(data)) == [
        ("http://x.cn/2", "fetch_failed"), ("http://x.cn/3", "bad_archive"), ("http://x.cn/4", "bad_archive"),
    ]  # fmt: skip


def test_a_revisit_is_the_earlier_document_or_refused() -> None:
    first = record("http://x.cn/1", WARC_Record_ID="<urn:uuid:1>", WARC_Payload_Digest="sha1:A")
    same_digest = record("http://x.cn/2", kind="revisit", WARC_Payload_Digest="sha1:A")
    same_record = record("http://x.cn/3", kind="revisit", WARC_Refers_To="<urn:uuid:1>")
    same_url = record("http://x.cn/1", kind="revisit")
    unknown = record("http://x.cn/4", kind="revisit", WARC_Payload_Digest="sha1:B")
    found = read(first + same_digest + same_record + same_url + unknown)
    assert told(found) == [
        ("http://x.cn/1", HTML), ("http://x.cn/2", "again"), ("http://x.cn/3", "again"), ("http://x.cn/1#2", "again"),
        ("http://x.cn/4", "fetch_failed"),
    ]  # fmt: skip
    assert len({one.sha256 for one in found if isinstance(one, RepeatedMember)}) == 1


THREE = [record(f"http://x.cn/{n}", HTML + str(n).encode() * 300) for n in range(3)]


def test_compressed_record_by_record_or_as_a_whole() -> None:
    plain = told(read(b"".join(THREE)))
    assert [name for name, _ in plain] == ["http://x.cn/0", "http://x.cn/1", "http://x.cn/2"]
    assert told(read(b"".join(gzip.compress(one) for one in THREE))) == plain
    assert told(read(gzip.compress(b"".join(THREE)))) == plain


def shortened(data: bytes) -> bytes:
    """A record that says that it is shorter than it is."""
    stated = int(data.partition(b"http\r\nContent-Length: ")[2].partition(b"\r\n")[0])
    return data.replace(b"Content-Length: %d" % stated, b"Content-Length: %d" % (stated - 40))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("damage", ["head", "body", "length", "rubbish"])
def test_a_damaged_record_takes_no_other_with_it(packed: bool, damage: str) -> None:
    one, two, three = THREE
    if damage == "rubbish":
        two = b"\x00rubbish\r\n" * 40
    elif damage == "length":
        two = two.replace(b"\r\nContent-Length: ", b"\r\nContent-Length: -")
    elif damage == "head":
        two = two.replace(b"WARC/1.1", b"WORC/1.1")
    parts = [gzip.compress(part) for part in (one, two, three)] if packed else [one, two, three]
    if damage == "body":
        middle = len(parts[1]) // 2
        parts[1] = parts[1][:middle] + b"\xff" * 9 + parts[1][middle + 9 :] if packed else shortened(two)
    found = told(read(b"".join(parts)))
    good = [name for name, said in found if isinstance(said, bytes)]
    assert good[0] == "http://x.cn/0"
    assert good[-1] == "http://x.cn/2"
    assert "bad_archive" in [said for _, said in found]
    assert len(found) <= 4


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_ends_too_early_gives_what_it_has(packed: bool) -> None:
    data = b"".join(gzip.compress(one) if packed else one for one in THREE)
    found = told(read(data[:-40]))
    assert [name for name, said in found if isinstance(said, bytes)] == ["http://x.cn/0", "http://x.cn/1"]
    assert found[-1][1] == "bad_archive"


def test_a_file_without_one_readable_record_is_refused() -> None:
    for data in (b"WARC/1.0\r\n", b"WARC/" + b"x" * 5000, gzip.compress(b"WARC/1.0\r\n" * 300)):
        with pytest.raises(Refused) as refused:
            read(data)
        assert refused.value.code == "bad_archive"


@given(st.booleans(), st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_raises_nothing_but_refused(packed: bool, drawn: st.DataObject) -> None:
    data = bytearray(b"".join(gzip.compress(one) if packed else one for one in THREE))
    for _ in range(drawn.draw(st.integers(1, 5))):
        data[drawn.draw(st.integers(5, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    try:
        found = list(members(io.BytesIO(bytes(data)), media.WARC, Limits(member_bytes=1 << 20)))
    except Refused:
        return
    assert all(one.code in REASONS for one in found if isinstance(one, RefusedMember))
