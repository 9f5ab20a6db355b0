"""Names in a text: titles, quotations, slogans and references, inside which no number measures anything."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from fazhi.core.extract.lexicon import REMEMBERED, fill, table

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# A quotation longer than this cites a text; what it says may measure.
_QUOTED = re.compile(
    r"《[^《》]{1,200}》|〈[^〈〉]{1,100}〉|“[^“”]{1,40}”|\"[^\"\n]{1,40}\"|「[^「」]{1,40}」|『[^『』]{1,40}』"
)
# How far to both sides of a numeral a shape may reach.
_REACH = 14


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
        text, table = self._text, _signs()
        before, behind = text[start - 1 : start], text[end : end + 1]
        possible = table.wide
        if before in table.goes_on or behind in table.goes_on:
            possible = table.every
        else:
            found = table.beside.get
            # A numeral may itself begin with 第 and end with 来.
            possible |= found(before, 0) | found(behind, 0) | found(text[start], 0) | found(text[end - 1], 0)
            for reach, signs, bit in table.apart:
                if _is_near(text, start, end, reach, signs):
                    possible |= bit
        if (
            possible == table.wide
            and not table.always
            and table.wide_signs.isdisjoint(text[max(0, start - _REACH) : end + _REACH])
        ):
            return False
        return self._shaped(start, end, possible)

    def _shaped(self, start: int, end: int, possible: int) -> bool:
        """The same, of the shapes that are possible by what stands beside the numeral."""
        left = max(0, start - _REACH)
        window = self._text[left : end + _REACH]
        near, chosen = _signs().near, _signs().always
        for sign in near.keys() & frozenset(window):
            chosen |= near[sign]
        start, end = start - left, end - left
        for shape in _chosen(chosen & possible):
            for match in shape.finditer(window):
                if match.start() > start:
                    break
                if match.end() >= end:
                    return True
        return False


def _is_near(text: str, start: int, end: int, reach: int, signs: frozenset[str]) -> bool:
    """Whether one of the signs stands within reach of the numeral, or inside one of several signs (五十米至百米)."""
    around = text[max(0, start - reach) : start], text[end : end + reach]
    if not (signs.isdisjoint(around[0]) and signs.isdisjoint(around[1])):
        return True
    return end - start > 1 and not signs.isdisjoint(text[start:end])


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


@dataclass(frozen=True, slots=True)
class _Signs:
    """Which shapes a character makes possible, one bit a shape: where it stands near, where it stands beside.

    `always` are those that need nothing near; `apart` those of which a sign stands within some reach of the numeral;
    `wide` those that nothing has to stand beside, `wide_signs` what has to stand near for one of them. Where a blank or
    more of a numeral stands beside (`goes_on`), `every` shape is possible.
    """

    near: dict[str, int]
    always: int
    beside: dict[str, int]
    apart: tuple[tuple[int, frozenset[str], int], ...]
    goes_on: frozenset[str]
    wide: int
    wide_signs: frozenset[str]
    every: int


@cache
def _shapes() -> tuple[dict[str, Any], ...]:
    """The shapes, each with the signs of which one has to stand near, and beside."""
    return tuple(table("judgement", "patterns"))


@cache
def _signs() -> _Signs:
    near: dict[str, int] = {}
    beside: dict[str, int] = {}
    apart: list[tuple[int, frozenset[str], int]] = []
    wide = always = 0
    for position, shape in enumerate(_shapes()):
        bit = 1 << position
        _add(near, shape["needs"], bit)
        always |= 0 if shape["needs"] else bit
        if "reach" in shape:
            apart.append((shape["reach"], frozenset(shape["beside"]), bit))
        elif "beside" in shape and shape["needs"]:
            _add(beside, shape["beside"], bit)
        else:
            wide |= bit
    wide_signs = frozenset(sign for sign, bits in near.items() if bits & wide)
    blanks = (chr(code) for code in range(0x3001) if chr(code).isspace())
    goes_on = frozenset(blanks) | frozenset("0123456789０１２３４５６７８９.〇零一二三四五六七八九十两百千")
    every = (1 << len(_shapes())) - 1
    return _Signs(near, always, beside, tuple(apart), goes_on, wide, wide_signs, every)


def _add(held: dict[str, int], signs: str, bit: int) -> None:
    for sign in signs:
        held[sign] = held.get(sign, 0) | bit


@cache
def _shape(position: int) -> re.Pattern[str]:
    """A shape, compiled when it is first looked for: most texts need few."""
    return re.compile(fill(_shapes()[position]["pattern"]))


@lru_cache(REMEMBERED)
def _chosen(bits: int) -> tuple[re.Pattern[str], ...]:
    """The shapes of the bits."""
    return tuple(_shape(position) for position in range(len(_shapes())) if bits >> position & 1)
