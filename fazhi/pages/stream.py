"""A report's text as one stream of HTML: its figures marked, and every change with what stood there before.

The text stands there once. What a change took away and what it put in its place are elements of their own (`del`, `ins`
for a repair; `s`, `u` for a change that is none), and the page's style shows the one reading or the other: without the
taken away it is the normalized text, without the put in the text as received.

Changes and the borders of marks are columns: they are put in one order, and the text between them is cut at once.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fazhi.pages.changes import Changes, in_order, placed, shown, sliced
from fazhi.pages.figures import Figure
from fazhi.pages.marking import stretches

if TYPE_CHECKING:
    from fazhi.pages.changes import Places

# A key of the order: a place in the text, and in its lower half one in the source text. The last two of those: of a
# border that follows all that was taken away there, and of what was put in, which follows the borders there.
_HALF = 31
_PUT_IN = (1 << _HALF) - 1
_ANYWHERE = _PUT_IN - 1
_CLASS = ' class="'


class _Piece(NamedTuple):
    """What stands in one mark (or none: an anchor alone): its place in both texts, and its opening tag."""

    start: int
    end: int
    source_start: int
    source_end: int
    opening: str


class _Borders(NamedTuple):
    """Tags of marks: their places in the text, their keys, themselves."""

    at: "Places"
    keys: "Places"
    tags: list[str]


def stream(text: str, source_text: str, changes: Changes, figures: Sequence[Figure], doubted: frozenset[str]) -> str:
    """The HTML; figures may touch, overlap, nest, be empty or reach beyond the text.

    `doubted`: ids of the figures that a finding is about. Changes that do not stand in order, or do not lead from
    `source_text` to `text`, are left out.
    """
    borders = _borders(text, figures, doubted)
    done = placed(changes, len(source_text), len(text), borders.at)
    # What was only taken away stands before a border if it stood before its place in the source text.
    keys = done.at << _HALF | np.where(done.stop > done.at, _PUT_IN, np.minimum(done.ends, _ANYWHERE))
    order = np.argsort(np.concatenate((keys, borders.keys)), kind="stable")
    inserted = shown(done, text, source_text) + borders.tags
    starts = np.concatenate((done.at, borders.at))[order].tolist()
    stops = np.concatenate((done.stop, borders.at))[order].tolist()
    out = [""] * (2 * len(inserted) + 1)
    out[::2] = sliced(text, [0, *stops], [*starts, len(text)])
    out[1::2] = [inserted[n] for n in order.tolist()]
    return "".join(out)


def _borders(text: str, figures: Sequence[Figure], doubted: frozenset[str]) -> _Borders:
    """Both borders of every mark; their keys in the order of the marks, whatever the source text says."""
    at = _pairs([f.start for f in figures], [f.end for f in figures])
    if not _apart(at, len(text)):
        return _untangled(text, figures, doubted)
    tags = ["</mark>"] * len(at)
    tags[::2] = [_opening(f, doubted) for f in figures] if doubted else [f.mark for f in figures]
    return _Borders(at, _keys(at, _pairs([f.source_start for f in figures], [f.source_end for f in figures])), tags)


def _pairs(first: Sequence[int], second: Sequence[int]) -> "Places":
    """The first of one and of the other, the second of one and of the other …"""
    both = np.empty(2 * len(first), np.int64)
    both[::2], both[1::2] = first, second
    return both


def _apart(at: "Places", length: int) -> bool:
    """Whether marks that begin and end `at` follow each other within a text of `length`, and none is empty."""
    starts, ends = at[::2], at[1::2]
    return not len(at) or (in_order(starts, ends, length) and bool((starts < ends).all()))


def _keys(at: "Places", sources: "Places") -> "Places":
    return np.maximum.accumulate(at << _HALF | np.minimum(np.maximum(sources, 0), _ANYWHERE))


def _opening(f: Figure, doubted: frozenset[str]) -> str:
    return f.mark.replace(_CLASS, f"{_CLASS}found ", 1) if f.indicator_id in doubted else f.mark


def _untangled(text: str, figures: Sequence[Figure], doubted: frozenset[str]) -> _Borders:
    """The borders of marks that are not apart, once they are."""
    held = list(_pieces(text, figures, doubted))
    at = _pairs([p.start for p in held], [p.end for p in held])
    keys = _keys(at, _pairs([p.source_start for p in held], [p.source_end for p in held]))
    return _Borders(at, keys, [tag for p in held for tag in (p.opening, "</mark>" if p.end > p.start else "")])


def _pieces(text: str, figures: Sequence[Figure], doubted: frozenset[str]) -> Iterator[_Piece]:
    """Marks that overlap, cut at each other's borders: the shortest has the say, the others get an anchor."""
    at = 0
    for s in stretches(text, figures):
        inner = s.marks[0] if s.marks else None
        target = inner if any(b is inner for b in s.begins) else None
        anchors = "".join(f'<a class="anchor" id="{b.indicator_id}"></a>' for b in s.begins if b is not target)
        if anchors:
            yield _Piece(at, at, _ANYWHERE, _ANYWHERE, anchors)
        end = at + len(s.text)
        if inner is not None:
            tag = _opening(inner, doubted)
            tag = tag.replace(_CLASS, f"{_CLASS}nested ", 1) if len(s.marks) > 1 else tag
            tag = tag if target else f"<mark{tag[tag.index(_CLASS) :]}"
            yield _Piece(at, end, inner.source_start if target else _ANYWHERE, inner.source_end, tag)
        at = end
