"""Archives made to fill memory or disk, to go on without end, or to write where they have no business."""

import io
import os
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from fazhi.core.ingest import media
from fazhi.core.ingest.archives import Found, Limits, Member, RefusedMember, members
from fazhi.core.ingest.item import Item, Unreadable
from fazhi.core.refusal import Refused
from fazhi.stages.inbox import items

TEXT = "一、主要举措。全年制发规范性文件1件。".encode()
LEAVING = ("../../x.txt", "/etc/x.txt", "C:\\x.txt", "..\\..\\x.txt", "a/../../x.txt", "//host/share/x.txt", "~/x.txt")
STRANGE = ("a\0b.txt", "长" * 2000 + ".txt", "\u202efdp.exe", "\x1b]0;title\x07.txt", "a\nb.txt", "con", "\ud83d.txt")


def _read(data: bytes, limits: Limits | None = None) -> list[Found]:
    return list(members(io.BytesIO(data), media.sniff(data), limits))


def _zipped(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def _codes(found: list[Found]) -> set[str]:
    return {one.code for one in found if isinstance(one, RefusedMember)}


def test_archives_without_end_are_opened_three_deep() -> None:
    """An archive that holds itself differs from this one in nothing that a reader could see."""
    data = _zipped(("a.txt", TEXT))
    for _ in range(60):
        data = _zipped(("again.zip", data), ("b.txt", TEXT))
    found = _read(data)
    assert _codes(found) == {"bad_archive"}
    assert sum(isinstance(one, Member) for one in found) == 3


def test_archives_that_multiply_are_counted_as_one() -> None:
    """Sixteen archives in each of sixteen, with bombs at the end: what all of them hold together is bounded."""
    leaf = _zipped(("0.txt", bytes(4 << 20)))
    inner = _zipped(*((f"{n}.zip", leaf) for n in range(16)))
    data = _zipped(*((f"{n}.zip", inner) for n in range(16)))
    assert len(data) < 200_000
    found = _read(data, Limits(total_bytes=64 << 20, total_ratio=20))
    assert isinstance(found[-1], RefusedMember)
    assert _codes(found) == {"too_large"}
    assert sum(len(one.data) for one in found if isinstance(one, Member)) <= 64 << 20


@pytest.mark.parametrize("declared", [10**9, 0xFFFF_FFFE, 10])
def test_a_size_that_is_a_lie_costs_nothing(declared: int) -> None:
    """A member of 1 kB that calls itself 1 GB (or a bomb that calls itself 10 bytes) takes no memory for it."""
    content = bytes(30 << 20) if declared == 10 else TEXT * 20
    data = bytearray(_zipped(("a.txt", content), ("b.txt", TEXT)))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<L", data, data.index(signature) + at, declared)
    tracemalloc.start()
    found = _read(bytes(data), Limits(member_bytes=2 << 30))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], RefusedMember)
    assert (found[1].name, isinstance(found[1], Member)) == ("b.txt", True)
    assert peak < 8 << 20


def test_members_that_overlap_are_paid_for_each() -> None:
    """One compressed block under many names in the directory: every reading of it counts."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packed.compress(bytes(1 << 20)) + packed.flush()
    head = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, zlib.crc32(bytes(1 << 20)), len(block), 1 << 20, 1, 0)
    local = b"PK\x03\x04" + head + b"a" + block
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + b"a"
    count = 500
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count, count, count * len(entry), len(local), 0)
    found = _read(local + count * entry + end, Limits(total_bytes=20 << 20, total_ratio=0))
    assert sum(len(one.data) for one in found if isinstance(one, Member)) <= 20 << 20
    assert _codes(found) <= {"too_large", "bad_archive"}
    assert _codes(found)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_nothing_of_an_archive_is_written_outside_the_spool(tmp_path: Path, kind: str) -> None:
    """Names that lead elsewhere are labels, and files are named after their bytes."""
    inbox, spool = tmp_path / "in", tmp_path / "work" / "spool"
    inbox.mkdir()
    names = [*LEAVING, *STRANGE]
    (inbox / f"a.{kind}").write_bytes(_hostile_names(kind, names))
    found = list(items(inbox, spool))
    good = [item for item in found if isinstance(item, Item)]
    assert good
    for item in good:
        label = item.source.removeprefix(f"a.{kind}!/")
        assert not {"", ".", ".."} & set(label.split("/"))
        assert label.isprintable()
        assert len(label) <= 520
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != inbox]
    assert {path.name for path in written} == {item.sha256 for item in good}
    assert {path.parent for path in written} == {spool}


def _hostile_names(kind: str, names: list[str]) -> bytes:
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            for number, name in enumerate(names):
                info = zipfile.ZipInfo("x")
                info.filename = name.encode("utf8", "replace").decode()
                archive.writestr(info, TEXT + b"%d" % number)
    else:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, errors="replace") as archive:
            for number, name in enumerate(names):
                member = tarfile.TarInfo(name)
                content = TEXT + b"%d" % number
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def test_links_and_devices_of_a_tar_lead_nowhere(tmp_path: Path, canary: Path) -> None:
    """A link to a file outside, a member that goes through it, a hard link, a device, a pipe: none is made or read."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (
            ("l", tarfile.SYMTYPE),
            ("h", tarfile.LNKTYPE),
            ("d", tarfile.BLKTYPE),
            ("p", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(canary)
            archive.addfile(info)
        through = tarfile.TarInfo("l/x.txt")
        through.size = len(TEXT)
        archive.addfile(through, io.BytesIO(TEXT))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tar").write_bytes(out.getvalue())
    found = {item.source: item for item in items(tmp_path / "in", tmp_path / "spool")}
    assert {s: i.code for s, i in found.items() if isinstance(i, Unreadable)} == {
        f"a.tar!/{name}": "not_a_file" for name in "lhdp"
    }
    (kept,) = (tmp_path / "spool").iterdir()
    assert kept.read_bytes() == TEXT
    assert not any(path.is_symlink() for path in tmp_path.rglob("*"))


def test_a_directory_of_a_zip_that_fills_memory_is_refused() -> None:
    tail = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, 0x7FFF_FFFF, 0, 0)
    with pytest.raises(Refused) as refused:
        _read(b"PK\x03\x04" + os.urandom(64) + tail)
    assert refused.value.code == "bad_archive"
