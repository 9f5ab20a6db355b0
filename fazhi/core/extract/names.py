"""Names in a text: titles, quotations, slogans and references, inside which no number measures anything."""

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from fazhi.core.extract.lexicon import REMEMBERED, fill, table

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# A quotation longer than this cites a text; what it says may measure.
_QUOTED = re.compile(
    r"《[^《》]{1,200}》|〈[^〈〉]{1,100}〉|“[^“”]{1,40}”|\"[^\"\n]{1,40}\"|「[^「」]{1,40}」|『[^『』]{1,40}』"
)
# How far to both sides of a numeral a shape may reach.
_REACH = 14
# The shapes that need no sign.
_ALWAYS = 1


class Names:
    """The stretches of a text that are names; built once a text, in linear time."""

    def __init__(self, text: str) -> None:
        spans = [m.span() for m in _QUOTED.finditer(text)]
        spans += [(start, end) for _, start, end in _automaton().find_matches_as_indexes(text, overlapping=True)]
        self._text = text
        self._starts, self._ends = _cover(spans)

    def hold(self, start: int, end: int) -> bool:
        """Whether one name holds all of `text[start:end]`."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and self._ends[at] >= end

    def shaped(self, start: int, end: int) -> bool:
        """Whether the numeral `text[start:end]` stands inside a reference or a name by its shape (第8次会议, 1+3)."""
        left = max(0, start - _REACH)
        window = self._text[left : end + _REACH]
        by_sign, chosen = _signs(), _ALWAYS
        for sign in by_sign.keys() & frozenset(window):
            chosen |= by_sign[sign]
        start, end = start - left, end - left
        for shape in _chosen(chosen):
            for match in shape.finditer(window):
                if match.start() > start:
                    break
                if match.end() >= end:
                    return True
        return False


def _cover(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Spans in order without those inside others: starts and ends both rise."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not ends or end > ends[-1]:
            starts.append(start)
            ends.append(end)
    return starts, ends


@cache
def _automaton() -> "AhoCorasick":
    from ahocorasick_rs import AhoCorasick, Implementation

    names = sorted({name for group in table("judgement", "names").values() for name in group})
    return AhoCorasick(names, implementation=Implementation.ContiguousNFA)


@cache
def _shapes() -> tuple[tuple[str, str], ...]:
    """The shapes, each with the signs of which one has to stand near."""
    return tuple((row["needs"], row["pattern"]) for row in table("judgement", "patterns"))


@cache
def _shape(pattern: str) -> re.Pattern[str]:
    """A shape, compiled when it is first looked for: most texts need few."""
    return re.compile(fill(pattern))


@cache
def _signs() -> dict[str, int]:
    """Which shapes each sign makes possible: one bit a shape, from the second on; the first bit is `_ALWAYS`."""
    found: dict[str, int] = {}
    for position, (needs, _) in enumerate(_shapes(), 1):
        for sign in needs:
            found[sign] = found.get(sign, 0) | 1 << position
    return found


@lru_cache(REMEMBERED)
def _chosen(bits: int) -> tuple[re.Pattern[str], ...]:
    """The shapes of the bits, with those that need no sign."""
    return tuple(_shape(shape) for at, (needs, shape) in enumerate(_shapes(), 1) if not needs or bits >> at & 1)
