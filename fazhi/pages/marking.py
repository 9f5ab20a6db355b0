"""A text cut into stretches at the borders of what is marked in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Marked(Protocol):
    """Something that covers `text[start:end]`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


M = TypeVar("M", bound=Marked)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[M]):
    """Text that the same marks cover throughout: `marks` from the shortest to the longest, `begins` those of them
    (and the empty ones) that begin here."""

    text: str
    marks: list[M]
    begins: list[M]


def stretches(text: str, marks: Sequence[M]) -> list[Stretch[M]]:
    """`text` in pieces that joined give it back; marks may touch, overlap, nest, be empty or reach beyond the text.

    In: the text and its marks, in any order. Out: pieces in order. Time grows with the text and with the number of
    marks that cover the same place.
    """
    ordered = sorted(marks, key=lambda m: (_clamp(m.start, text), _clamp(m.end, text)))
    edges = sorted({0, len(text), *(_clamp(at, text) for m in marks for at in (m.start, m.end))})
    made: list[Stretch[M]] = []
    covering: list[M] = []
    following = 0
    for start, end in pairwise(edges):
        covering = [m for m in covering if m.end > start]
        begins: list[M] = []
        while following < len(ordered) and _clamp(ordered[following].start, text) <= start:
            begins.append(ordered[following])
            following += 1
        covering += [m for m in begins if m.end > start]
        made.append(Stretch(text[start:end], sorted(covering, key=lambda m: m.end - m.start), begins))
    if following < len(ordered):
        made.append(Stretch("", [], ordered[following:]))
    return made


def _clamp(at: int, text: str) -> int:
    return min(max(at, 0), len(text))
