"""What lies in an inbox: everything gets a label, and bytes or a reason."""

import errno
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from fazhi.core.ingest.item import Item, Unreadable
from fazhi.stages import inbox
from fazhi.stages.inbox import items
from fazhi.stages.opening import UnusableInput, open_batch
from fazhi.storage.layout import Layout

TEXT = "一、主要举措。全年制发规范性文件1件。".encode()


def _outcomes(root: Path, spool: Path) -> dict[str, str]:
    """source -> `ok` or reason code."""
    return {i.source: "ok" if isinstance(i, Item) else i.code for i in items(root, spool)}


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "c.txt", "a/.DS_Store"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TEXT + name.encode())
    found = list(items(tmp_path / "in", tmp_path / "spool"))
    assert [i.source for i in found] == ["a/1.txt", "b/2.txt", "c.txt"]
    assert not (tmp_path / "spool").exists()


def test_what_is_no_plain_file_is_refused_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (tmp_path / "secret.txt").write_bytes(TEXT)
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "folder_link").symlink_to(tmp_path)
    (root / "dangling").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    (root / "empty.txt").touch()
    (root / "good.txt").write_bytes(TEXT)
    assert _outcomes(root, tmp_path / "spool") == {
        "dangling": "not_a_file",
        "empty.txt": "empty",
        "folder_link": "not_a_file",
        "good.txt": "ok",
        "link.txt": "not_a_file",
        "pipe": "not_a_file",
    }


def test_too_large_a_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MAX_DOCUMENT_BYTES", 10)
    (tmp_path / "big.txt").write_bytes(TEXT)
    (found,) = items(tmp_path / "big.txt", tmp_path / "spool")
    assert isinstance(found, Unreadable)
    assert found.code == "too_large"


def test_members_of_archives_are_items_of_their_own(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    with zipfile.ZipFile(root / "a.zip", "w") as z:
        z.writestr("2020/报告.txt", TEXT)
        z.writestr("empty.txt", b"")
    with tarfile.open(root / "b.tar.gz", "w:gz") as t:
        source = tmp_path / "x.txt"
        source.write_bytes(TEXT)
        t.add(source, "x.txt")
    (root / "c.zip").write_bytes(b"PK\x03\x04 broken")
    found = {i.source: i for i in items(root, tmp_path / "spool")}
    assert {s: "ok" if isinstance(i, Item) else i.code for s, i in found.items()} == {
        "a.zip!/2020/报告.txt": "ok",
        "a.zip!/empty.txt": "empty",
        "b.tar.gz!/x.txt": "ok",
        "c.zip": "bad_archive",
    }
    member = found["a.zip!/2020/报告.txt"]
    assert isinstance(member, Item)
    assert Path(member.path).read_bytes() == TEXT
    assert member.doc_id == member.sha256[:16]


def test_a_name_that_is_no_unicode_gets_a_label(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    with open(os.path.join(os.fsencode(root), b"\xb1\xa8.txt"), "wb") as f:  # noqa: PTH118, PTH123
        f.write(TEXT)
    (found,) = items(root, tmp_path / "spool")
    assert isinstance(found, Item)
    found.source.encode("utf8")
    assert Path(found.path).read_bytes() == TEXT


def test_names_of_old_systems_are_told_apart(tmp_path: Path) -> None:
    """Also where there are no bytes: their rows go to tables, which hold text alone."""
    root = tmp_path / "in"
    root.mkdir()
    for name in (b"\xb1\xa8.txt", b"a\xff.txt", b"a\xfe.txt"):
        with open(os.path.join(os.fsencode(root), name), "wb"):  # noqa: PTH118, PTH123
            pass
    found = list(items(root, tmp_path / "spool"))
    assert {i.source for i in found} == {"报.txt", r"a\xff.txt", r"a\xfe.txt"}
    assert len({i.item_id for i in found if isinstance(i, Unreadable)}) == 3


def test_a_folder_that_cannot_be_listed_is_one_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "in"
    (root / "shut").mkdir(parents=True)
    (root / "good.txt").write_bytes(TEXT)
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(inbox.os, "scandir", refusing)
    assert _outcomes(root, tmp_path / "spool") == {"good.txt": "ok", "shut": "unreadable"}


def test_a_data_folder_in_the_inbox_is_left_out(tmp_path: Path) -> None:
    data = tmp_path / "in" / "data"
    (data / "raw").mkdir(parents=True)
    (data / "raw" / "rows.parquet").write_bytes(b"PAR1")
    (tmp_path / "in" / "good.txt").write_bytes(TEXT)
    (tmp_path / "again").symlink_to(data)
    for named in (data, tmp_path / "again"):
        assert [i.source for i in items(tmp_path / "in", tmp_path / "spool", leave_out=named)] == ["good.txt"]
    assert len(list(items(tmp_path / "in", tmp_path / "spool"))) == 2


def test_a_link_that_is_named_is_what_it_leads_to(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_bytes(TEXT)
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "file_link").symlink_to(folder / "good.txt")
    assert _outcomes(tmp_path / "link", tmp_path / "spool") == {"good.txt": "ok"}
    assert _outcomes(tmp_path / "file_link", tmp_path / "spool") == {"file_link": "ok"}


def test_a_link_that_takes_a_files_place_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at the file and its opening."""
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.txt").write_bytes(TEXT)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    opened = inbox.open_plain

    def swapped(path: Path, below: Path | None) -> object:
        path.unlink()
        path.symlink_to(tmp_path / "secret.txt")
        return opened(path, below)

    monkeypatch.setattr(inbox, "open_plain", swapped)
    assert _outcomes(root, tmp_path / "spool") == {"a.txt": "unreadable"}


def test_the_data_folder_itself_is_no_inbox(layout: Layout) -> None:
    with pytest.raises(UnusableInput, match="the data folder itself"):
        open_batch(layout, layout.root, None)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_takes_no_more_is_no_fault_of_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(inbox, "keep_bytes", full)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.txt", TEXT)
    with pytest.raises(OSError, match="spool"):
        list(items(tmp_path / "a.zip", tmp_path / "spool"))


def test_too_many_open_files_are_no_fault_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)

    def refused(*args: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(inbox, "open_plain", refused)
    with pytest.raises(OSError, match="open files"):
        list(items(tmp_path / "a.txt", tmp_path / "spool"))
