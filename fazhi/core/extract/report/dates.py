"""The day of publication: from the page, from the signature at the end, from a line under the title."""

import re
from datetime import date

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.layout import Layout, Line
from fazhi.core.extract.report.numerals import SMALL, YEAR, small_of, year_of

Month = tuple[int, int]

_DATE = re.compile(rf"({YEAR})\s*[年./-]\s*({SMALL})\s*(?:月|[./-])\s*(?:({SMALL})\s*[日号]?)?")
_LABEL = re.compile(r"(?:发布|发文|成文|印发|公布|公开|生成|更新|^\s*)(?:日期|时间)[:：]")
_AROUND = re.compile(r"[()（）\[\]【】〔〕\s]+|印发|发布于?|\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_NO_NAME = re.compile(r"[,，、。;；:：《》至—-]|\d")
# Last characters of an organ's name that may stand before the date on the same line.
_ORGAN_ENDS = tuple("府局厅委会室办处院署关所队心站司部组团")
# What goes on with the sentence that a line's end has cut behind its date: no day of publication (a page of a PDF).
_GOES_ON = re.compile(r"\s*(?:起|至|到|止|以来|以前|以后|[,，、;；。])")
_LONGEST_LINE = 60


def published(text: str, layout: Layout, page_date: date | None) -> tuple[date | None, Span | None]:
    """Day of publication and its evidence; the page's own date is trusted most, a date without its day not at all."""
    signed = signature(text, layout)
    if page_date is not None:
        return page_date, signed[1] if signed and signed[0] == page_date else None
    if signed and isinstance(signed[0], date):
        return signed[0], signed[1]
    return None, None


def signature(text: str, layout: Layout) -> tuple[date | Month, Span] | None:
    """The date at the end of `text` (a day, or year and month alone), else one in the lines under the title."""
    for line in reversed(layout.tail):
        if line.start >= layout.body and (found := _date_of(text, line)):
            return found
    return next((found for line in layout.head if (found := _date_of(text, line))), None)


def _date_of(text: str, line: Line) -> tuple[date | Month, Span] | None:
    """The date that makes up `line`, alone or behind the signing organ or a label (发布日期)."""
    if len(line.compact) > _LONGEST_LINE:
        return None
    raw = text[line.start : line.end]
    matches = list(_DATE.finditer(raw))
    if not matches or _AROUND.sub("", raw[matches[-1].end() :]) or _GOES_ON.match(text, line.end):
        return None
    match = matches[-1]
    before = _AROUND.sub("", raw[: match.start()])
    if before and not _LABEL.search(raw) and (_NO_NAME.search(before) or not before.endswith(_ORGAN_ENDS)):
        return None
    value = _value(match)
    written = raw[: match.end()].rstrip()
    return None if value is None else (value, (line.start + match.start(), line.start + len(written)))


def _value(match: re.Match[str]) -> date | Month | None:
    year, month = year_of(match[1]), small_of(match[2])
    try:
        if match[3] is None:
            return (year, month) if 1 <= month <= 12 else None
        return date(year, month, small_of(match[3]))
    except ValueError:
        return None
