"""Two steps as one: edits of the second, whose offsets count into what the first made, moved onto the first's input.

Edits that do not overlap stay apart. Where the second changes what the first wrote, they become one edit. Its kind is
the strongest of its parts (unreadable place, repair, script, layout); what furniture removes is furniture.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import add, sub

from fazhi.core.normalize.edits import Edit

UNREPAIRED = "unrepaired"
FURNITURE = "furniture"
COSMETIC = (FURNITURE, "script", "layout")  # kinds that are no repairs
_REPAIR = 1
_WEAKNESS = {UNREPAIRED: 0, **{kind: 2 + at for at, kind in enumerate(COSMETIC)}}


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Edits on the first's input that do what `first` and then `second` do.

    Both sorted and without overlap; so is the result. Linear in the number of edits and the length of their texts.
    """
    if not first or not second:
        return list(first or second)
    # Column by column, a traditional page has thousands of edits: where those of the first stand in the middle text,
    # and how far that is ahead of the input before each of them.
    old_starts, old_ends, texts, _ = zip(*first, strict=True)
    shifts = list(accumulate(map(sub, map(len, texts), map(sub, old_ends, old_starts)), initial=0))
    starts, ends = list(map(add, old_starts, shifts)), list(map(add, old_ends, shifts[1:]))
    out: list[Edit] = []
    copied = at = 0
    while at < len(second):
        start, end, text, kind = second[at]
        low = bisect_right(ends, start, copied)
        high = bisect_left(starts, end, low)
        out += first[copied:low]
        at += 1
        if low < high:
            group = [second[at - 1]]
            # What the first wrote may reach into the next edits too, and these into more of what it wrote.
            while at < len(second) and second[at].start < ends[high - 1]:
                group.append(second[at])
                high = bisect_left(starts, second[at].end, high)
                at += 1
            start, end = min(start, starts[low]), max(group[-1].end, ends[high - 1])
            text, kind = _merged(first[low:high], starts[low:high], group, start, end)
        if text or start - shifts[low] < end - shifts[high]:
            out.append(Edit(start - shifts[low], end - shifts[high], text, kind))
        copied = high
    return out + list(first[copied:])


def _merged(
    first: Sequence[Edit], starts: Sequence[int], second: Sequence[Edit], start: int, end: int
) -> tuple[str, str]:
    """What stands in `[start, end)` of the middle text in the end, and the kind of the edit that writes it.

    Every character there that the second leaves alone was written by the first, whose edits stand at `starts`.
    """
    pieces: list[str] = []
    cursor, at = start, 0
    for low, high, text, _ in (*second, (end, end, "", "")):
        while cursor < low:
            while starts[at] + len(first[at].text) <= cursor:
                at += 1
            piece = first[at].text[cursor - starts[at] : low - starts[at]]
            pieces.append(piece)
            cursor += len(piece)
        pieces.append(text)
        cursor = high
    if any(e.kind == FURNITURE and e.start == start and e.end == end for e in second):
        return "".join(pieces), FURNITURE
    return "".join(pieces), min([e.kind for e in (*first, *second)], key=_weakness)


def _weakness(kind: str) -> int:
    return _WEAKNESS.get(kind, _REPAIR)
