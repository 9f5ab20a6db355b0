"""Cues: the words of a text that speak for a system of the taxonomy, and how their votes add up.

The cue nearest to the number weighs most: the metric, then the clause, the sentence, the headings, the sentences
before.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from fazhi.core.extract.lexicon import REMEMBERED
from fazhi.core.extract.phrases import Phrases

# What a cue says: where it ends, the system that it speaks for, its weight.
Cue = tuple[int, str, int]


class Cues:
    """The cues of a text's phrases, in order, none in another: found once, asked for every indicator.

    A cue that speaks for two systems stands there twice. What is asked for is named by positions in that order.
    """

    __slots__ = ("_ends", "_starts", "said")

    def __init__(self, phrases: Phrases) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.said: list[Cue] = []
        last = 0
        # Of cues that overlap what begins first stays, the longest of one start.
        for start, end, votes in sorted(phrases.cues):
            if start < last:
                continue
            last = -end
            for system, weight in votes:
                self._starts.append(start)
                self._ends.append(last)
                self.said.append((last, system, weight))

    def within(self, start: int, end: int, low: int = 0, high: int | None = None) -> tuple[int, int]:
        """The positions, of those from `low` to `high`, of the cues that stand in `[start, end)`."""
        first = bisect_left(self._starts, start, low, high)
        return first, bisect_right(self._ends, end, first, high)


def weigh(votes: dict[str, float], cues: Iterable[Cue], factor: float) -> None:
    """Add what `cues` say to `votes`."""
    for _, system, weight in cues:
        votes[system] = votes.get(system, 0.0) + factor * weight


def weigh_near(votes: dict[str, float], cues: Iterable[Cue], factor: float, near: int) -> None:
    """The same, the less the further a cue is from `near`."""
    held = votes.get
    for end, system, weight in cues:
        votes[system] = held(system, 0.0) + factor * weight * (1 / (1 + abs(near - end) / 40))


def weigh_words(votes: dict[str, float], words: str, factor: float) -> None:
    """Add what the cues in `words` (a metric, a heading) say to `votes`."""
    for system, weight in _said(words) if words else ():
        votes[system] = votes.get(system, 0.0) + factor * weight


@lru_cache(REMEMBERED)
def _said(words: str) -> tuple[tuple[str, int], ...]:
    """System and weight of every cue in `words`, in order."""
    return tuple((system, weight) for _, system, weight in Cues(Phrases(words)).said)
