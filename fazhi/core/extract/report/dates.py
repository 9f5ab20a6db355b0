"""The day of publication: from the page, from a label in the head, from the signature, from a line under the title."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.layout import Layout, Line
from fazhi.core.extract.report.numerals import SMALL, YEAR, small_of, year_of

Month = tuple[int, int]

_DATE = re.compile(rf"({YEAR})\s*[年./-]\s*({SMALL})\s*(?:月|[./-])\s*(?:({SMALL})\s*[日号]?)?")
# Labels as in a page's head: 发布日期:, [ 发布日期 ], 发布时间 and a blank. Those of `_OUT`, a match's first group, say
# when a text came out, those of `_WRITTEN` when it was written or put in.
_OUT, _WRITTEN = "发布|公布|公开|发表|发稿|刊发", "发文|成文|印发|生成|更新|信息|上传|录入|撰写|添加|创建|信息提供"
_LABELLED = re.compile(
    rf"(?:(?:({_OUT})|{_WRITTEN}|^|(?<=[\s|｜\[【]))\s{{0,4}}(?:日\s*期|时\s*间)|^(?:{_OUT})于)"
    rf"\s*[\]】]?\s*[:：]?\s*[|｜\[【(（]?\s*(?={_DATE.pattern})"
)
# A site's clock among other metadata: http://… 2025-03-28 09:12 来源:…
_STAMP = re.compile(rf"(?:^|(?<=[\s|｜\[【(（]))(?={_DATE.pattern}[\sT]{{0,2}}\d{{1,2}}:\d\d)")
# A label that says another thing than when a text came out: 有效期至, 失效日期, 会议时间.
_OTHER_LABEL = re.compile(r"[一-鿿](?:日\s*期|时\s*间|期\s*至|期\s*限)\s*[\]】]?\s*[:：]?\s*[\[【(（]?\s*$")
_AROUND = re.compile(r"[()（）\[\]【】〔〕\s]+|印发|发布于?|\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_NO_NAME = re.compile(r"[,，、。;；:：《》至—-]|\d")
# Last characters of an organ's name that may stand before the date on the same line.
_ORGAN_ENDS = tuple("府局厅委会室办处院署关所队心站司部组团")
# What goes on with the sentence that a line's end has cut behind its date: no day of publication (a page of a PDF).
_GOES_ON = re.compile(r"\s*(?:起|至|到|止|以来|以前|以后|[,，、;；。])")
_LONGEST_LINE = 60
_LONGEST_METADATA = 200


class _Dated(NamedTuple):
    """A date with its place; `out`: its label says that the text came out then."""

    value: date | Month
    span: Span
    out: bool = False


def published(text: str, layout: Layout, page_date: date | None) -> tuple[date | None, Span | None]:
    """Day of publication and its evidence: what the head calls so, else the page's own date, else the signature's.

    A date without its day is not trusted at all.
    """
    signed = signature(text, layout)
    if page_date is not None and not (signed and isinstance(signed[0], date) and _is_out(text, layout, signed[1])):
        return page_date, signed[1] if signed and signed[0] == page_date else None
    if signed and isinstance(signed[0], date):
        return signed[0], signed[1]
    return None, None


def signature(text: str, layout: Layout) -> tuple[date | Month, Span] | None:
    """When the text came out as its head says (发布日期), else the date at its end (a day, or year and month alone),
    else one in the lines under the title."""
    head = [found for line in layout.head if (found := _date_of(text, line))]
    out = next((found for found in head if found.out), None)
    found = out or _first(text, (line for line in reversed(layout.tail) if line.start >= layout.body)) or _at(head)
    return (found.value, found.span) if found else None


def _is_out(text: str, layout: Layout, span: Span) -> bool:
    """Whether the date at `span` stands in the head behind a label that says that the text came out then."""
    line = next((line for line in layout.head if line.start <= span[0] < line.end), None)
    found = _date_of(text, line) if line else None
    return found is not None and found.out


def _first(text: str, lines: Iterable[Line]) -> _Dated | None:
    return next((found for line in lines if (found := _date_of(text, line))), None)


def _at(found: list[_Dated]) -> _Dated | None:
    return found[0] if found else None


def _date_of(text: str, line: Line) -> _Dated | None:
    """The date of `line` behind its label (发布日期), else the one that makes up the line, alone or behind an organ."""
    if len(line.compact) > _LONGEST_METADATA:
        return None
    raw = text[line.start : line.end]
    labels = list(_LABELLED.finditer(raw)) if "期" in raw or "间" in raw or "于" in raw[:4] else []
    if labels:
        label = next((label for label in labels if label[1]), labels[0])
        return _dated(raw, _DATE.match(raw, label.end()), line, out=label[1] is not None)
    if ":" in raw and (stamp := _STAMP.search(raw)):
        return _dated(raw, _DATE.match(raw, stamp.start()), line)
    matches = list(_DATE.finditer(raw)) if len(line.compact) <= _LONGEST_LINE else []
    if not matches or _AROUND.sub("", raw[matches[-1].end() :]) or _GOES_ON.match(text, line.end):
        return None
    before = raw[: matches[-1].start()]
    name = _AROUND.sub("", before)
    if _OTHER_LABEL.search(before) or (name and (_NO_NAME.search(name) or not name.endswith(_ORGAN_ENDS))):
        return None
    return _dated(raw, matches[-1], line)


def _dated(raw: str, match: re.Match[str] | None, line: Line, *, out: bool = False) -> _Dated | None:
    value = _value(match) if match else None
    if match is None or value is None:
        return None
    written = raw[: match.end()].rstrip()
    return _Dated(value, (line.start + match.start(), line.start + len(written)), out)


def _value(match: re.Match[str]) -> date | Month | None:
    year, month = year_of(match[1]), small_of(match[2])
    try:
        if match[3] is None:
            return (year, month) if 1 <= month <= 12 else None
        return date(year, month, small_of(match[3]))
    except ValueError:
        return None
