"""What is slow to make and always made alike, kept from one process to the next in the user's cache.

Half of what a command or a process of a run does before it begins is to compile patterns and to parse tables: some 400
patterns take 0.3 s, to read them back takes 0.01. Each kind of process has a file of its own, and writes it once it has
made more than a few things anew. A file that is missing, damaged, another user's or of another Python is as good as
none, and removing it is safe: everything is made as if nothing had been kept. It is JSON: nothing in it is code.
"""

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from fazhi.caches import caches

# Fewer new things than this are not worth the writing: a document has patterns of its own, too.
_WORTH_WRITING = 12
# Beyond this, of what was kept only that stays which this process has used: code and tables change over time.
_MOST_BYTES = 8 << 20
_DIGEST_BYTES = 16
# Stands for a dict whose keys are no texts.
_PAIRS = "\0pairs"


class Kept:
    """Values by key for one kind of process, of what JSON gives back as it was."""

    def __init__(self, process: str) -> None:
        self._place = _place(process)
        self._known: dict[str, str] = _read(self._place) if self._place else {}
        self._used: dict[str, str] = {}
        self._made = 0
        self._over = False

    def get(self, key: str) -> Any:
        """The value of `key`, a new copy each time; None where none is kept."""
        packed = self._known.get(key)
        if packed is None:
            return None
        self._used[key] = packed
        return _unpacked(packed)

    def put(self, key: str, value: Any) -> None:
        """Note a value that was made; not one that JSON would give back as another, nor what comes after `save`."""
        if self._over:
            return  # what a process makes at work is of its documents, and without an end
        try:
            packed = json.dumps(_packable(value))
        except (TypeError, ValueError):
            return
        if _unpacked(packed) != value:
            return
        self._known[key] = self._used[key] = packed
        self._made += 1

    def save(self) -> None:
        """Write the file anew where enough was made since, once; where that cannot be, nothing is lost."""
        over, self._over = self._over, True
        if over or self._place is None or self._made < _WORTH_WRITING:
            return
        packed = json.dumps(self._known)
        if len(packed) > _MOST_BYTES:
            packed = json.dumps(self._used)
        _write(self._place, packed.encode())


def _packable(value: Any) -> Any:
    """`value` with dicts whose keys are no texts (the weights of cues) as pairs, which JSON can hold."""
    if isinstance(value, list):
        return [_packable(one) for one in value]
    if not isinstance(value, dict):
        return value
    if all(isinstance(key, str) for key in value):
        return {key: _packable(one) for key, one in value.items()}
    return {_PAIRS: [[key, _packable(one)] for key, one in value.items()]}


def _unpacked(packed: str) -> Any:
    return json.loads(packed, object_hook=lambda found: dict(found[_PAIRS]) if _PAIRS in found else found)


def digest(content: bytes) -> bytes:
    """What tells contents apart."""
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _place(process: str) -> Path | None:
    # The whole version of Python: what is kept is made by its own compiler of patterns.
    python = digest(sys.version.encode()).hex()[:12]
    try:
        return caches() / f"{process}-{sys.implementation.cache_tag}-{python}.kept.json"
    except RuntimeError:
        return None


def _read(place: Path) -> dict[str, str]:
    """What a file holds; nothing where it is not whole, or others than this user may have written it."""
    try:
        with place.open("rb") as file:
            about = os.fstat(file.fileno())
            if about.st_uid != os.geteuid() or about.st_mode & 0o022:
                return {}
            content = file.read()
    except OSError:
        return {}
    said, packed = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if digest(packed) != said:
        return {}
    known: dict[str, str] = json.loads(packed)
    return known


def _write(place: Path, packed: bytes) -> None:
    part = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.touch(mode=0o600)
        part.write_bytes(digest(packed) + packed)
        part.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
