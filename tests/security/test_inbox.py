"""What others may put into an inbox, also while it is read: links, pipes, sockets, folders that change into links."""

import os
import socket
from pathlib import Path

import pytest

from fazhi.core.ingest.item import Item, Unreadable
from fazhi.stages import inbox, ingest
from fazhi.stages.inbox import items
from fazhi.stages.opened_item import beginning
from fazhi.stages.opening import open_batch
from fazhi.storage.kept import kept
from fazhi.storage.layout import Layout
from fazhi.storage.plain import NotPlain, open_plain
from tests.security.traps import CANARY
from tests.stages.batches_on_disk import ended, kept_back

TEXT = "一、主要举措。全年制发规范性文件1件。".encode()


def test_a_folder_that_turns_into_a_link_is_not_gone_through(
    tmp_path: Path, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the listing of a folder and the opening of its files, where a check of the file alone sees nothing."""
    root = tmp_path / "in"
    (root / "a").mkdir(parents=True)
    (root / "a" / canary.name).write_bytes(TEXT)

    def swapped(path: Path, below: Path | None) -> object:
        (root / "a").rename(tmp_path / "away")
        (root / "a").symlink_to(canary.parent)
        return open_plain(path, below)

    monkeypatch.setattr(inbox, "open_plain", swapped)
    (found,) = items(root, tmp_path / "spool")
    assert isinstance(found, Unreadable)
    assert found.code == "unreadable"


def test_pipes_sockets_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(tmp_path / "socket"))
        for name in ("pipe", "socket"):
            with pytest.raises(OSError, match=r".") as refused:
                open_plain(tmp_path / name)
            assert isinstance(refused.value, NotPlain) or name == "socket"
        assert {i.code for i in items(tmp_path, tmp_path / "spool") if isinstance(i, Unreadable)} == {"not_a_file"}
    with pytest.raises(NotPlain):
        open_plain(Path("/dev/zero"))


@pytest.mark.parametrize("takes_its_place", ["link", "pipe", "growing"])
def test_what_takes_a_files_place_after_the_plan_is_not_read(
    layout: Layout, tmp_path: Path, canary: Path, takes_its_place: str
) -> None:
    """The plan has seen a file; when its bytes are fetched a link, a pipe or an endless file lies there."""
    file = tmp_path / "in" / "a.txt"
    file.parent.mkdir()
    file.write_bytes(TEXT)
    opened = open_batch(layout, file.parent, "b")
    file.unlink()
    if takes_its_place == "link":
        file.symlink_to(canary)
    elif takes_its_place == "pipe":
        os.mkfifo(file)
    else:
        with file.open("wb") as endless:
            endless.truncate(1 << 40)
    report = ingest.run(opened.batch, 0)
    assert [row["reason_code"] for row in report.quarantined] == ["unreadable"]
    assert report.documents_out == 0


@pytest.mark.parametrize("names", ["link", "folder", "elsewhere", "pipe"])
def test_a_look_at_a_kept_item_follows_no_link(layout: Layout, tmp_path: Path, canary: Path, names: str) -> None:
    """`fazhi quarantine show` on an item whose path has become something else."""
    path = tmp_path / "item.txt"
    if names == "link":
        path.symlink_to(canary)
    elif names == "folder":
        path.mkdir()
    elif names == "pipe":
        os.mkfifo(path)
    row = kept_back("one", "a.txt", {"path": str(path)}, stage="ingest", reason_code="unreadable")
    ended(layout, "one", 1, [row], [("x1", row.source, "quarantined")])
    (item,) = kept(layout)
    assert beginning(layout, item) == "(no bytes to show)"
    assert CANARY not in beginning(layout, item)


def test_a_file_in_a_folder_that_may_not_be_listed_is_read_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT)
    folder.chmod(0o100)
    try:
        with open_plain(folder / "a.txt") as stream:
            assert stream.read() == TEXT
        (found,) = items(folder / "a.txt", tmp_path / "spool")
        assert isinstance(found, Item)
    finally:
        folder.chmod(0o700)
