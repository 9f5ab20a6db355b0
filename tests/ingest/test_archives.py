"""Members of archives: all that is in them, nothing that harms."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fazhi.core.ingest import media
from fazhi.core.ingest.archives import Found, Limits, Member, RefusedMember, members
from fazhi.core.ingest.labels import Labels, decode_name, is_litter, safe_label
from fazhi.core.refusal import REASONS, Refused


def read(data: bytes, limits: Limits | None = None, kind: str | None = None, name: str | None = None) -> list[Found]:
    return list(members(io.BytesIO(data), kind or media.sniff(data), limits, name))


def told(found: Iterable[Found]) -> list[tuple[str, bytes | str]]:
    return [(one.name, one.data if isinstance(one, Member) else getattr(one, "code", "again")) for one in found]


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content, method)
    return out.getvalue()


def plain_zip(raw_name: bytes, content: bytes) -> bytes:
    """A ZIP file as old archivers write it: the name in the system's charset, no flag."""
    head = struct.pack(
        "<HHHHHLLLHH", 20, 0, 0, 0, 33, zlib.crc32(content), len(content), len(content), len(raw_name), 0
    )
    local = b"PK\x03\x04" + head + raw_name + content
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + raw_name
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def tarred(*entries: tuple[str, bytes], encoding: str = "utf-8") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding=encoding, format=tarfile.GNU_FORMAT) as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def warc(*answers: tuple[str, str, str, bytes], compress: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compress)
    for url, status, kind, body in answers:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2023-03-20T01:02:03Z"}
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=dated
        )
        writer.write_record(record)
    return out.getvalue()


def test_zip_gives_documents_and_passes_over_litter() -> None:
    data = zipped(
        ("报告/", b""),
        ("报告/一.txt", b"1"),
        ("__MACOSX/报告/._一.txt", b"x"),
        (".DS_Store", b"x"),
        ("Thumbs.db", b"x"),
    )
    assert told(read(data)) == [("报告/一.txt", b"1")]


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_zip_names_without_the_utf8_flag(charset: str) -> None:
    data = plain_zip("某某市2022年法治政府建设年度报告.txt".encode(charset), b"text")
    assert told(read(data)) == [("某某市2022年法治政府建设年度报告.txt", b"text")]


def test_zip_refuses_links_encrypted_and_damaged_members() -> None:
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert told(read(zipped((link, b"/etc/passwd"), ("a.txt", b"1")))) == [("link", "not_a_file"), ("a.txt", b"1")]
    locked = bytearray(zipped(("a.txt", b"secret"), ("b.txt", b"2")))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert told(read(bytes(locked))) == [("a.txt", "bad_archive"), ("b.txt", b"2")]
    damaged = zipped(("a.txt", b"aaaa"), ("b.txt", b"2"), method=zipfile.ZIP_STORED).replace(b"aaaa", b"abab")
    assert told(read(damaged)) == [("a.txt", "bad_archive"), ("b.txt", b"2")]


def test_bombs_are_refused_and_the_rest_read() -> None:
    bomb = zipped(("bomb.txt", bytes(20 << 20)), ("a.txt", b"1"))
    assert told(read(bomb)) == [("bomb.txt", "too_large"), ("a.txt", b"1")]
    assert told(read(bomb, Limits(member_bytes=1000))) == [("bomb.txt", "too_large"), ("a.txt", b"1")]
    many = zipped(*((f"{n}.txt", b"1") for n in range(9)))
    assert told(read(many, Limits(members=2)))[-1] == ("其余成员", "too_large")
    assert told(read(many, Limits(total_bytes=3, total_ratio=0)))[2:] == [("2.txt", b"1"), ("其余成员", "too_large")]
    squeezed = gzip.compress(tarred(("a.txt", bytes(5 << 20)), ("b.txt", b"1")))
    assert told(read(squeezed, Limits(member_bytes=1000))) == [("a.txt", "too_large"), ("b.txt", b"1")]
    assert told(read(squeezed, Limits(member_bytes=1000, total_bytes=10_000, total_ratio=0)))[-1] == (
        "其余成员",
        "too_large",
    )
    assert told(read(gzip.compress(bytes(10_000)), Limits(member_bytes=1000), name="x.gz")) == [("x", "too_large")]


def test_a_large_archive_may_hold_more() -> None:
    data = zipped(*((f"{n}.txt", b"123") for n in range(9)))
    assert len(data) < 2_000
    assert told(read(data, Limits(total_bytes=3, total_ratio=1)))[-1] == ("8.txt", b"123")


def test_a_long_header_is_no_way_to_fill_memory() -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 1 << 33
    with pytest.raises(Refused) as refused:
        read(info.tobuf() + bytes(10_240), kind=media.TAR)
    assert refused.value.code == "bad_archive"


@pytest.mark.parametrize("squeeze", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_tar_whatever_it_is_compressed_with(squeeze: Callable[[bytes], bytes]) -> None:
    data = squeeze(tarred(("甲/一.txt", b"1"), ("乙.html", b"<html>")))
    assert told(read(data)) == [("甲/一.txt", b"1"), ("乙.html", b"<html>")]


def test_tar_names_in_gbk() -> None:
    assert told(read(tarred(("某某县报告.txt", b"1"), encoding="gb18030"))) == [("某某县报告.txt", b"1")]


def test_tar_refuses_links_and_devices() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("dev", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    assert told(read(out.getvalue())) == [("soft", "not_a_file"), ("hard", "not_a_file"), ("dev", "not_a_file")]


def test_a_truncated_archive_gives_what_it_has_and_says_so() -> None:
    tar = tarred(("a.txt", b"1" * 600), ("b.txt", b"2" * 5_000))
    assert told(read(tar[:3_000])) == [("a.txt", b"1" * 600), ("其余成员", "bad_archive")]
    broken = tar[:1_536] + b"\xff" * 512 + tar[2_048:]
    assert told(read(broken)) == [("a.txt", b"1" * 600), ("其余成员", "bad_archive")]


def test_warc_gives_documents_with_url_time_and_charset() -> None:
    answers = (
        ("http://x.gov.cn/1.html", "200 OK", "text/html; charset=GBK", "<html>法治".encode("gb18030")),
        ("http://x.gov.cn/2.pdf", "200 OK", "application/pdf", b"%PDF-1.4"),
        ("http://x.gov.cn/3.css", "200 OK", "text/css", b"p{}"),
        ("http://x.gov.cn/4.html", "404 Not Found", "text/html", b"no"),
        ("http://x.gov.cn/5.html", "302 Found", "text/html", b""),
    )
    moment = datetime(2023, 3, 20, 1, 2, 3, tzinfo=UTC)
    for compress in (True, False):
        page, pdf, none = read(warc(*answers, compress=compress))
        assert isinstance(page, Member)
        assert isinstance(pdf, Member)
        assert page.arrival == {
            "final_url": page.name, "http_status": 200, "http_headers": '{"content-type": "text/html; charset=GBK"}',
        }  # fmt: skip
        assert replace(page, arrival={}) == Member(answers[0][0], "<html>法治".encode("gb18030"), moment, "gbk")
        assert replace(pdf, arrival={}) == Member(answers[1][0], b"%PDF-1.4", moment, None)
        assert none == RefusedMember("http://x.gov.cn/4.html", "fetch_failed", "网页返回状态 404")
    cut = warc(*answers[:1], compress=False)[:-8]
    assert told(read(cut)) == [("http://x.gov.cn/1.html", "bad_archive")]


def test_archives_in_archives() -> None:
    inner = zipped(("a.txt", b"1"))
    outer = zipped(("inner.zip", inner), ("b.txt.gz", gzip.compress(b"2")), ("bad.zip", b"PK\x03\x04rubbish"))
    assert told(read(outer)) == [("inner.zip!/a.txt", b"1"), ("b.txt.gz!/b.txt", b"2"), ("bad.zip", "bad_archive")]
    deep = zipped(("1.zip", zipped(("2.zip", zipped(("3.zip", inner))))))
    assert told(read(deep)) == [("1.zip!/2.zip!/3.zip", "bad_archive")]
    assert told(read(zipped(("twice.txt", b"1"), ("./twice.txt", b"2")))) == [
        ("twice.txt", b"1"),
        ("twice.txt#2", b"2"),
    ]


@pytest.mark.parametrize("kind", sorted(media.ARCHIVES))
@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06", b"rubbish" * 100, b"\x1f\x8b\x08" + b"\xff" * 50, b"WARC/1.0\r\n"]
)
def test_what_is_no_archive_is_refused(kind: str, data: bytes) -> None:
    lone = kind in (media.GZIP, media.BZIP2, media.XZ)
    if lone and not data.startswith(b"\x1f\x8b"):
        data = {media.GZIP: b"\x1f\x8b\x08", media.BZIP2: b"BZh9", media.XZ: b"\xfd7zXZ\x00"}[kind] + data
    with pytest.raises(Refused) as refused:
        read(data, kind=kind)
    assert refused.value.code == "bad_archive"


WHOLE = {
    media.ZIP: zipped(("甲.txt", b"text" * 200), ("b.txt", b"2")),
    media.TAR: tarred(("甲.txt", b"text" * 200), ("b.txt", b"2")),
    media.GZIP: gzip.compress(b"text" * 300),
    media.WARC: warc(("http://x.cn/", "200 OK", "text/html", b"<html>" * 50), compress=False),
}


@given(st.sampled_from(sorted(WHOLE)), st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_archives_raise_nothing_but_refused(kind: str, drawn: st.DataObject) -> None:
    data = bytearray(WHOLE[kind])
    for _ in range(drawn.draw(st.integers(0, 4))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    cut = bytes(data[: drawn.draw(st.integers(0, len(data)))])
    try:
        found = read(cut, Limits(member_bytes=1 << 20, total_bytes=4 << 20), kind=kind)
    except Refused:
        return
    assert all(one.code in REASONS for one in found if isinstance(one, RefusedMember))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/a.txt", "abs/a.txt"),
        ("C:\\报告\\a.txt", "报告/a.txt"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("\u202etxt.exe", "_txt.exe"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("甲/./乙//丙.doc", "甲/乙/丙.doc"),
    ],
)
def test_labels_lead_nowhere(name: str, label: str) -> None:
    assert safe_label(name) == label


@given(st.text(max_size=100))
def test_any_label_is_safe_and_settled(name: str) -> None:
    label = safe_label(name)
    assert label
    assert not label.startswith("/")
    assert ".." not in label.split("/")
    assert {unicodedata.category(c) for c in label}.isdisjoint({"Cc", "Cf", "Cs"})
    assert safe_label(label) == label


def test_names_and_litter() -> None:
    assert decode_name("报告".encode("gb18030")) == "报告"
    assert decode_name(b"\xff\xff") == b"\xff\xff".decode("cp437")
    assert [is_litter(x) for x in ("a/.DS_Store", "__MACOSX/a", "._a.txt", "a/Thumbs.db", "a.txt")] == [True] * 4 + [
        False
    ]
    labels = Labels()
    assert [labels.unique(x) for x in ("a", "a", "a#2", "a")] == ["a", "a#2", "a#2#2", "a#3"]
