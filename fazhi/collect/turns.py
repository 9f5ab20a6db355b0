"""Whose turn it is: hosts side by side, each asked so many times at once, with a pause between two requests to it.

Pure bookkeeping on a clock that is handed in; `crew` adds the threads.
"""

import heapq
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Job = TypeVar("Job")


@dataclass(slots=True)
class _Host(Generic[Job]):
    pause: float
    waiting: list[tuple[float, int, Job]] = field(default_factory=list)
    under_way: int = 0
    free_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Turn(Generic[Job]):
    """A job that may begin now."""

    host: str
    job: Job


class Turns(Generic[Job]):
    """The jobs of all hosts. `pause`: least seconds between the starts of two jobs of a host; `at_once`: their number.

    Not safe for threads by itself.
    """

    def __init__(self, pause: float, at_once: int) -> None:
        self._pause, self._at_once = pause, at_once
        self._hosts: dict[str, _Host[Job]] = {}
        # (time, order, host): when a host may have its next turn at the earliest; checked again when it comes up.
        self._next: list[tuple[float, int, str]] = []
        self._order = 0
        self._jobs = 0

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return self._jobs == 0

    def put(self, host: str, job: Job, at: float) -> None:
        """Add a job that may begin at the time `at`."""
        own = self._hosts.setdefault(host, _Host(self._pause))
        heapq.heappush(own.waiting, (at, self._count(), job))
        self._jobs += 1
        self._announce(host, own)

    def take(self, now: float) -> Turn[Job] | float | None:
        """The next turn, or the time at which there may be one, or None where that depends on what is under way."""
        while self._next:
            at, _, host = self._next[0]
            if at > now:
                return at
            heapq.heappop(self._next)
            own = self._hosts[host]
            begin = self._begin(own)
            if begin is None:
                continue
            if begin > now:
                self._announce(host, own)
                continue
            _, _, job = heapq.heappop(own.waiting)
            own.under_way += 1
            own.free_at = now + own.pause
            self._announce(host, own)
            return Turn(host, job)
        return None

    def done(self, host: str) -> None:
        """A job of `host` has ended."""
        own = self._hosts[host]
        own.under_way -= 1
        self._jobs -= 1
        self._announce(host, own)

    def slow_down(self, host: str, pause: float, now: float) -> None:
        """`host` wants a longer pause, from now on."""
        own = self._hosts[host]
        if pause > own.pause:
            own.pause = pause
            own.free_at = max(own.free_at, now + pause)

    def hold(self, host: str, until: float) -> None:
        """`host` wants to be left alone until then."""
        own = self._hosts[host]
        own.free_at = max(own.free_at, until)

    def _begin(self, own: _Host[Job]) -> float | None:
        if not own.waiting or own.under_way >= self._at_once:
            return None
        return max(own.waiting[0][0], own.free_at)

    def _announce(self, host: str, own: _Host[Job]) -> None:
        begin = self._begin(own)
        if begin is not None:
            heapq.heappush(self._next, (begin, self._count(), host))

    def _count(self) -> int:
        self._order += 1
        return self._order
