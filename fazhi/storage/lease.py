"""The lock of a data folder in an object store: an object that its holder renews, taken over once that falls silent.

Each change of the object is conditional on what was seen of it (If-None-Match, If-Match), so that of two runs one alone
gets it. How long a holder has been silent is told by the store's clock, from one answer: no machine's clock counts.
"""

import contextlib
import email.utils
import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fazhi.logs import event
from fazhi.storage.lock import Busy, LockLost, busy
from fazhi.storage.places import UnusablePlace

if TYPE_CHECKING:
    from upath import UPath

# A holder renews its lock so often; one that has not for so long is taken for dead. A renewal is a request.
RENEW_SECONDS = 5.0
EXPIRE_SECONDS = 30.0
# Between two looks at a lock that may have fallen silent.
_LOOK_SECONDS = 1.0
# What a store answers when a condition does not hold: no such object, another writer was faster, not as it was seen.
_NOT_MET = frozenset({404, 409, 412})


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lock as the store shows it: its version, its holder (empty: free), and how long ago it was renewed."""

    etag: str
    owner: str
    told: str
    silent: float


@contextlib.contextmanager
def leased(place: "UPath") -> Iterator[str]:
    """Hold the lock object `place`; yields the name under which it is held.

    Raises Busy where another run holds it, UnusablePlace where the store keeps no conditions, LockLost at the end where
    another run has taken it over meanwhile.
    """
    _check_conditions(place)
    owner, ended = uuid.uuid4().hex, threading.Event()
    _take(place, owner)
    beat = threading.Thread(target=_keep_renewing, args=(place, owner, ended), name="fazhi-lock", daemon=True)
    beat.start()
    try:
        yield owner
    finally:
        ended.set()
        beat.join()
        _release(place, owner)


def renew(place: "UPath", owner: str) -> None:
    """Show that `owner` lives; raises LockLost where another run holds the lock."""
    while True:
        seen = _look(place)
        if seen is None or not owner or seen.owner != owner:
            raise LockLost(
                f"{place}: this run does not hold the lock (any more): one that is silent for {EXPIRE_SECONDS:g} s "
                "counts as dead, and another takes over. Nothing more was published; run again"
            )
        if _put(place, owner, IfMatch=seen.etag):
            return


def _take(place: "UPath", owner: str) -> None:
    """Get the lock: it is free, or its holder stays silent too long. Raises Busy once the holder shows life."""
    first: _Seen | None = None
    while True:
        seen = _look(place)
        if seen is None:
            if _put(place, owner, IfNoneMatch="*"):
                return
        elif seen.owner == owner:  # an answer was lost, and the request that was sent again met its own work
            return
        elif not seen.owner or seen.silent > EXPIRE_SECONDS:
            if _put(place, owner, IfMatch=seen.etag):
                return
        elif first is not None and first.etag != seen.etag:
            raise Busy(busy(seen.told, place.parent.parent))
        else:
            first = seen
            time.sleep(_LOOK_SECONDS)


def _keep_renewing(place: "UPath", owner: str, ended: threading.Event) -> None:
    while not ended.wait(RENEW_SECONDS):
        try:
            renew(place, owner)
        except LockLost as error:
            event("lock lost", 40, error=str(error))
            return
        except Exception as error:  # the store is out of reach for a moment: the commit asks again
            event("lock not renewed", 30, error=f"{type(error).__name__}: {error}")


def _release(place: "UPath", owner: str) -> None:
    """Leave the lock free, not removed: a removal cannot be tied to what was seen in every store."""
    try:
        seen = _look(place)
        if seen is not None and seen.owner == owner:
            _put(place, "", IfMatch=seen.etag)
    except Exception as error:  # it frees itself by silence; what the run has to say is more
        event("lock not freed", 30, error=f"{type(error).__name__}: {error}")


def _check_conditions(place: "UPath") -> None:
    """Raise UnusablePlace where the store overwrites an object although the request's condition does not hold."""
    probe = place.parent / "lock-probe"
    _put(probe, "")
    for condition in ({"IfNoneMatch": "*"}, {"IfMatch": '"0"'}):
        try:
            kept = not _put(probe, "", **condition)
        except OSError:
            kept = False
        if not kept:
            raise UnusablePlace(
                f"{place.parent.parent}: this store ignores conditional writes ({next(iter(condition))}): two runs "
                "could write at once; use one that keeps them, or a mounted folder"
            )


def _look(place: "UPath") -> _Seen | None:
    """The lock as it is now, None where there is none."""
    try:
        head = place.fs.call_s3("head_object", **_named(place))
    except FileNotFoundError:
        return None
    told = head["Metadata"]
    now = email.utils.parsedate_to_datetime(head["ResponseMetadata"]["HTTPHeaders"]["date"])
    silent = (now - head["LastModified"]).total_seconds()
    return _Seen(head["ETag"], told.get("owner", ""), told.get("told", "?"), silent)


def _put(place: "UPath", owner: str, **condition: str) -> bool:
    """Write the lock under a condition; False where that does not hold. No two writings have the same ETag."""
    told = f"process {os.getpid()} on {socket.gethostname()}".encode("ascii", "replace").decode()
    metadata = {"owner": owner, "told": told}
    body = json.dumps({**metadata, "renewed": uuid.uuid4().hex}).encode()
    try:
        place.fs.call_s3("put_object", **_named(place), Body=body, Metadata=metadata, **condition)
    except OSError as error:
        if condition and _status(error) in _NOT_MET:
            return False
        raise
    return True


def _named(place: "UPath") -> dict[str, str]:
    bucket, _, key = place.path.partition("/")
    return {"Bucket": bucket, "Key": key}


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error of the client."""
    answer: Any = getattr(error.__cause__, "response", None)
    return int(answer["ResponseMetadata"]["HTTPStatusCode"]) if answer else None
