"""TAR archives, whatever they were compressed with, read forward only."""

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from fazhi.core.ingest.labels import decode_name, is_litter, safe_label
from fazhi.core.ingest.member import Budget, Found, Member, RefusedMember
from fazhi.core.refusal import Refused

# Extended headers (long names, PAX records) are read whole by tarfile: none that is honest comes near this.
_LONGEST_READ = 4 << 20
_READ_ERRORS = (
    tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError, OverflowError,
    IndexError, KeyError, RecursionError,
)  # fmt: skip


class _Guarded:
    """The decompressed stream as tarfile sees it: no huge reads, and every byte that goes by is paid for."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > _LONGEST_READ:
            raise tarfile.ReadError("extended header too long")
        return self._stream.read(size)

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 0 and offset > self._stream.tell():
            self._budget.spend(offset - self._stream.tell())
        return self._stream.seek(offset, whence)


def read(stream: BinaryIO, budget: Budget) -> Iterator[Found]:
    """The members of a TAR file, in order; raises Refused(bad_archive) and Exhausted."""
    guarded = cast(BinaryIO, _Guarded(stream, budget))
    try:
        with tarfile.open(fileobj=guarded, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            while (info := archive.next()) is not None:
                label = safe_label(decode_name(info.name.encode("utf-8", "surrogateescape")))
                if info.isdir() or is_litter(label):
                    continue
                budget.enter()
                yield _member(archive, info, label, budget)
                archive.members.clear()  # type: ignore[attr-defined]  # tarfile remembers every header it has seen
            _check_end(archive, guarded)
    except _READ_ERRORS as error:
        raise Refused("bad_archive", f"TAR 读不出来:{error}") from error


def _check_end(archive: tarfile.TarFile, stream: BinaryIO) -> None:
    """tarfile takes a damaged header for the end of the archive; the real end is a block of zeros, or nothing."""
    stream.seek(archive.offset)
    if stream.read(tarfile.BLOCKSIZE).strip(b"\0"):
        raise tarfile.ReadError("damaged header")


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, label: str, budget: Budget) -> Member | RefusedMember:
    if not info.isfile() or info.issparse():
        return RefusedMember(label, "not_a_file", "压缩包中的链接、设备或稀疏文件")
    if info.size > budget.limits.member_bytes:
        return RefusedMember(label, "too_large", budget.member_message)
    held = archive.extractfile(info)
    data = None if held is None else budget.read(held)
    if data is None or len(data) < info.size:
        return RefusedMember(label, "bad_archive", "成员不完整")
    return Member(label, data)
