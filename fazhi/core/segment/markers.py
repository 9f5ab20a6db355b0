"""Markers: what at the head of a sentence numbers a heading or an item of a run-in enumeration.

A marker found here is a candidate: whether it opens a section is decided by the outline, which knows the series it
stands in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.core.segment.sentences import Span
from fazhi.core.segment.styles import ARABIC, CHINESE, UNMARKED, Knowledge, Place, Style, knowledge, number_of

# A list of numerals (`一、二、三类`, `一、二审案件`, `1、2号楼`) starts like a heading and is none.
_LISTED = re.compile(rf"\s?({CHINESE}|{ARABIC})\s?([、级类期批层档号楼轮线种审把产等环院])")
_MAX_BARE = 24
_COLON = re.compile(r"[：:]\s?(?=[一其首第])")
# Number one right behind the words of a heading, whose line end was lost; not 统一是, 之一是, 第一是.
_JOINED = re.compile(r"[(（]\s?一\s?[)）]|(?<![统唯之第每逐单划万专同])一是")
_MAX_JOINED = 40
# What a sentence stands behind, by what opens it.
_PLACES: dict[str, Place] = {"line": "line", "；": "clause", ";": "clause"}


@dataclass(frozen=True, slots=True)
class Marker:
    """A candidate: `text[start:written_end]` writes number `value` in `style`; `place` says what it stands behind.

    `end` is where the heading starts: behind the second copy of a marker that was doubled; `heading_end` where it
    ends, if not with its sentence.
    """

    start: int
    written_end: int
    end: int
    style: Style
    value: int
    place: Place
    heading_end: int | None = None


def markers(text: str, sentences: Sequence[Span]) -> list[Marker]:
    """Candidates in order: one at the head of each sentence that has a marker, and series that begin inside one."""
    known = knowledge()
    found: list[Marker] = []
    colons = _COLON.finditer(text)
    colon = next(colons, None)
    for span in sentences:
        start, end = span.start, span.end
        while colon is not None and colon.start() < start:
            colon = next(colons, None)
        place = _PLACES.get(span.opens, "sentence")
        head = marker_at(text, start, place, known) if text[start] in known.first else None
        if head is None and place == "line":
            head = _unnumbered(text, span, known)
        if head is not None and (head.end == start or text[head.end : end].strip()):
            found.append(head)
        # The character behind the colon, too, stands in the sentence.
        behind = colon.end() if colon is not None and colon.end() < end else -1
        if behind >= 0 or (head is not None and head.place == "line"):
            within = _inside(text, span, head, behind, known)
            if within is not None:
                found.append(within)
    return found


def _unnumbered(text: str, span: Span, known: Knowledge) -> Marker | None:
    """A line that is a heading without a number, or a paragraph whose first words are as good as one."""
    if _is_bare(text, span, known):
        return Marker(span.start, span.start, span.start, UNMARKED, 1, "line")
    lead = known.lead.match(text, span.start, span.end)
    if lead is not None:
        return Marker(span.start, span.start, span.start, known.lead_style, 1, "line", lead.end())
    return None


def _inside(text: str, span: Span, head: Marker | None, at: int, known: Knowledge) -> Marker | None:
    """Number one of a series that begins inside the sentence: at `at` behind a colon (-1: there is none such), or
    behind a heading that lost its end."""
    if head is not None and head.place == "line":
        joined = _JOINED.search(text, head.end + 2, min(span.end, head.end + _MAX_JOINED))
        at = joined.start() if joined is not None else at
    marker = marker_at(text, at, "inside", known) if at >= 0 else None
    return marker if marker and marker.value == 1 and not _enclosed(text, span.start, marker.start) else None


def _is_bare(text: str, span: Span, known: Knowledge) -> bool:
    """Whether the line is a heading without marker: those words and nothing else."""
    if span.end - span.start > _MAX_BARE or known.bare.fullmatch(text, span.start, span.end) is None:
        return False
    rest = text[span.end : span.end + 2].lstrip(" \t\u3000")
    return not rest or rest[0] in "\r\n：:"


def marker_at(text: str, at: int, place: Place, known: Knowledge) -> Marker | None:
    """The marker that stands at `at` and may stand in such a place."""
    for style in known.by_first[place].get(text[at], ()):
        match = style.pattern.match(text, at)
        if match is not None:
            doubled = text.startswith(match.group(), match.end())
            end = match.end() + (len(match.group()) if doubled else 0)
            value = number_of(next(group for group in match.groups() if group), known)
            return None if _is_list(text, end, value, known) else Marker(at, match.end(), end, style, value, place)
    return _lost_at(text, at, place, known)


def _is_list(text: str, at: int, value: int, known: Knowledge) -> bool:
    """Whether another numeral follows at `at`: any before a comma, the next one before a word that counts classes."""
    listed = _LISTED.match(text, at)
    return listed is not None and (listed[2] == "、" or number_of(listed[1], known) == value + 1)


def _lost_at(text: str, at: int, place: Place, known: Knowledge) -> Marker | None:
    """A run-in marker whose numeral was lost: number 0."""
    match = known.lost.match(text, at) if place in ("line", "sentence") else None
    return Marker(at, match.end(), match.end(), known.lost_style, 0, place) if match is not None else None


def _enclosed(text: str, start: int, at: int) -> bool:
    """Whether a quote or bracket that opened in the sentence is still open at `at`."""
    before = text[start:at]
    return any(before.count(a) > before.count(b) for a, b in ("“”", "（）", "()", "《》", "「」"))
