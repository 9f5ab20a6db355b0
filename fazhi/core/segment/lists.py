"""Lists that are numbered as headings are and are none: the table of contents, the attachments named at the end."""

import re
from collections.abc import Sequence

from fazhi.core.segment.markers import Marker
from fazhi.core.segment.sentences import Span

_CONTENTS = re.compile(r"目\s*(?:录|次)")
# What leads from a heading to its page: dots, or blanks, and the number.
_LEADER = re.compile(r"[\s.．。·…⋯—_-]*(?:\d{1,3}|[(（]\d{1,3}[)）])?$")
_ATTACHED = re.compile(r"附\s*件\s*[:：]?\s*(?=$|\d)|附\s*[:：]\s*(?=$|\d)", re.MULTILINE)
_FURTHEST = 8000  # a table of contents ends within so many characters
_LONGEST = 60
_SHORTEST = 4


def headings(text: str, sentences: Sequence[Span], candidates: list[Marker]) -> list[Marker]:
    """The candidates without those that stand in a table of contents or in the list of what is attached."""
    end = _contents_end(text, sentences) if "目" in text[:_FURTHEST] else 0
    if end:
        candidates = [marker for marker in candidates if marker.start >= end]
    attached = _attached(text, sentences, candidates) if "附" in text else frozenset()
    return [marker for marker in candidates if marker.start not in attached] if attached else candidates


def _contents_end(text: str, sentences: Sequence[Span]) -> int:
    """Where the first heading of the table of contents stands again, 0 without a table.

    Without the line 目录 or the repetition nothing is believed to be one.
    """
    lines = [span for span in sentences if span.opens == "line" and span.start < _FURTHEST]
    at = next((n for n, span in enumerate(lines) if _CONTENTS.fullmatch(text, span.start, span.end)), None)
    if at is None or at + 2 >= len(lines):
        return 0
    first = _words(text, lines[at + 1])
    if len(first) < _SHORTEST:
        return 0
    return next((span.start for span in lines[at + 2 :] if _words(text, span).startswith(first)), 0)


def _words(text: str, span: Span) -> str:
    """The heading that a line of the contents names, without blanks, leader and page."""
    line = text[span.start : span.start + 2 * _LONGEST].partition("\n")[0]
    return "".join(_LEADER.sub("", line).split())


def _attached(text: str, sentences: Sequence[Span], candidates: list[Marker]) -> frozenset[int]:
    """Where the items stand that follow 附件: behind the last section, each on its line.

    Before the first section such a list is part of a page's head, and left as it is.
    """
    numbered = {marker.start for marker in candidates if marker.place == "line"}
    found: list[int] = []
    listing = seen = False
    for span in sentences:
        if span.opens != "line":
            continue
        if _ATTACHED.match(text, span.start, span.end):
            listing = seen
        elif span.start not in numbered:
            listing = False
        elif listing and span.end - span.start <= _LONGEST and text[span.start].isdecimal():
            found.append(span.start)
        else:
            seen, listing = True, False
    return frozenset(found)
