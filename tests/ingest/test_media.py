"""Media types told from bytes."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.core.ingest import media

CASES = Path(__file__).parent.parent / "cases"
SNIFF = [json.loads(line) for line in (CASES / "ingest" / "sniff.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", SNIFF, ids=[f"{n}-{case['type']}" for n, case in enumerate(SNIFF)])
def test_bytes_are_told(case: dict[str, str]) -> None:
    data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode(case["charset"])
    assert media.sniff(data, case.get("name")) == case["type"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("docx/tianjin-2025.docx", media.DOCX),
        ("pdf/hongze-2023.pdf", media.PDF),
        ("html/big5-statute.html", media.HTML),
        ("html/old-table-gbk.html", media.HTML),
    ],
)
def test_real_files_whatever_their_name(path: str, kind: str) -> None:
    data = (CASES / "formats" / path).read_bytes()
    assert {media.sniff(data, name) for name in (None, "a.txt", "a.html", "a.zip", "报告")} == {kind}


def test_containers_are_told_by_what_they_hold() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("报告.txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"text"))
    tar = packed.getvalue()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as bundle:
        bundle.writestr("a.txt", "text")
    assert media.sniff(zipped.getvalue()) == media.ZIP
    open_document = io.BytesIO()
    with zipfile.ZipFile(open_document, "w") as bundle:
        bundle.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert media.sniff(open_document.getvalue()) == media.BINARY
    for squeeze, kind in ((gzip.compress, media.GZIP), (bz2.compress, media.BZIP2), (lzma.compress, media.XZ)):
        assert media.sniff(squeeze(tar)) == media.TAR
        assert media.sniff(squeeze(b"<html>")) == kind
    assert media.sniff(tar) == media.TAR
    assert media.sniff(gzip.compress(b"WARC/1.0\r\n")) == media.WARC
    assert media.sniff(b"WARC/1.1\r\nWARC-Type: warcinfo") == media.WARC


@given(st.binary(max_size=2000), st.one_of(st.none(), st.text(max_size=20)))
def test_any_bytes_have_a_type(data: bytes, name: str | None) -> None:
    assert "/" in media.sniff(data, name)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"<!--", b"\xff\xfe"]),
)
def test_broken_containers_have_a_type(data: bytes, start: bytes) -> None:
    assert "/" in media.sniff(start + data)


TEXT = st.text(alphabet="法治政府建设全面推进依法行政行政许可件,。、;2019年\n(一)", min_size=30, max_size=300)


@given(TEXT, st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"]))
def test_chinese_text_is_text_in_every_charset(text: str, charset: str) -> None:
    assert media.sniff(text.encode(charset)) == media.TEXT
