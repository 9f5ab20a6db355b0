"""The digest of the code and rules that decide what a row holds: the same on every machine, changed by every change."""

import functools
import hashlib
import os
import re
import sys
from pathlib import Path

# What decides a row: the core with its knowledge, the declared columns, the expectations. Shell and pages do not.
_ROOMS = ("fazhi/core", "fazhi/schema", "expectations")
_SUFFIXES_LEFT_OUT = frozenset({".pyc", ".md"})
# Libraries whose version changes the text, the words or the tables.
_LIBRARIES = ("jieba", "legacy-doc", "lxml", "opencc-python-reimplemented", "openpyxl", "pypdfium2", "python-docx",
              "rensa", "resiliparse", "rjieba", "warcio")  # fmt: skip
_SAID = re.compile(r"^Version: *(\S+)", re.MULTILINE)


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
    folders = _folders()
    return _short("".join(f"{name}={_installed(name, folders.get(name))}\0" for name in _LIBRARIES).encode())


def _folders() -> dict[str, Path]:
    """Where it is said what is installed, by library: the first on Python's path."""
    found: dict[str, Path] = {}
    for place in filter(os.path.isdir, sys.path):
        for entry in os.scandir(place):
            if entry.name.endswith(".dist-info"):
                found.setdefault(entry.name.partition("-")[0].lower().replace("_", "-"), Path(entry.path))
    return found


def _installed(name: str, folder: Path | None) -> str:
    """The version of a library by its own words, which `importlib.metadata` reads as mail and imports for 30 ms."""
    try:
        said = _SAID.search((folder / "METADATA").read_text("utf8")) if folder else None
    except OSError:
        said = None
    if said:
        return said[1]
    from importlib.metadata import version as asked

    return asked(name)


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
