"""The digest of the code and rules that decide what a row holds: the same on every machine, changed by every change."""

import functools
import hashlib
import importlib.metadata
from pathlib import Path

# What decides a row: the core with its knowledge, the declared columns, the expectations. Shell and pages do not.
_ROOMS = ("fazhi/core", "fazhi/schema", "expectations")
_SUFFIXES_LEFT_OUT = frozenset({".pyc", ".md"})
# Libraries whose version changes the text, the words or the tables.
_LIBRARIES = ("jieba", "legacy-doc", "lxml", "opencc-python-reimplemented", "openpyxl", "pypdfium2", "python-docx",
              "rensa", "resiliparse", "rjieba", "warcio")  # fmt: skip


@functools.cache
def digests() -> dict[str, str]:
    """12 hexadecimal digits by deciding room over its files, and over the versions of the deciding libraries."""
    root = Path(__file__).resolve().parent.parent
    return {room: _of_room(root, room) for room in _ROOMS} | {"libraries": _of_libraries()}


@functools.cache
def version() -> str:
    """12 hexadecimal digits over all that decides what a row holds: the digest of the digests."""
    return _short("".join(f"{name}={digest}\0" for name, digest in digests().items()).encode())


def _of_room(root: Path, room: str) -> str:
    files = (p for p in sorted((root / room).rglob("*")) if p.is_file() and p.suffix not in _SUFFIXES_LEFT_OUT)
    told = (f"{p.relative_to(root).as_posix()}\0{hashlib.sha256(p.read_bytes()).hexdigest()}\0" for p in files)
    return _short("".join(told).encode())


def _of_libraries() -> str:
    return _short("".join(f"{name}={importlib.metadata.version(name)}\0" for name in _LIBRARIES).encode())


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
