"""The year reported on: from the title, the headings, the opening, or the date and the text's own words."""

import re
from datetime import date

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.layout import Layout
from fazhi.core.extract.report.numerals import SMALL, YEAR, year_of
from fazhi.core.extract.report.titles import Title

Found = tuple[int, Span]

_QUOTED = re.compile(r"《[^《》]{0,200}》")
_RANGE = r"\s*[-—–―－～~至到]"
_ALONE = rf"(?<![\d〔\[［])(?<![-—–―－～~至])({YEAR})(?![\d.])(?!\s*年?{_RANGE})"
_ABOUT = r"[^\n。,，]{0,20}(?:法治|依法行政|信息公开|政务公开)"
# In running text the year reported on begins its clause (2022年以来,…) or stands with its subject (我局2022年法治…).
_YEAR = re.compile(
    rf"(?:(?<![^\s,，。;；:：、“])|(?={YEAR}\s*年{_ABOUT}))(?<![(（]){_ALONE}\s*年(?!\s*{SMALL}\s*月|[底末前])"
)
# What a text without a title says that it reports: 现将市水务局2025年度行政执法工作情况报告如下.
_REPORTED = re.compile(rf"现将[^\n。,，]{{0,30}}?{_ALONE}\s*年度?(?!\s*{SMALL}\s*月)[^\n。,，]{{0,40}}如下")
# 2023年, and months of one year: (2023年1月—12月), (2023年1-6月); not 2021年以来, which says when a time begins.
_MONTHS = rf"\s*{SMALL}\s*月?(?:1日)?\s*[-—–―－～~至到]\s*(?:同年|\1年)?{SMALL}月"
_TITLE_YEAR = re.compile(rf"{_ALONE}(?:(?=\s*年{_MONTHS})|(?!\s*年\s*(?:{SMALL}\s*月|以来|来)))")
_UNDER_TITLE = re.compile(rf"[(（]?({YEAR})年(?:度|{_MONTHS}(?:3[01]日)?)?[)）]?")
# A time that began in an earlier year: 2021年以来,… in a report about 2023.
_SINCE = re.compile(r"\s*年(?:\s*以\s*来|来)")
_REVIEW_WORDS = r"(?:情况|成效|举措|做法|总结)"
_ABOUT_WORK = r"度?(?:政府|工作|法治|依法|推进|主要|全面|的主要)"
_REVIEW = re.compile(rf"({YEAR})\s*年(?:[^\n。,，]{{0,25}}回顾|{_ABOUT_WORK}[^\n。,，]{{0,25}}{_REVIEW_WORDS})")
_PLAN = re.compile(
    rf"({YEAR})\s*年度?[^\n。,，]{{0,20}}(?:打算|安排|计划|思路|重点|任务|举措|规划)[^\n。,，]{{0,6}}(?=\n|$)"
)
_MARKER = 12  # characters of a heading's marker and words before its year
_TO_CONGRESS = re.compile(r"向(?:大会|各位代表)(?:作)?报告")
_THIS_YEAR = re.compile(r"今年|本年度|一年来")
_OPENING = 600  # characters of the body in which the first year is likely the report's
_LOOK_AHEAD = 40
_FIRST_QUARTER = 3


def find_year(
    text: str, layout: Layout, title: Title | None, page_words: str | None, day: date | None, day_span: Span | None
) -> tuple[int | None, Span | None]:
    """Year and evidence; `page_words` is the title in the page's metadata.

    Ranges (2021—2025年), years inside 《》 and of documents and days are never it. The title of a government's work
    report names the year of its session: its body tells the year reported on.
    """
    work_report = _is_work_report(text, layout, title)
    if title and not work_report and (found := _in_title(text, layout, title, page_words)):
        return found
    body = _QUOTED.sub(_blank, text[layout.body :])
    inside = _in_headings(body, min(_OPENING, len(body)), work_report, day)
    if inside is not None:
        return inside[0], (inside[1][0] + layout.body, inside[1][1] + layout.body)
    return (None, None) if day is None else _by_date(body, layout, day, day_span)


def _is_work_report(text: str, layout: Layout, title: Title | None) -> bool:
    """Whether this is a government's report to its people's congress, by its title or its first words."""
    if title is not None:
        return "政府工作报告" in title.words and "法治" not in title.words
    return _TO_CONGRESS.search(text, layout.body, layout.body + _OPENING) is not None


def _in_title(text: str, layout: Layout, title: Title, page_words: str | None) -> tuple[int, Span | None] | None:
    """The year in the title, in a line of its own under it, or in the title that the page's metadata gives."""
    if title.span and (match := _TITLE_YEAR.search(text, *title.span)):
        return year_of(match[1]), match.span(1)
    for line in layout.head:
        if title.span and line.start >= title.span[1] and _UNDER_TITLE.fullmatch(line.compact):
            match = _TITLE_YEAR.search(text, line.start, line.end)
            return (year_of(match[1]), match.span(1)) if match else None
    match = _TITLE_YEAR.search(title.words if title.span is None else page_words or "")
    return (year_of(match[1]), None) if match else None


def _in_headings(body: str, opening_end: int, work_report: bool, day: date | None) -> Found | None:
    """The year that a heading looks back on, else the opening's first, else the one before the year planned for."""
    review, plan = _heading(body, _REVIEW), _heading(body, _PLAN)
    opening = _in_opening(body, opening_end, day)
    before_plan = (plan[0] - 1, plan[1]) if plan else None
    if opening and plan and opening[1][0] >= plan[1][0]:
        opening = None
    # A work report's first sentences speak of plans and sessions too.
    if opening and before_plan and work_report and opening[0] != before_plan[0]:
        opening = None
    return next((f for f in (review, opening, before_plan) if f and _possible(f[0], day)), None)


def _in_opening(body: str, end: int, day: date | None) -> Found | None:
    """The first year of the opening; where it only says since when (2021年以来), a later one or one near the date."""
    # Searched past its end: a month must be seen behind a year that stands there.
    first = _REPORTED.search(body, 0, end) or _YEAR.search(body, 0, end + _LOOK_AHEAD)
    if first is None or first.start() >= end:
        return None
    since = year_of(first[1])
    if _SINCE.match(body, first.end(1)):
        years = (m for m in _YEAR.finditer(body, first.end(), end + _LOOK_AHEAD) if not _SINCE.match(body, m.end(1)))
        later = next((m for m in years if year_of(m[1]) > since and _possible(year_of(m[1]), day)), None)
        if later is not None:
            return year_of(later[1]), later.span(1)
        if day is not None and since < day.year - 1:
            return None
    return since, first.span(1)


def _heading(body: str, pattern: re.Pattern[str]) -> Found | None:
    """A year near the beginning of its line."""
    for match in pattern.finditer(body):
        if "\n" in body[max(0, match.start() - _MARKER) : match.start()] or match.start() < _MARKER:
            return year_of(match[1]), match.span(1)
    return None


def _possible(year: int, day: date | None) -> bool:
    """A report is about the year of its publication or the one before, seldom an older one, never a later one."""
    if day is None:
        return True
    # Out in the first months of a year, it is not yet about that year.
    return day.year - 3 <= year <= day.year - (day.month <= _FIRST_QUARTER)


def _by_date(body: str, layout: Layout, day: date, span: Span | None) -> tuple[int | None, Span | None]:
    """A report that says 今年 is about the year of its date; early in a year it is about the last, if it names that."""
    if day.month > _FIRST_QUARTER:
        return (day.year, span) if _THIS_YEAR.search(body) else (None, None)
    named = re.search(rf"(?<!\d){day.year - 1}(?=\s*年)", body)
    if named is None:
        return None, None
    return day.year - 1, (layout.body + named.start(), layout.body + named.end())


def _blank(match: re.Match[str]) -> str:
    return "　" * len(match[0])
