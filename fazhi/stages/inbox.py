"""What lies in the input: every item with its label and bytes, or the reason why it cannot be read.

Folders are walked in sorted order, archives are opened (their documents are spooled beside the plan), and what is not a
plain file is refused, never followed: a link may point anywhere, a pipe never ends.
"""

import datetime as dt
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fazhi.core.ingest.archives import Limits, Member, RefusedMember, members
from fazhi.core.ingest.item import MAX_DOCUMENT_BYTES, Item, Unreadable
from fazhi.core.ingest.media import ARCHIVES, ZIP, sniff
from fazhi.core.refusal import Refused
from fazhi.storage.files import keep_bytes
from fazhi.storage.machine import of_the_machine
from fazhi.storage.places import Place
from fazhi.storage.plain import open_plain

_HEAD = 65_536
# Litter of file managers and version control: never a report.
_IGNORED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore", "__MACOSX"})


def items(root: Path, spool: Place, leave_out: Place | None = None) -> Iterator[Item | Unreadable]:
    """Every item below `root` (a file or a folder), in sorted order; members of archives are written to `spool`.

    `root` itself may be a link: whoever names it means what it leads to. The folder `leave_out` (the data folder,
    where it lies in the inbox) is no part of the input.
    """
    if root.is_dir():
        for path, error in _files(root, _identity(leave_out)):
            source = path.relative_to(root).as_posix()
            if error:
                message = f"文件夹读不出来:{error.strerror};请检查权限和磁盘"
                yield Unreadable(_label(source), str(path), "unreadable", message)
            else:
                yield from items_of_file(path, source, spool, below=root)
    else:
        yield from items_of_file(root.resolve(), root.name, spool)


def _identity(folder: Place | None) -> tuple[int, int] | None:
    """What a folder is, whatever it is called: device and inode. None for what is no folder here."""
    if not isinstance(folder, Path):
        return None
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _files(folder: Path, leave_out: tuple[int, int] | None) -> Iterator[tuple[Path, OSError | None]]:
    """Every file below `folder`, and every folder that could not be listed, with the reason."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda e: e.name)
    except OSError as error:
        if of_the_machine(error):
            raise
        yield folder, error
        return
    for entry in entries:
        if entry.name in _IGNORED:
            continue
        if entry.is_dir(follow_symlinks=False):
            if leave_out is None or _identity(Path(entry.path)) != leave_out:
                yield from _files(Path(entry.path), leave_out)
        else:
            yield Path(entry.path), None


def items_of_file(path: Path, source: str, spool: Place, below: Path | None = None) -> Iterator[Item | Unreadable]:
    """The items of one entry of a folder, labelled `source`: itself, or the documents of an archive.

    `below`: the folder under which no link is followed (default: the one that the file lies in).
    """
    source = _label(source)
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            yield Unreadable(source, str(path), "not_a_file", f"{_kind(mode)},不读取;请放入文件本身")
            return
        with open_plain(path, below) as stream:
            yield from _of_file(stream, path, source, spool)
    except OSError as error:
        if of_the_machine(error):  # also where it was the spool that could not be written
            raise
        yield Unreadable(source, str(path), "unreadable", f"读不出来:{error.strerror};请检查权限和磁盘")


def _of_file(stream: BinaryIO, path: Path, source: str, spool: Place) -> Iterator[Item | Unreadable]:
    size = os.fstat(stream.fileno()).st_size
    head = stream.read(_HEAD)
    media_type = sniff(head, path.name)
    if media_type == ZIP and size <= MAX_DOCUMENT_BYTES:
        stream.seek(0)
        media_type = sniff(stream.read(), path.name)  # Word and Excel files are ZIPs that their directory tells apart
    stream.seek(0)
    if media_type in ARCHIVES:
        yield from _of_archive(stream, media_type, path, source, spool)
        return
    if size == 0:
        yield Unreadable(source, str(path), "empty", "文件为 0 字节;请重新采集")
    elif size > MAX_DOCUMENT_BYTES:
        limit = f"{size} 字节,超过上限 {MAX_DOCUMENT_BYTES};请拆分或剔除"
        yield Unreadable(source, str(path), "too_large", limit)
    else:
        yield Item(source, str(path), hashlib.sha256(stream.read(size)).hexdigest(), size)


def _of_archive(
    stream: BinaryIO, media_type: str, path: Path, source: str, spool: Place
) -> Iterator[Item | Unreadable]:
    try:
        for member in members(stream, media_type, Limits(member_bytes=MAX_DOCUMENT_BYTES), path.name):
            label = f"{source}!/{member.name}"
            if isinstance(member, RefusedMember):
                yield Unreadable(label, str(path), member.code, member.message)
            elif not isinstance(member, Member):
                yield Item(label, str(path), member.sha256, 0)  # the bytes came with an earlier member
            elif member.data:
                yield _spooled(member, label, spool)
            else:
                yield Unreadable(label, str(path), "empty", "压缩包内文件为 0 字节;请重新采集")
    except Refused as refused:
        yield Unreadable(source, str(path), refused.code, refused.message)


def _spooled(member: Member, label: str, spool: Place) -> Item:
    sha256 = hashlib.sha256(member.data).hexdigest()
    path = spool / sha256
    if not path.exists():
        keep_bytes(path, member.data)
    fetched = member.fetched_at.astimezone(dt.UTC).isoformat() if member.fetched_at else None
    return Item(
        label, str(path), sha256, len(member.data), member.declared_charset, fetched, spooled=True,
        arrival=member.arrival,
    )  # fmt: skip


def _label(name: str) -> str:
    """`name` as text that every table can hold; names in the code page of old systems are read as such."""
    try:
        name.encode("utf8")
    except UnicodeEncodeError:
        received = os.fsencode(name)
        try:
            return received.decode("gb18030")
        except UnicodeDecodeError:
            return received.decode("utf8", "backslashreplace")
    return name


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "符号链接"
    if stat.S_ISFIFO(mode):
        return "命名管道"
    return "设备或套接字"
