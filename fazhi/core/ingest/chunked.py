"""The transfer encoding `chunked`, as crawls keep it in their records."""

import re
from typing import Protocol

from fazhi.core.ingest.encodings import Damaged

_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LONGEST_LINE = 1 << 12


class _Lines(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


class Dechunked:
    """The body without its chunks' sizes; a body that is not chunked although the header says so is left as it is."""

    def __init__(self, raw: _Lines) -> None:
        self._raw = raw
        self._left = 0
        line = raw.readline(_LONGEST_LINE)
        self._chunked = _SIZE.fullmatch(line) is not None
        self._held = b"" if self._chunked else line
        self._ended = self._chunked and self._begin(line)

    def read(self, size: int, /) -> bytes:
        if not self._chunked:
            held, self._held = self._held, b""
            return held or self._raw.read(size)
        if not self._left and not self._ended:
            self._raw.readline(_LONGEST_LINE)  # the line end that closes the chunk before
            self._ended = self._begin(self._raw.readline(_LONGEST_LINE))
        if self._ended:
            return b""
        piece = self._raw.read(min(size, self._left))
        if not piece:
            raise Damaged("分块传输不完整")
        self._left -= len(piece)
        return piece

    def _begin(self, line: bytes) -> bool:
        """Take the line that tells a chunk's size; whether it says that there are no more."""
        size = _SIZE.fullmatch(line)
        if size is None:
            raise Damaged("分块传输不完整" if not line else "分块传输损坏")
        self._left = int(size[1], 16)
        return self._left == 0
