"""Members of archives, and the limits that keep a hostile archive from filling memory or disk."""

import datetime as dt
from dataclasses import dataclass, field

from fazhi.core.ingest.encodings import Readable
from fazhi.core.ingest.item import Arrival

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may hold, the archives in it counted in. Sizes in bytes, after decompression.

    A large archive (a crawl's WARC) may hold more in all: `total_ratio` times its own size.
    """

    member_bytes: int = 64 << 20
    total_bytes: int = 4 << 30
    total_ratio: int = 20
    members: int = 200_000
    depth: int = 3
    # Text deflates to a tenth, endless repetition to a thousandth; small members may repeat as they like.
    ratio: int = 200
    ratio_from_bytes: int = 8 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A document of an archive; `name` is a safe label (or the URL of a WARC record), `fetched_at` in UTC."""

    name: str
    data: bytes
    fetched_at: dt.datetime | None = None
    declared_charset: str | None = None
    arrival: Arrival = field(default_factory=Arrival)


@dataclass(frozen=True, slots=True)
class RepeatedMember:
    """A record that says: the same document as an earlier member of this archive, the one with that sha256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """A member that cannot be taken; `code` is one of `fazhi.core.refusal.REASONS`."""

    name: str
    code: str
    message: str


Found = Member | RefusedMember | RepeatedMember


class Exhausted(Exception):
    """A total limit is reached: nothing more of this archive is read."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Budget:
    """Counts what has been read of an archive and all that stands in it."""

    def __init__(self, limits: Limits, archive_bytes: int = 0) -> None:
        self.limits = limits
        self.total_bytes = max(limits.total_bytes, limits.total_ratio * archive_bytes)
        self.members = 0
        self.total = 0
        self.member_message = f"成员超过 {limits.member_bytes >> 20} MB 的上限"

    def enter(self) -> None:
        """Count one more member, before it is read; raises Exhausted."""
        self.members += 1
        if self.members > self.limits.members:
            raise Exhausted(f"成员超过 {self.limits.members} 个的上限:请分成几个压缩包")

    def spend(self, size: int) -> None:
        """Count `size` bytes, read or to be skipped; raises Exhausted."""
        self.total += size
        if self.total > self.total_bytes:
            raise Exhausted(f"解压后总量超过 {self.total_bytes >> 20} MB 的上限:请分成几个压缩包")

    def read(self, stream: Readable) -> bytes | None:
        """All of `stream`, piece by piece; None where it is longer than a member may be. Raises Exhausted."""
        pieces: list[bytes] = []
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            self.spend(len(piece))
            if size > self.limits.member_bytes:
                return None
            pieces.append(piece)
        return b"".join(pieces)

    def suspicious(self, size: int, packed: int) -> bool:
        """Whether a member of `size` bytes that came out of `packed` bytes looks like a bomb."""
        return size > self.limits.ratio_from_bytes and size > self.limits.ratio * max(packed, 1)
