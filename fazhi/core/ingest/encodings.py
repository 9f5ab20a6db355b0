"""Content encodings of HTTP (gzip, deflate, br, zstd), undone piece by piece: a bomb is seen before it is unpacked."""

import io
import zlib
from collections.abc import Callable
from typing import Any, Protocol

# Bytes looked at to see whether a body is packed at all.
_HEAD = 4
_PIECE = 1 << 16
# A body may be packed twice by a careless proxy; more is made to harm.
_MOST_LAYERS = 2
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Readable(Protocol):
    """What can be read piece by piece; `b""` is its end."""

    def read(self, size: int, /) -> bytes: ...


class Damaged(Exception):
    """The body is not what its headers say it is; the message says in what way."""


def unpacked(raw: Readable, content_encoding: str | None) -> Readable:
    """`raw` with the encodings of the header `Content-Encoding` undone, outermost first.

    A body that is not packed although the header says so is passed on as it is (servers and crawlers do that). Reads
    of the result raise Damaged where the packing is broken or cut off; unknown encodings raise it at once.
    """
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > _MOST_LAYERS:
        raise Damaged(f"内容编码有 {len(names)} 层")
    for name in reversed(names):
        if name not in _OPENERS:
            raise Damaged(f"不支持内容编码 {name[:20]}")
        raw = _OPENERS[name](_Peeked(raw))
    return raw


class _Peeked(io.RawIOBase):
    """A stream whose first bytes can be seen before it is read; a Python file, as pyarrow wants one."""

    def __init__(self, raw: Readable) -> None:
        self._raw, self._held = raw, b""
        while len(self._held) < _HEAD and (piece := raw.read(_HEAD - len(self._held))):
            self._held += piece
        self.head = self._held

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._held:
            held, self._held = self._held[:size], self._held[size:]
            return held
        return self._raw.read(size)


class _Inflated:
    """gzip (with as many members as there are) or deflate."""

    def __init__(self, raw: _Peeked, window: int) -> None:
        self._raw, self._window = raw, window
        self._inflate = zlib.decompressobj(window)
        self._held = b""

    def read(self, size: int, /) -> bytes:
        while True:
            if self._inflate.eof and not self._next_member():
                return b""
            piece = self._held or self._raw.read(_PIECE)
            try:
                out = self._inflate.decompress(piece, size)
            except zlib.error as error:
                raise Damaged("压缩内容损坏") from error
            self._held = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            if out:
                return out
            if not piece and not self._inflate.eof:
                raise Damaged("压缩内容不完整")

    def _next_member(self) -> bool:
        self._held = self._held or self._raw.read(_PIECE)
        if not self._held.startswith(_GZIP):  # what follows the end is padding
            return False
        self._inflate = zlib.decompressobj(self._window)
        return True


class _Arrow:
    """Brotli or Zstandard, by pyarrow."""

    def __init__(self, raw: _Peeked, codec: str) -> None:
        import pyarrow as pa

        self._stream: Any = pa.CompressedInputStream(pa.PythonFile(raw, "r"), codec)

    def read(self, size: int, /) -> bytes:
        try:
            return bytes(self._stream.read(min(size, _PIECE)))
        except OSError as error:
            raise Damaged("压缩内容损坏或不完整") from error


def _gzip(raw: _Peeked) -> Readable:
    return _Inflated(raw, 31) if raw.head.startswith(_GZIP) else raw


def _deflate(raw: _Peeked) -> Readable:
    """RFC 9110 means zlib's format; many servers send the bare stream."""
    if len(raw.head) < 2:
        return raw
    zlib_header = raw.head[0] & 15 == 8 and int.from_bytes(raw.head[:2], "big") % 31 == 0
    return _Inflated(raw, 15 if zlib_header else -15)


def _brotli(raw: _Peeked) -> Readable:
    return _Arrow(raw, "brotli") if raw.head else raw


def _zstd(raw: _Peeked) -> Readable:
    return _Arrow(raw, "zstd") if raw.head.startswith(_ZSTD) else raw


_OPENERS: dict[str, Callable[[_Peeked], Readable]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
