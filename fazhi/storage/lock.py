"""One writer at a time on a data folder.

On a disk an advisory lock that dies with its process; in an object store an object that the holder renews
(`fazhi.storage.lease`), since nobody there notices a death.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fazhi.storage.places import Place


class Busy(Exception):
    """Another run holds the data folder."""


class LockLost(Busy):
    """Another run has taken the data folder over: what this one has not committed it must not commit."""


# The locks of this process, each with the name under which it is held (none on a disk).
_held: dict[str, str] = {}


@contextmanager
def exclusive(place: Place) -> Iterator[None]:
    """Hold the lock `place`; re-entrant within a process. Raises Busy where another process holds it."""
    place = place.resolve() if isinstance(place, Path) else place
    if str(place) in _held:
        yield
        return
    with _locked(place) as owner:
        _held[str(place)] = owner
        try:
            yield
        finally:
            del _held[str(place)]


def holder(place: Place) -> str:
    """The name under which this process holds the lock, for the processes that work for it; empty on a disk."""
    return _held.get(str(place.resolve() if isinstance(place, Path) else place), "")


def confirm(place: Place, owner: str) -> None:
    """Raise LockLost unless the run that goes by `owner` holds the lock; on a disk a run that lives does."""
    if not isinstance(place, Path):
        from fazhi.storage.lease import renew

        renew(place, owner)


@contextmanager
def _locked(place: Place) -> Iterator[str]:
    if isinstance(place, Path):
        with _flocked(place):
            yield ""
    else:
        from fazhi.storage.lease import leased

        with leased(place) as owner:
            yield owner


@contextmanager
def _flocked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            f.seek(0)
            raise Busy(busy(f"process {f.read().strip() or '?'}", path.parent.parent)) from error
        f.truncate(0)
        f.write(str(os.getpid()))
        f.flush()
        yield


def busy(who: str, root: Place) -> str:
    """What is said to a run that has to wait."""
    return (
        f"another run ({who}) is writing to {root}; wait until it has ended, or give this run a data folder of its own "
        "with --data"
    )
