"""One writer at a time on a data folder: an advisory lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fazhi.storage.places import Place


class Busy(Exception):
    """Another run holds the data folder."""


_held: set[Path] = set()


@contextmanager
def exclusive(path: Place) -> Iterator[None]:
    """Hold the lock file `path`; re-entrant within a process. Raises Busy where another process holds it."""
    if not isinstance(path, Path):
        raise Busy(f"{path}: not yet")
    path = path.resolve()
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            f.seek(0)
            raise Busy(
                f"another run (process {f.read().strip() or '?'}) is writing to {path.parent.parent}; wait until it "
                "has ended, or give this run a data folder of its own with --data"
            ) from error
        f.truncate(0)
        f.write(str(os.getpid()))
        f.flush()
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
