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
              "resiliparse", "rjieba", "warcio")  # fmt: skip


@functools.cache
def version() -> str:
    """12 hexadecimal digits over the files of the deciding rooms and the versions of the deciding libraries."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.is_file() and path.suffix not in _SUFFIXES_LEFT_OUT:
                digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in _LIBRARIES:
        digest.update(f"{name}={importlib.metadata.version(name)}\0".encode())
    return digest.hexdigest()[:12]
