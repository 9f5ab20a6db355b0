"""Two steps as one: edits of the second, whose offsets count into what the first made, moved onto the first's input.

Edits that do not overlap stay apart. Where the second changes what the first wrote, they become one edit. Its kind is
the strongest of its parts (unreadable place, repair, script, layout); what furniture removes is furniture.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add, sub

from fazhi.core.normalize.edits import Edit

UNREPAIRED = "unrepaired"
FURNITURE = "furniture"
COSMETIC = (FURNITURE, "script", "layout")  # kinds that are no repairs


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Edits on the first's input that do what `first` and then `second` do.

    Both sorted and without overlap; so is the result. Linear in the number of edits and the length of their texts.
    """
    if not first or not second:
        return list(first or second)
    out: list[Edit] = []
    copied = 0
    for low, high, shift, part in _touched(first, second):
        out += first[copied:low]
        out += _merged(first[low:high], part, shift)
        copied = high
    return out + list(first[copied:])


def _touched(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[tuple[int, int, int, Sequence[Edit]]]:
    """Which edits of the first (from, to) each stretch of the second may touch, and the first's shift before them.

    The others are copied as they are, so a few edits on top of many cost little.
    """
    # Column by column: a traditional page has thousands of edits.
    old_starts, old_ends, texts, _ = zip(*first, strict=True)
    shifts = list(accumulate(map(sub, map(len, texts), map(sub, old_ends, old_starts)), initial=0))
    ends = list(map(add, old_ends, shifts[1:]))  # in the middle text
    starts = list(map(add, old_starts, shifts))
    at = 0
    while at < len(second):
        low = bisect_left(ends, second[at].start)
        high = bisect_right(starts, second[at].end, low)
        group = at + 1
        while group < len(second) and bisect_left(ends, second[group].start, low) < high:
            high = bisect_right(starts, second[group].end, high)
            group += 1
        yield low, high, shifts[low], second[at:group]
        at = group


def _merged(first: Sequence[Edit], second: Sequence[Edit], shift: int) -> list[Edit]:
    out: list[Edit] = []
    for group in _groups(first, second, shift):
        out.append(group.edit(shift))
        shift += sum(len(e.text) - (e.end - e.start) for _, e in group.first)
    return [e for e in out if e.text or e.start < e.end]


@dataclass(slots=True)
class _Group:
    """Edits that overlap in the middle text `[low, high)`; those of the first step with their place in it."""

    low: int
    high: int
    first: list[tuple[int, Edit]] = field(default_factory=list)
    second: list[Edit] = field(default_factory=list)

    def edit(self, shift: int) -> Edit:
        """The one edit on the input; `shift`: how far the middle text is ahead of the input before the group."""
        after = shift + sum(len(e.text) - (e.end - e.start) for _, e in self.first)
        return Edit(self.low - shift, self.high - after, self._text(), self._kind())

    def _text(self) -> str:
        """What stands there in the end: every character that the second leaves alone was written by the first."""
        pieces: list[str] = []
        cursor, at = self.low, 0
        for start, end, text in [*((e.start, e.end, e.text) for e in self.second), (self.high, self.high, "")]:
            while cursor < start:
                while self.first[at][0] + len(self.first[at][1].text) <= cursor:
                    at += 1
                place, edit = self.first[at]
                piece = edit.text[cursor - place : start - place]
                pieces.append(piece)
                cursor += len(piece)
            pieces.append(text)
            cursor = end
        return "".join(pieces)

    def _kind(self) -> str:
        if any(e.kind == FURNITURE and (e.start, e.end) == (self.low, self.high) for e in self.second):
            return FURNITURE
        kinds = [e.kind for _, e in self.first] + [e.kind for e in self.second]
        return min(kinds, key=_weakness)


def _weakness(kind: str) -> int:
    if kind == UNREPAIRED:
        return 0
    return 2 + COSMETIC.index(kind) if kind in COSMETIC else 1


def _groups(first: Sequence[Edit], second: Sequence[Edit], shift: int) -> Iterator[_Group]:
    """All edits in the order of the middle text, those that overlap together."""
    group: _Group | None = None
    for low, high, edit, place in _in_order(first, second, shift):
        if group is None or low >= group.high:
            if group is not None:
                yield group
            group = _Group(low, high)
        group.high = max(group.high, high)
        if place is None:
            group.second.append(edit)
        else:
            group.first.append((place, edit))
    if group is not None:
        yield group


def _in_order(first: Sequence[Edit], second: Sequence[Edit], shift: int) -> Iterator[tuple[int, int, Edit, int | None]]:
    """Edits of both by their place in the middle text: (start, end, edit, its start there if it is of the first).

    At one place: what the first deleted, then what the second inserts, then the rest.
    """
    at = 0
    for edit in first:
        low = edit.start + shift
        high = low + len(edit.text)
        key = (low, 0 if low == high else 2)
        while at < len(second) and (second[at].start, 1 if second[at].start == second[at].end else 2) < key:
            yield second[at].start, second[at].end, second[at], None
            at += 1
        yield low, high, edit, low
        shift += len(edit.text) - (edit.end - edit.start)
    for edit in second[at:]:
        yield edit.start, edit.end, edit, None
