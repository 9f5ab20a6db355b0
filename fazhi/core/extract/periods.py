"""Periods: the span or day that a value holds for.

A clause's own time words win; a stock of 截至… holds on for the rest of its sentence; without any the report's year is
the period (annotation guide). Dates come from the grammar of quantities, already resolved to ISO 8601.
"""

import datetime as dt
import re
from collections.abc import Set
from functools import cache

from fazhi.core.extract.clauses import Clause
from fazhi.core.extract.dated import in_year_of, is_date, is_named, later, month_before, own_dates, span_here
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Measurement, Passage, Span
from fazhi.core.extract.quantity import Quantity
from fazhi.core.extract.spans import year_span

# More dates than this in one clause are a table.
_MOST = 8
_UNITS_OF_DATES = (None, "年")
# Behind several years: one thing, of which 分别 gives the values.
_EACH_YEAR = re.compile(r"年[^年、和与及；;。]{0,20}分别[^年、；;。]{0,6}$")
_YEARLY = 40
_FOUNDED = re.compile("[^，。；,;]{0,12}(?:成立|挂牌|揭牌|组建|施行|启用|上线|投用|投入使用|投入运行)")
_AVERAGE = ("年均", "平均每年", "年平均")
_SOON = 3
_WITHIN_YEAR, _UNTIL = frozenset({"年初", "年中", "年底", "年末", "岁末"}), ("至", "止", "到")
_LAST_MONTH = ("上月", "上个月")
# Of a clause whose words name no span.
_UNSAID: tuple[Span | None, bool] = (None, True)


def assign(passage: Passage, year: int | None, held: Span | None = None, planned: int | None = None) -> None:
    """Set `period` of every measurement of a sentence, and the span that it leaves behind.

    `year` is the report's year or None, `held` the span that holds from the sentence that it goes on from, `planned`
    the year that its section plans for.
    """
    default = _of_total(passage) or year_span(planned or year)
    dated = [q for q in passage.quantities if q.unit in _UNITS_OF_DATES and is_date(passage, q)]
    telling = "现" in passage.text or passage.phrases.any("time", passage.start, passage.end)
    if not dated and not telling:
        for measurement in passage.measurements:
            measurement.period = held or default
        passage.held = held
        return
    own = own_dates(passage, dated, year) if dated else {}
    state = held
    starts = {m.start for m in passage.measurements if not m.quantity.text.startswith("连续")}
    at_date, at_measurement = 0, 0
    for clause in passage.clauses:
        spans: list[tuple[int, Span]] = []
        lasting: list[Span] = []
        while at_date < len(dated) and dated[at_date].start < clause.end:
            date = dated[at_date]
            span = None if date.start in own else span_here(passage, clause, date, year)
            # 今年已培育12个 is of this year, whatever was planned before.
            ends = date.end - passage.start
            if span is not None and "已" not in passage.text[ends : ends + _SOON]:
                span = in_year_of(date, span, state or default, year)
            if span is not None and len(spans) < _MOST:
                spans.append((date.start, span))
                if _lasts(passage, date, clause, starts):
                    lasting.append(span)
            at_date += 1
        said = _said(passage, clause, default) if telling else _UNSAID
        before_clause, state = state, _state(said, lasting, state)
        taken, before = 0, list[Span]()
        while at_measurement < len(passage.measurements) and passage.measurements[at_measurement].start < clause.end:
            measurement = passage.measurements[at_measurement]
            # Of several dates each goes with the number behind it: 2021年18件、2022年21件.
            dates = [span for start, span in spans[taken:] if start < measurement.start]
            taken, before = taken + len(dates), dates or before
            span = _state(said, before, before_clause)
            measurement.period = span or _with_whole(measurement) or default
            at_measurement += 1
    for leader in passage.measurements:
        if leader.leads and len(leader.group) > 1:
            _yearly(passage, leader)
    for start, (measurement, span) in own.items():
        span = _as_before(passage, measurement, start, span) if measurement.base else span
        for member in measurement.group or [measurement]:
            member.period = span
    _totals(passage)
    passage.held = state


def _totals(passage: Passage) -> None:
    """Give a total without a time of its own that of the parts before it: 上半年30次,下半年40次,共70次."""
    parts: dict[int, list[Span]] = {}
    for measurement in passage.measurements:
        whole = measurement.whole
        if whole is not None and whole.start > measurement.start:
            parts.setdefault(whole.start, []).append(measurement.period)
        if (spans := parts.get(measurement.start)) and spans[-1] == measurement.period:
            measurement.period = _joined(spans)


def _as_before(passage: Passage, base: Measurement, start: int, span: Span) -> Span:
    """The span of a value that another is compared with, in the year of `span`: that of the other where it is 同期.

    上半年120件,比去年同期（114件）…: the first half of the year before; 去年 counts from the year of the other, 上月
    from its month.
    """
    at = passage.measurements.index(base)
    first, last = passage.measurements[at - 1].period if at else (None, None)
    if last is None or span[1] is None or (first is not None and first.year != last.year):
        return span
    said = passage.text[start - passage.start : base.start - passage.start]
    if said.startswith(_LAST_MONTH) and first is not None and first.month == last.month:
        return month_before(first)
    relative = said.startswith(words("meaning", "time", "earlier"))
    years = -1 if relative else span[1].year - last.year
    return (later(first, years), later(last, years)) if relative or "同期" in said else span


def _lasts(passage: Passage, date: Quantity, clause: Clause, numbers: Set[int]) -> bool:
    """Whether a date holds on behind its clause; `numbers` are where numbers start.

    One right before its number, within a clause, holds for no more than that: 抽取近3年540卷; nor does one in a bracket
    (受理120件（2022年为100件）), nor the year of a paper (2022年度报告26份).
    """
    if clause.depth or is_named(passage, date) or _is_aside(passage, date, clause):
        return False
    # The years of an average are its own: 近三年年均增长11.8%,人均结案215件.
    if passage.text.startswith(_AVERAGE, date.end - passage.start):
        return False
    return date.end not in numbers or (
        date.start == clause.start and not date.text.startswith(words("meaning", "time", "earlier"))
    )


def _is_aside(passage: Passage, date: Quantity, clause: Clause) -> bool:
    """Whether a date is of no more than its clause.

    So is that of a founding (我局于2023年3月成立), 年末 (年末在册律师300人), 去年 behind what is of this year.
    """
    if date.end == clause.end or passage.text.endswith(_UNTIL, 0, date.start - passage.start):
        return False
    earlier = date.text.startswith(words("meaning", "time", "earlier")) and "来" not in date.text
    if _FOUNDED.fullmatch(passage.text, date.end - passage.start, clause.end - passage.start):
        return True
    return date.text in _WITHIN_YEAR or (earlier and clause is not passage.clauses[0])


def _yearly(passage: Passage, leader: Measurement) -> None:
    """Give each number of a list its year: 2021年至2023年,收案分别为120件、150件和180件."""
    start, end = leader.period
    group = leader.group
    if start is None or end is None or (start, end) != (dt.date(start.year, 1, 1), dt.date(end.year, 12, 31)):
        return
    said = passage.text[max(0, leader.start - _YEARLY - passage.start) : leader.start - passage.start]
    if end.year - start.year + 1 == len(group) and _EACH_YEAR.search(said):
        for later, member in enumerate(group):
            member.period = year_span(start.year + later)


def _of_total(passage: Passage) -> Span | None:
    """The span of the total in an earlier sentence that this one lists the parts of: 11月受理300件。其中,咨询120件。"""
    first = passage.measurements[0] if passage.measurements else None
    whole = first.whole if first is not None else None
    return whole.period if whole is not None and whole.start < passage.start else None


def _with_whole(part: Measurement) -> Span | None:
    """The span of the total right before a part: 年末在册律师300人,其中女律师80人."""
    return part.whole.period if part.whole is not None and part.whole.start < part.start else None


def _said(passage: Passage, clause: Clause, default: Span) -> tuple[Span | None, bool]:
    """The span that the words of a clause name, and whether another that holds already goes before it."""
    words_here = passage.text[clause.start - passage.start : clause.end - passage.start]
    if not (passage.phrases.any("time", clause.start, clause.end) or "现" in words_here):
        return _UNSAID
    if _as_of().search(words_here):
        return (None, default[1]), False
    if _flow().search(words_here):
        return default, False
    return ((None, default[1]), True) if _stock().search(words_here) else _UNSAID


def _state(said: tuple[Span | None, bool], spans: list[Span], held: Span | None) -> Span | None:
    """The span that holds from a clause on; None for the report's year."""
    if spans:
        return _joined(spans)
    span, weak = said
    if not weak or held is None:
        return span
    # What there is by now (现已达到80%) is not of a time that has not come.
    ahead = held[1] is not None and span is not None and span[1] is not None and held[1] > span[1]
    return span if ahead else held


def _joined(spans: list[Span]) -> Span:
    """Several dates named together are one span (2020年、2021年连续两年)."""
    starts = [s for s, _ in spans if s is not None]
    ends = [e for _, e in spans if e is not None]
    if len(starts) < len(spans):
        return spans[-1]
    return min(starts), max(ends) if ends else None


@cache
def _as_of() -> re.Pattern[str]:
    return re.compile("(?!至今年)" + either(words("meaning", "time", "as_of")))


@cache
def _stock() -> re.Pattern[str]:
    strong = either(w for w in words("meaning", "time", "stock") if len(w) > 1)
    return re.compile(rf"(?!现在的)(?<![至到为])(?:{strong})|^(?:我[一-龥])?现(?![将场实代行金有]|在的)")


@cache
def _flow() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "time", "flow")))
