"""ZIP archives: names in the charset they were written in, members read within limits."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from typing import BinaryIO

from fazhi.core.ingest.labels import decode_name, is_litter, safe_label
from fazhi.core.ingest.member import Budget, Found, Member, RefusedMember
from fazhi.core.refusal import Refused

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_UNICODE_PATH = 0x7075  # extra field of Info-ZIP: version, CRC of the plain name, name in UTF-8
# zipfile keeps the whole directory in memory, some ten times its size.
_LARGEST_DIRECTORY = 64 << 20
_READ_ERRORS = (
    zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
    struct.error, MemoryError, OverflowError, IndexError, KeyError,
)  # fmt: skip


def read(stream: BinaryIO, budget: Budget) -> Iterator[Found]:
    """The members of a ZIP file, in the order of its directory; raises Refused(bad_archive) and Exhausted."""
    _check_directory(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except _READ_ERRORS as error:
        raise Refused("bad_archive", f"ZIP 目录读不出来:{error}") from error
    with archive:
        for info in archive.infolist():
            label = safe_label(_name(info))
            if info.is_dir() or is_litter(label):
                continue
            budget.enter()
            yield _member(archive, info, label, budget)


def _check_directory(stream: BinaryIO) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - (1 << 16) - 22))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + 16 and struct.unpack_from("<L", tail, at + 12)[0] > _LARGEST_DIRECTORY:
        raise Refused("bad_archive", "ZIP 目录过大:请分成几个压缩包")
    stream.seek(0)


def _name(info: zipfile.ZipInfo) -> str:
    """zipfile reads names without the UTF-8 flag as CP437, which is reversible; archivers in China write GBK there."""
    if (stated := _unicode_path(info.extra)) is not None:
        return stated
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename
    try:
        return decode_name(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.orig_filename


def _unicode_path(extra: bytes) -> str | None:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, budget: Budget) -> Member | RefusedMember:
    if info.flag_bits & _ENCRYPTED_FLAG:
        return RefusedMember(label, "bad_archive", "成员已加密:请提供未加密的压缩包")
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    if kind not in (0, stat.S_IFREG):
        return RefusedMember(label, "not_a_file", "压缩包中的链接或设备")
    if info.file_size > budget.limits.member_bytes:
        return RefusedMember(label, "too_large", budget.member_message)
    if budget.suspicious(info.file_size, info.compress_size):
        return RefusedMember(label, "too_large", "压缩比异常,疑为压缩炸弹")
    try:
        with archive.open(info) as stream:
            data = budget.read(stream)
    except _READ_ERRORS as error:
        return RefusedMember(label, "bad_archive", f"成员损坏:{error}")
    return RefusedMember(label, "too_large", budget.member_message) if data is None else Member(label, data)
