"""Names in a text: titles, quotations, slogans and references, inside which no number measures anything."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from fazhi.core.extract.lexicon import REMEMBERED, fill, table
from fazhi.core.extract.phrases import Phrases

# A quotation longer than this cites a text; what it says may measure.
_QUOTED = re.compile(
    r"《[^《》]{1,200}》|〈[^〈〉]{1,100}〉|“[^“”]{1,40}”|\"[^\"\n]{1,40}\"|「[^「」]{1,40}」|『[^『』]{1,40}』"
)
# How far to both sides of a numeral a shape may reach.
_REACH = 14
_ARABIC = frozenset("0123456789０１２３４５６７８９")
# What holds digits in the pattern of a shape, and may hold any character; how often something stands there.
_OPEN = re.compile(r"\{[DA]\}|\[\^|[.\\0-9]")
_COUNT = re.compile(r"\{[0-9,]+\}")


class Names:
    """The stretches of a text that are names; built once a text, in linear time."""

    def __init__(self, text: str, phrases: Phrases) -> None:
        quoted = [(m.start(), -m.end()) for m in _QUOTED.finditer(text)]
        self._text = text
        self._starts, self._ends = _cover(sorted(quoted + phrases.names))

    def hold(self, start: int, end: int) -> bool:
        """Whether one name holds all of `text[start:end]`."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and self._ends[at] >= end

    def shaped(self, start: int, end: int) -> bool:
        """Whether the numeral `text[start:end]` stands inside a reference or a name by its shape (第8次会议, 1+3)."""
        text, table = self._text, _signs()
        first = text[start]
        # A numeral may itself begin with 第 and end with 来.
        possible = (
            table.wide | table.outside.get(text[start - 1 : start], 0) | table.outside.get(text[end : end + 1], 0)
            | table.beside.get(first, 0) | table.beside.get(text[end - 1], 0)
        )  # fmt: skip
        for reach, signs, bit in table.apart:
            if not possible & bit and _is_near(text, start, end, reach, signs):
                possible |= bit
        if first in _ARABIC:
            possible &= table.of_digits
        left = max(0, start - _REACH)
        window = text[left : end + _REACH]
        if possible == table.wide and not table.always and table.wide_signs.isdisjoint(window):
            return False
        chosen = table.always
        for sign in table.signs & frozenset(window):
            chosen |= table.near[sign]
        return _holds(chosen & possible, window, start - left, end - left)


def _holds(shapes: int, window: str, start: int, end: int) -> bool:
    """Whether one of the shapes holds `window[start:end]`."""
    for shape in _chosen(shapes):
        for match in shape.finditer(window):
            if match.start() > start:
                break
            if match.end() >= end:
                return True
    return False


def _is_near(text: str, start: int, end: int, reach: int, signs: frozenset[str]) -> bool:
    """Whether one of the signs stands within reach of the numeral, or inside one of several signs (五十米至百米)."""
    if not signs.isdisjoint(text[max(0, start - reach) : start] + text[end : end + reach]):
        return True
    return end - start > 1 and not signs.isdisjoint(text[start:end])


def _cover(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Spans in order, their ends as negative numbers, without those inside others: starts and ends both rise."""
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for start, end in spans:
        if -end > last:
            last = -end
            starts.append(start)
            ends.append(last)
    return starts, ends


@dataclass(frozen=True, slots=True)
class _Signs:
    """Which shapes a character makes possible, one bit a shape: where it stands near, where it stands beside.

    `signs` are all that make a shape possible where they stand `near`, `always` the shapes that need nothing near;
    `apart` those of which a sign stands within some reach of the numeral; `wide` those that nothing must stand beside,
    `wide_signs` what has to stand near for one of them. `outside` is `beside`, but where a blank or more of a numeral
    stands there, every shape is possible. `of_digits` are the shapes that may hold an Arabic digit.
    """

    near: dict[str, int]
    signs: frozenset[str]
    always: int
    beside: dict[str, int]
    outside: dict[str, int]
    apart: tuple[tuple[int, frozenset[str], int], ...]
    wide: int
    wide_signs: frozenset[str]
    of_digits: int


@cache
def _shapes() -> tuple[dict[str, Any], ...]:
    """The shapes, each with the signs of which one has to stand near, and beside."""
    return tuple(table("judgement", "patterns"))


@cache
def _signs() -> _Signs:
    near: dict[str, int] = {}
    beside: dict[str, int] = {}
    apart: list[tuple[int, frozenset[str], int]] = []
    wide = always = of_digits = 0
    for position, shape in enumerate(_shapes()):
        bit = 1 << position
        _add(near, shape["needs"], bit)
        always |= 0 if shape["needs"] else bit
        of_digits |= bit if _OPEN.search(_COUNT.sub("", shape["pattern"])) else 0
        if "reach" in shape:
            apart.append((shape["reach"], frozenset(shape["beside"]), bit))
        elif "beside" in shape and shape["needs"]:
            _add(beside, shape["beside"], bit)
        else:
            wide |= bit
    wide_signs = frozenset(sign for sign, bits in near.items() if bits & wide)
    blanks = [chr(code) for code in range(0x3001) if chr(code).isspace()]
    every = (1 << len(_shapes())) - 1
    outside = beside | dict.fromkeys((*blanks, *_ARABIC, *".〇零一二三四五六七八九十两百千"), every)
    return _Signs(near, frozenset(near), always, beside, outside, tuple(apart), wide, wide_signs, of_digits)


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
