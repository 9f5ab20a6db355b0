"""Documents out of archives: ZIP, TAR and compressed streams, WARC; one member in memory at a time, within limits."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, BinaryIO, cast

from fazhi.core.ingest import media
from fazhi.core.ingest.labels import Labels
from fazhi.core.ingest.member import Budget, Exhausted, Found, Limits, Member, RefusedMember, RepeatedMember
from fazhi.core.refusal import Refused

__all__ = ["Found", "Limits", "Member", "RefusedMember", "RepeatedMember", "members"]


def members(
    stream: BinaryIO, media_type: str, limits: Limits | None = None, name: str | None = None
) -> Iterator[Found]:
    """The documents in an archive of `media_type` (one of `media.ARCHIVES`), in its order; `stream` must be seekable.

    Archives in it are opened in turn (`inner.zip!/a.html`) down to `limits.depth`. Folders and the litter of operating
    systems are passed over; links, devices, encrypted, damaged and oversized members come as `RefusedMember`; where a
    total limit is reached one `RefusedMember` stands for the rest. Names are safe labels, each given once. `name` is
    the archive's own, from which a lone compressed file takes its label. Raises Refused(bad_archive) where nothing of
    the archive can be read.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    budget = Budget(limits or Limits(), size)
    labels = Labels()
    for found in _walk(stream, media_type, budget, 1, name):
        yield replace(found, name=labels.unique(found.name))


def _walk(stream: BinaryIO, media_type: str, budget: Budget, depth: int, name: str | None) -> Iterator[Found]:
    read_any = False
    try:
        for found in _open(stream, media_type, budget, name):
            read_any = True
            yield from _nested(found, budget, depth)
    except Exhausted as end:
        yield RefusedMember("其余成员", "too_large", end.message)
    except Refused as refusal:
        if not read_any:
            raise
        yield RefusedMember("其余成员", refusal.code, refusal.message)


def _nested(found: Found, budget: Budget, depth: int) -> Iterator[Found]:
    kind = media.sniff(found.data, found.name) if isinstance(found, Member) else None
    if not isinstance(found, Member) or kind not in media.ARCHIVES:
        yield found
        return
    if depth >= budget.limits.depth:
        yield RefusedMember(found.name, "bad_archive", f"压缩包嵌套超过 {budget.limits.depth} 层:请先解开")
        return
    try:
        for inner in _walk(io.BytesIO(found.data), kind, budget, depth + 1, found.name):
            if isinstance(inner, Member) and inner.fetched_at is None:
                inner = replace(inner, fetched_at=found.fetched_at)
            yield replace(inner, name=f"{found.name}!/{inner.name}")
    except Refused as refusal:
        yield RefusedMember(found.name, refusal.code, refusal.message)


def _open(stream: BinaryIO, media_type: str, budget: Budget, name: str | None) -> Iterator[Found]:
    # Imported here: one batch seldom needs all of them, and `fazhi status` none.
    if media_type == media.ZIP:
        from fazhi.core.ingest.zips import read

        return read(stream, budget)
    if media_type == media.WARC:
        from fazhi.core.ingest.warcs import read

        return read(stream, budget)
    if media_type == media.TAR:
        from fazhi.core.ingest.tars import read

        return read(_decompressed(stream), budget)
    if media_type in (media.GZIP, media.BZIP2, media.XZ):
        return _lone(_decompressed(stream), budget, name)
    raise Refused("bad_archive", f"不支持 {media_type} 压缩包:请改用 ZIP 或 TAR")


def _decompressed(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what its compression holds."""
    head = stream.read(6)
    stream.seek(-len(head), io.SEEK_CUR)
    if head.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if head.startswith(b"BZh"):
        return cast(BinaryIO, bz2.BZ2File(stream))
    return cast(BinaryIO, lzma.LZMAFile(stream)) if head.startswith(b"\xfd7zXZ\x00") else stream


def _lone(stream: IO[bytes], budget: Budget, name: str | None) -> Iterator[Found]:
    """One compressed file (`report.html.gz`)."""
    label = (name or "").rpartition("!/")[2].rpartition("/")[2]
    stem = label.rpartition(".")[0] if label.lower().endswith((".gz", ".bz2", ".xz")) else label
    try:
        data = budget.read(stream)
    except (OSError, EOFError, lzma.LZMAError, zlib.error, ValueError, MemoryError) as error:
        raise Refused("bad_archive", f"压缩文件损坏:{error}") from error
    if data is None:
        yield RefusedMember(stem or "content", "too_large", budget.member_message)
    else:
        yield Member(stem or "content", data)
