"""What normalize changed, for the evidence page: the places in both texts, column by column, and the HTML."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fazhi.core.normalize.kinds import is_repair
from fazhi.pages.escaping import escaped, needs_escape
from fazhi.pages.labels import change as title_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Places = npt.NDArray[np.int64]


class Changes(NamedTuple):
    """Changes as normalize records them: `source_text[start:end]` became a text of some length."""

    starts: "Places"
    ends: "Places"
    lengths: "Places"
    kinds: Sequence[str]


class Placed(NamedTuple):
    """Changes with their places in both texts: in that of `source_text[start:end]` stands `text[at:stop]`."""

    starts: "Places"
    ends: "Places"
    at: "Places"
    stop: "Places"
    kinds: Sequence[str]


def placed(changes: Changes, source_length: int, length: int, borders: "Places") -> Placed:
    """The changes, what they put in cut at the `borders` within it; none where they do not stand in order or do not
    lead from a text of `source_length` to one of `length`."""
    starts, ends, lengths, kinds = changes
    grown = np.cumsum(lengths - (ends - starts))
    if not len(kinds) or not in_order(starts, ends, source_length) or source_length + grown[-1] != length:
        nothing = np.empty(0, np.int64)
        return Placed(nothing, nothing, nothing, nothing, ())
    found = Placed(starts, ends, ends + grown - lengths, ends + grown, kinds)
    holder = np.searchsorted(found.at, borders) - 1
    within = (holder >= 0) & (borders < found.stop[holder])
    if not within.any():
        return found
    parting, places = np.unique(borders[within], return_index=True)
    return _parted(found, holder[within][places], parting)


def in_order(starts: "Places", ends: "Places", length: int) -> bool:
    """Whether stretches, of which there is one at least, follow each other within a text of `length`."""
    following = (starts <= ends).all() and (ends[:-1] <= starts[1:]).all()
    return bool(following and starts[0] >= 0 and ends[-1] <= length)


def _parted(whole: Placed, holder: "Places", border: "Places") -> Placed:
    """`whole` with each change `holder` parted at its `border`; what it took away stands with its first part."""
    of = np.repeat(np.arange(len(whole.at)), 1 + np.bincount(holder, minlength=len(whole.at)))
    later = holder + 1 + np.arange(len(holder))
    starts, at, stop = whole.starts[of], whole.at[of], whole.stop[of]
    starts[later], at[later], stop[later - 1] = whole.ends[holder], border, border
    return Placed(starts, whole.ends[of], at, stop, [whole.kinds[n] for n in of.tolist()])


def shown(changes: Placed, text: str, source_text: str) -> list[str]:
    """The HTML of each change."""
    taken = sliced(source_text, changes.starts.tolist(), changes.ends.tolist())
    put = sliced(text, changes.at.tolist(), changes.stop.tolist())
    html = []
    for kind, removed, inserted in zip(changes.kinds, taken, put, strict=True):
        gone, gone_end, new, new_end = _tags(kind)
        before = f"{gone}{removed}{gone_end}" if removed else ""
        html.append(f"{before}{new}{inserted}{new_end}" if inserted else before)
    return html


def sliced(text: str, starts: Iterable[int], ends: Iterable[int]) -> list[str]:
    """The HTML of pieces of a text."""
    pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return list(map(escaped, pieces)) if needs_escape(text) else pieces


@cache
def _tags(kind: str) -> tuple[str, str, str, str]:
    if not is_repair(kind):
        return "<s>", "</s>", "<u>", "</u>"
    title = title_of(kind)
    return f'<del title="{title}">', "</del>", f'<ins title="{title}">', "</ins>"
