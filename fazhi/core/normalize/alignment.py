"""Where a character of the normalized text comes from, and where one of the source text went."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import add, sub
from typing import Self

from fazhi.core.normalize.edits import Edit


class Alignment:
    """Both ways between source text and text: one entry an edit, nothing a character.

    Outside edits and inside edits that keep the length exact to the character; inside any other edit the whole of it.
    """

    __slots__ = ("_source_ends", "_source_starts", "_text_ends", "_text_starts")

    def __init__(self, edits: Iterable[Edit]) -> None:
        kept = list(edits)
        self._hold([e.start for e in kept], [e.end for e in kept], [len(e.text) for e in kept])

    @classmethod
    def of_columns(cls, starts: Sequence[int], ends: Sequence[int], lengths: Sequence[int]) -> Self:
        """The alignment of edits given as columns: their places in the source text, lengths of what was put there."""
        made = cls.__new__(cls)
        made._hold(starts, ends, lengths)
        return made

    def _hold(self, starts: Sequence[int], ends: Sequence[int], lengths: Sequence[int]) -> None:
        shifts = accumulate(map(sub, lengths, map(sub, ends, starts)), initial=0)
        self._source_starts, self._source_ends = array("l", starts), array("l", ends)
        self._text_starts = array("l", map(add, starts, shifts))
        self._text_ends = array("l", map(add, self._text_starts, lengths))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source text that `[start, end)` of the text was made from; O(log edits)."""
        return _span(start, end, self._text_starts, self._text_ends, self._source_starts, self._source_ends)

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that `[start, end)` of the source text became; empty where it was removed."""
        return _span(start, end, self._source_starts, self._source_ends, self._text_starts, self._text_ends)


def _span(
    start: int, end: int, starts: "array[int]", ends: "array[int]", other_starts: "array[int]", other_ends: "array[int]"
) -> tuple[int, int]:
    if end <= start:
        at = _character(start, starts, ends, other_starts, other_ends)[0]
        return at, at
    following = bisect_right(starts, start)
    if following and start >= ends[following - 1] and (following == len(starts) or starts[following] >= end):
        # All of it between two edits.
        moved = other_ends[following - 1] - ends[following - 1]
        return start + moved, end + moved
    first = _character(start, starts, ends, other_starts, other_ends)[0]
    last = _character(end - 1, starts, ends, other_starts, other_ends)[1]
    return first, max(first, last)


def _character(
    at: int, starts: "array[int]", ends: "array[int]", other_starts: "array[int]", other_ends: "array[int]"
) -> tuple[int, int]:
    """Where the one character at `at` stands on the other side."""
    edit = bisect_right(starts, at) - 1
    if edit < 0:
        return at, at + 1
    if at >= ends[edit]:
        moved = other_ends[edit] + at - ends[edit]
        return moved, moved + 1
    low, high = other_starts[edit], other_ends[edit]
    if high - low == ends[edit] - starts[edit]:
        return low + at - starts[edit], low + at - starts[edit] + 1
    return low, high
