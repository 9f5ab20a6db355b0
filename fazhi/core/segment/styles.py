"""Styles of markers as data: how a heading or an item of a run-in enumeration may be numbered."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from fazhi.core.knowledge.reading import read_table

# What a marker may stand behind: a line's end, an end mark, a semicolon, or any word of a sentence.
Place = Literal["line", "sentence", "clause", "inside"]
PLACES: tuple[Place, ...] = get_args(Place)
CHINESE = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
ARABIC = "(?:[0０]?[1-9１-９][0-9０-９]{0,2})"
_FIRST_CHINESE, _FIRST_ARABIC = "一二三四五六七八九十", "0123456789０１２３４５６７８９"
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write markers, beginning with one of the characters `first`; `rank` is its usual depth against the
    others, `place` says where it may stand."""

    id: str
    first: frozenset[str]
    pattern: re.Pattern[str]
    rank: float
    place: str
    kin: frozenset[str]
    needs_more: bool

    def allows(self, place: Place) -> bool:
        """Whether markers of the style stand in such a place at all."""
        return (
            place == "line" or self.place == "run_in" or (self.place == "sentence" and place in ("sentence", "inside"))
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The styles, all characters that a marker may begin with, the styles by place and such a character, the words that
    stand for numbers, the marker that lost its numeral, headings without marker, words that begin a paragraph as a
    heading would."""

    styles: tuple[Style, ...]
    first: frozenset[str]
    by_first: dict[Place, dict[str, tuple[Style, ...]]]
    words: dict[str, int]
    lost: re.Pattern[str]
    lost_style: Style
    bare: re.Pattern[str]
    lead: re.Pattern[str]
    lead_style: Style


# The style of headings without a marker; it stands above all others.
UNMARKED = Style("unmarked", frozenset(), re.compile(""), -1.0, "line", frozenset(), False)


@functools.cache
def knowledge() -> Knowledge:
    """The table of styles, read and compiled once a process."""
    data = read_table("segment/markers.yml")
    styles = tuple(_style(rank, entry) for rank, entry in enumerate(data["styles"]))
    lost_style = next(s for s in styles if s.id == data["lost"]["style"])
    bare = re.compile("|".join(f"(?:{pattern})" for pattern in data["bare"]))
    lead = re.compile(data["lead"]["pattern"])
    above = next(s for s in styles if s.id == data["lead"]["above"])
    lead_style = Style("lead", frozenset(), lead, above.rank - 0.5, "line", frozenset(), False)
    return Knowledge(
        styles,
        frozenset(data["lost"]["first"]).union(*(style.first for style in styles)),
        _by_first(styles),
        data["words"],
        re.compile(data["lost"]["pattern"]),
        lost_style,
        bare,
        lead,
        lead_style,
    )


def _by_first(styles: Sequence[Style]) -> dict[Place, dict[str, tuple[Style, ...]]]:
    """The styles that may stand in a place and begin with a character: few of them are worth a try at all."""
    characters = frozenset[str]().union(*(style.first for style in styles))
    return {
        place: {c: tuple(s for s in styles if c in s.first and s.allows(place)) for c in characters} for place in PLACES
    }


def _style(rank: int, entry: dict[str, object]) -> Style:
    pattern = str(entry["pattern"]).replace("{cn}", CHINESE).replace("{num}", ARABIC)
    kin = entry.get("kin", [])
    assert isinstance(kin, list)
    first = frozenset(str(entry["first"]).replace("{cn}", _FIRST_CHINESE).replace("{num}", _FIRST_ARABIC))
    more = bool(entry.get("needs_more"))
    return Style(str(entry["id"]), first, re.compile(pattern), rank, str(entry["place"]), frozenset(kin), more)


def number_of(written: str, known: Knowledge) -> int:
    """一 to 九十九, digits of either width, signs such as ① ㈠ ⒈, and words."""
    if written in known.words:
        return known.words[written]
    if written.isdecimal():
        return int(written)
    if written[0] not in _DIGITS and written[0] != "十":
        return int(unicodedata.numeric(written[0], 0))
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)
