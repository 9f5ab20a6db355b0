"""Edits: the one form in which every step of normalize says what it changed."""

from collections.abc import Iterable
from functools import partial
from itertools import pairwise, repeat
from operator import ne
from typing import NamedTuple

from fazhi.core.normalize.counting import one_by_one


class Edit(NamedTuple):
    """`text` replaces `before[start:end]` of the text that the step was given; `kind` names the reason.

    Offsets count code points. The edits of one step are sorted, do not overlap, and change something.
    """

    start: int
    end: int
    text: str
    kind: str


def apply(before: str, edits: Iterable[Edit]) -> str:
    """The text after `edits`; raises ValueError where they overlap or are out of order."""
    pieces: list[str] = []
    at = 0
    for start, end, text, kind in edits:
        if not at <= start <= end <= len(before):
            edit = Edit(start, end, text, kind)
            raise ValueError(f"edit {edit} does not stand in order within the text (at {at} of {len(before)})")
        pieces += (before[at:start], text)
        at = end
    pieces.append(before[at:])
    return "".join(pieces)


def between(before: str, after: str, kind: str) -> list[Edit]:
    """The edits that turn `before` into `after`, which is as long: one for each stretch of changed characters."""
    if len(before) != len(after):
        raise ValueError(f"lengths differ: {len(before)} and {len(after)}")
    bounds = _bounds_one_by_one(before, after) if one_by_one(before) else _bounds(before, after)
    starts, ends = bounds[::2], bounds[1::2]
    texts = [after[start:end] for start, end in zip(starts, ends, strict=True)]
    # A traditional page has thousands of edits: made without a call of Python for each.
    return list(map(partial(tuple.__new__, Edit), zip(starts, ends, texts, repeat(kind), strict=False)))


def _bounds(before: str, after: str) -> list[int]:
    """Where changed stretches begin and end, in order."""
    import numpy as np

    old, new = (np.frombuffer(t.encode("utf-32-le", "surrogatepass"), dtype=np.uint32) for t in (before, after))
    changed = np.concatenate(([False], old != new, [False]))
    bounds: list[int] = np.flatnonzero(changed[1:] != changed[:-1]).tolist()
    return bounds


def _bounds_one_by_one(before: str, after: str) -> list[int]:
    changed = [False, *map(ne, before, after), False]
    return [at for at, (one, next_one) in enumerate(pairwise(changed)) if one != next_one]
