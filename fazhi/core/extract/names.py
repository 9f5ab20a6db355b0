"""Names in a text: titles, quotations, slogans and references, inside which no number measures anything."""

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Any, NamedTuple

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
        for reach, sign, bit in table.apart:
            if not possible & bit and _is_near(text, start, end, reach, sign):
                possible |= bit
        if first in _ARABIC:
            possible &= table.of_digits
        left = max(0, start - _REACH)
        if not table.wide_sign.search(text, left, end + _REACH):
            possible &= ~table.wide | table.always
        return possible > 0 and _holds(possible, text[left : end + _REACH], start - left, end - left)


def _holds(shapes: int, window: str, start: int, end: int) -> bool:
    """Whether one of the shapes holds `window[start:end]`."""
    for needed, shape in _chosen(shapes):
        if not needed.search(window):
            continue
        for match in shape.finditer(window):
            if match.start() > start:
                break
            if match.end() >= end:
                return True
    return False


def _is_near(text: str, start: int, end: int, reach: int, sign: re.Pattern[str]) -> bool:
    """Whether a sign stands within reach of the numeral, or inside one of several signs (五十米至百米)."""
    if end - start > 1:
        return sign.search(text, max(0, start - reach), end + reach) is not None
    return (sign.search(text, max(0, start - reach), start) or sign.search(text, end, end + reach)) is not None


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


class _Signs(NamedTuple):
    """Which shapes a character makes possible where it stands beside the numeral, one bit a shape.

    `always` are the shapes that need nothing near; `apart` those of which a sign stands within some reach of the
    numeral; `wide` those that nothing must stand beside, `wide_sign` what has to stand near for one of them. `outside`
    is `beside`, but where a blank or more of a numeral stands there, every shape is possible. `of_digits` are the
    shapes that may hold an Arabic digit.
    """

    always: int
    beside: dict[str, int]
    outside: dict[str, int]
    apart: tuple[tuple[int, re.Pattern[str], int], ...]
    wide: int
    wide_sign: re.Pattern[str]
    of_digits: int


@cache
def _shapes() -> tuple[dict[str, Any], ...]:
    """The shapes, each with the signs of which one has to stand near, and beside."""
    return tuple(table("judgement", "patterns"))


@cache
def _signs() -> _Signs:
    beside: dict[str, int] = {}
    apart: list[tuple[int, re.Pattern[str], int]] = []
    wide_signs = ""
    wide = always = of_digits = 0
    for position, shape in enumerate(_shapes()):
        bit = 1 << position
        always |= 0 if shape["needs"] else bit
        of_digits |= bit if _OPEN.search(_COUNT.sub("", shape["pattern"])) else 0
        if "reach" in shape:
            apart.append((shape["reach"], _one_of(shape["beside"]), bit))
        elif "beside" in shape and shape["needs"]:
            _add(beside, shape["beside"], bit)
        else:
            wide |= bit
            wide_signs += shape["needs"]
    blanks = [chr(code) for code in range(0x3001) if chr(code).isspace()]
    every = (1 << len(_shapes())) - 1
    outside = beside | dict.fromkeys((*blanks, *_ARABIC, *".〇零一二三四五六七八九十两百千"), every)
    return _Signs(always, beside, outside, tuple(apart), wide, _one_of(wide_signs), of_digits)


def _add(held: dict[str, int], signs: str, bit: int) -> None:
    for sign in signs:
        held[sign] = held.get(sign, 0) | bit


@cache
def _shape(position: int) -> re.Pattern[str]:
    """A shape, compiled when it is first looked for: most texts need few."""
    return re.compile(fill(_shapes()[position]["pattern"]))


@lru_cache(REMEMBERED)
def _chosen(bits: int) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The shapes of the bits, each behind the sign that it needs near."""
    shapes = enumerate(_shapes())
    return tuple((_one_of(shape["needs"]), _shape(at)) for at, shape in shapes if bits >> at & 1)


def _one_of(signs: str) -> re.Pattern[str]:
    """A pattern of one of the signs, which asks a stretch for them sooner than a set does; of nothing where none is."""
    return re.compile(f"[{re.escape(signs)}]" if signs else "")
