"""Markers: what at the head of a sentence numbers a heading or an item of a run-in enumeration.

The styles are data (`knowledge/segment/markers.yml`). A marker found here is a candidate: whether it opens a section
is decided by the outline, which knows the series it stands in.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from fazhi.core.segment.sentences import Span

Place = Literal["line", "sentence", "clause", "colon"]

_CHINESE = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ARABIC = "(?:[0-9０-９]{1,3})"
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
# A list of numerals (`一、二、三类`, `一、二级响应`, `1、2号楼`) starts like a heading and is none.
_LISTED = re.compile(rf"\s?({_CHINESE}|{_ARABIC})\s?([、级类期批层档号楼轮线种])")
_MAX_BARE = 24
_COLON = re.compile(r"[：:]\s?(?=[一其首第])")


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write markers; `rank` is its usual depth against the others, `line` and `run_in` where it may stand."""

    id: str
    pattern: re.Pattern[str]
    rank: int
    place: str
    kin: frozenset[str]
    needs_more: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """A candidate: `text[start:written_end]` writes number `value` in `style`; `place` says what it stands behind.

    `end` is where the heading starts: behind the second copy of a marker that was doubled.
    """

    start: int
    written_end: int
    end: int
    style: Style
    value: int
    place: Place


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The styles, the words that stand for numbers, the marker that lost its numeral, headings without marker."""

    styles: tuple[Style, ...]
    words: dict[str, int]
    lost: re.Pattern[str]
    lost_style: Style
    bare: re.Pattern[str]
    any: re.Pattern[str]


# The style of headings without a marker; it stands above all others.
UNMARKED = Style("unmarked", re.compile(""), -1, "line", frozenset(), False)


@functools.cache
def knowledge() -> Knowledge:
    """The table of styles, read and compiled once a process."""
    import yaml

    data = yaml.safe_load(files("fazhi.core.knowledge.segment").joinpath("markers.yml").read_text("utf-8"))
    styles = tuple(_style(rank, entry) for rank, entry in enumerate(data["styles"]))
    lost_style = next(s for s in styles if s.id == data["lost"]["style"])
    any_marker = re.compile("|".join(f"(?:{s.pattern.pattern})" for s in styles))
    bare = re.compile("|".join(f"(?:{pattern})" for pattern in data["bare"]))
    return Knowledge(styles, data["words"], re.compile(data["lost"]["pattern"]), lost_style, bare, any_marker)


def _style(rank: int, entry: dict[str, object]) -> Style:
    pattern = str(entry["pattern"]).replace("{cn}", _CHINESE).replace("{num}", _ARABIC)
    kin = entry.get("kin", [])
    assert isinstance(kin, list)
    return Style(
        str(entry["id"]), re.compile(pattern), rank, str(entry["place"]), frozenset(kin), bool(entry.get("needs_more"))
    )


def markers(text: str, sentences: Sequence[Span]) -> list[Marker]:
    """Candidates in order: one at the head of each sentence that has a marker, and run-in series behind a colon."""
    known = knowledge()
    found: list[Marker] = []
    for span in sentences:
        marker = marker_at(text, span.start, _place(span), known)
        if marker is not None and text[marker.end : span.end].strip():
            found.append(marker)
        elif marker is None and span.opens == "line" and _is_bare(text, span, known):
            found.append(Marker(span.start, span.start, span.start, UNMARKED, 1, "line"))
        behind = _COLON.search(text, span.start, span.end)
        if behind is not None:
            marker = marker_at(text, behind.end(), "colon", known)
            if marker is not None and marker.value == 1 and not _enclosed(text, span.start, marker.start):
                found.append(marker)
    return found


def _is_bare(text: str, span: Span, known: Knowledge) -> bool:
    """Whether the line is a heading without marker: those words and nothing else."""
    if span.end - span.start > _MAX_BARE or known.bare.fullmatch(text, span.start, span.end) is None:
        return False
    rest = text[span.end : span.end + 2].lstrip(" \t\u3000")
    return not rest or rest[0] in "\r\n：:"


def _place(span: Span) -> Place:
    if span.opens == "line":
        return "line"
    return "clause" if span.opens in ("；", ";") else "sentence"


def marker_at(text: str, at: int, place: Place, known: Knowledge) -> Marker | None:
    """The marker that stands at `at` and may stand in such a place."""
    if known.any.match(text, at) is None:
        return _lost_at(text, at, place, known)
    for style in known.styles:
        if (place in ("clause", "colon") and style.place != "run_in") or (
            place == "sentence" and style.place == "line"
        ):
            continue
        match = style.pattern.match(text, at)
        if match is not None:
            doubled = text.startswith(match.group(), match.end())
            end = match.end() + (len(match.group()) if doubled else 0)
            value = _number(next(group for group in match.groups() if group), known)
            return None if _is_list(text, end, value, known) else Marker(at, match.end(), end, style, value, place)
    return None


def _is_list(text: str, at: int, value: int, known: Knowledge) -> bool:
    """Whether another numeral follows at `at`: any before a comma, the next one before a word that counts classes."""
    listed = _LISTED.match(text, at)
    return listed is not None and (listed[2] == "、" or _number(listed[1], known) == value + 1)


def _allows(style: Style, place: Place) -> bool:
    """Whether markers of the style stand in such a place at all."""
    return place == "line" or style.place == "run_in" or (place == "sentence" and style.place == "sentence")


def _lost_at(text: str, at: int, place: Place, known: Knowledge) -> Marker | None:
    """A run-in marker whose numeral was lost: number 0."""
    if place in ("line", "sentence") and text.startswith("是", at):
        match = known.lost.match(text, at)
        if match is not None:
            return Marker(at, match.end(), match.end(), known.lost_style, 0, place)
    return None


def _number(written: str, known: Knowledge) -> int:
    """一 to 九十九, digits of either width, signs such as ① ㈠ ⒈, and words."""
    if written in known.words:
        return known.words[written]
    if written.isdecimal():
        return int(written)
    if written[0] not in _DIGITS and written[0] != "十":
        return int(unicodedata.numeric(written[0], 0))
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)


def _enclosed(text: str, start: int, at: int) -> bool:
    """Whether a quote or bracket that opened in the sentence is still open at `at`."""
    before = text[start:at]
    return any(before.count(a) > before.count(b) for a, b in ("“”", "（）", "()", "《》", "「」"))
