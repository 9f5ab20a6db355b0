"""The records of a WARC file one by one, also past a record that cannot be read: the reader starts again behind it."""

import contextlib
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

READ_ERRORS = (
    ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, OSError, EOFError, ValueError, TypeError,
    AttributeError, KeyError, IndexError, MemoryError, OverflowError,
)  # fmt: skip
_GZIP = b"\x1f\x8b\x08"
_PLAIN = b"\nWARC/"
_BLOCK = 1 << 20
# A file that breaks more often is no crawl: every start looks at some 16 kB.
_MOST_STARTS = 1_000


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that are no record: what stood there is lost. `error` names the exception."""

    error: str


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]
    """Says where compressed data is damaged; warcio's own prints it and goes on as if the record ended there."""

    def _decompress(self, data: bytes) -> bytes:
        if self.decompressor and data and self.num_block_read:
            return cast(bytes, self.decompressor.decompress(data))
        return cast(bytes, super()._decompress(data))


def records(stream: BinaryIO) -> Iterator[ArcWarcRecord | Gap]:
    """Every record of a plain WARC, one compressed record by record, or one compressed as a whole.

    `stream` must be seekable and is at its beginning. A record's content must be read before the next is taken.
    """
    at: int | None = 0
    given, skip, whole = 0, 0, False
    for _ in range(_MOST_STARTS):
        stream.seek(at or 0)
        iterator = ArchiveIterator(stream)
        iterator.reader = _Reader(iterator.fh, block_size=1 << 14)
        good = at or 0
        try:
            while True:
                with contextlib.redirect_stderr(io.StringIO()):  # warcio prints what it does not like
                    record = next(iterator, None)
                if record is None:
                    return
                good = iterator.offset
                if skip:
                    skip -= 1
                    continue
                given += 1
                yield record
        except READ_ERRORS as error:
            if "non-chunked gzip" in str(error) and not whole:
                stream.seek(0)
                stream, at, skip, whole = cast(BinaryIO, gzip.GzipFile(fileobj=stream)), 0, given, True
                continue
            yield Gap(type(error).__name__)
            at = _next_start(stream, good + 1)
            if at is None:
                return


def followed_by_end(record: ArcWarcRecord) -> bool:
    """Whether behind a record that was read comes what ends it: a blank line, the next record, the end of the file.

    What else stands there is the rest of a record that says that it is shorter than it is.
    """
    reader = getattr(record.raw_stream, "stream", None)
    if not isinstance(reader, _Reader):
        return True
    reader._fillbuff()
    if reader.buff is None:
        return True
    at = reader.buff.tell()
    behind = reader.buff.read(1)
    reader.buff.seek(at)
    return behind in (b"", b"\r", b"\n", b"W")


def _next_start(stream: BinaryIO, begin: int) -> int | None:
    """The offset at or after `begin` where a record may start."""
    stream.seek(0)
    mark = _GZIP if stream.read(len(_GZIP)) == _GZIP else _PLAIN
    shift = len(mark) - len(mark.lstrip(b"\n"))
    begin = max(0, begin - shift)
    held = b""
    try:
        stream.seek(begin)
        while block := stream.read(_BLOCK):
            held += block
            found = held.find(mark)
            if found >= 0:
                return begin + found + shift
            cut = max(0, len(held) - len(mark) + 1)
            begin, held = begin + cut, held[cut:]
    except (OSError, EOFError, zlib.error):
        return None
    return None
