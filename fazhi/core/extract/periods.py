"""Periods: the span or day that a value holds for.

A clause's own time words win; a stock of 截至… holds on for the rest of its sentence; without any the report's year is
the period (annotation guide). Dates come from the grammar of quantities, already resolved to ISO 8601.
"""

import calendar
import datetime as dt
import re
from functools import cache

from fazhi.core.extract.clauses import Clause
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Passage
from fazhi.core.extract.quantity import Quantity

Span = tuple[dt.date | None, dt.date | None]
# More dates than this in one clause are a table.
_MOST = 8
_PART = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")


def year_span(year: int | None) -> Span:
    """First and last day of a year, (None, None) for none."""
    return (dt.date(year, 1, 1), dt.date(year, 12, 31)) if year and 1 <= year <= 9999 else (None, None)


def assign(passage: Passage, year: int | None) -> None:
    """Set `period` of every measurement of a sentence; `year` is the report's year or None."""
    default = year_span(year)
    dated = [q for q in passage.quantities if q.kind in ("date", "period") and isinstance(q.value, str)]
    state: Span | None = None
    at_date, at_measurement = 0, 0
    for clause in passage.clauses:
        spans: list[tuple[int, Span]] = []
        while at_date < len(dated) and dated[at_date].start < clause.end:
            span = _span_here(passage, clause, dated[at_date], year)
            if span is not None and len(spans) < _MOST:
                spans.append((dated[at_date].start, span))
            at_date += 1
        said = _said(passage.text[clause.start - passage.start : clause.end - passage.start], default)
        held, state = state, _state(said, [span for _, span in spans], state)
        while at_measurement < len(passage.measurements) and passage.measurements[at_measurement].start < clause.end:
            measurement = passage.measurements[at_measurement]
            before = [span for start, span in spans if start < measurement.start]
            measurement.period = _state(said, before, held) or default
            at_measurement += 1


def _said(words_here: str, default: Span) -> tuple[Span | None, bool]:
    """The span that the words of a clause name, and whether another that holds already goes before it."""
    if _as_of().search(words_here):
        return (None, default[1]), False
    if _flow().search(words_here):
        return default, False
    return ((None, default[1]), True) if _stock().search(words_here) else (None, True)


def _state(said: tuple[Span | None, bool], spans: list[Span], held: Span | None) -> Span | None:
    """The span that holds from a clause on; None for the report's year."""
    if spans:
        return _joined(spans)
    span, weak = said
    return held if weak and held is not None else span


def _joined(spans: list[Span]) -> Span:
    """Several dates named together are one span (2020年、2021年连续两年)."""
    starts = [s for s, _ in spans if s is not None]
    ends = [e for _, e in spans if e is not None]
    if len(starts) < len(spans):
        return spans[-1]
    return min(starts), max(ends) if ends else None


def _span_here(passage: Passage, clause: Clause, quantity: Quantity, year: int | None) -> Span | None:
    """The span that a date gives its clause, None where it is the date of something else."""
    start, end = quantity.start - passage.start, quantity.end - passage.start
    before, after = passage.text[max(0, start - 4) : start], passage.text[end : end + 6]
    if _of_something_else(before, after, quantity, quantity.start - clause.start):
        return None
    span = span_of(str(quantity.value))
    if span is None:
        return None
    opening = passage.text[clause.start - passage.start : start][-12:]
    if _until().search(opening) or quantity.text.startswith(("截至", "截止")):
        return None, span[1]
    if after.startswith(("以来", "来", "起")) or quantity.text.endswith(("以来", "起")) or span[1] is None:
        return span[0], year_span(year)[1]
    return span


def _of_something_else(before: str, after: str, quantity: Quantity, depth: int) -> bool:
    """Whether a date belongs to a document, a name or a comparison; `depth` is how far into its clause it stands."""
    since = before.endswith(("从", "自", "由")) and depth <= 2
    if depth > 0 and not since and before.rstrip().endswith(words("meaning", "time", "not_before")):
        return True
    if after.startswith(words("meaning", "time", "not_after")) or before.endswith(tuple("〔[（(《“")):
        return True
    return quantity.text.startswith(words("meaning", "time", "earlier")) and after[:1] not in ("，", ",")


def span_of(value: str) -> Span | None:
    """First and last day of an ISO 8601 date, month, quarter, year or interval (`..` open); None for durations."""
    if value.startswith(("P", "-", "X")):
        return None
    first, divided, last = value.partition("/")
    if not divided:
        return _days(first)
    if last.startswith("P"):
        return None
    starts, ends = _days(first), _days(last)
    if starts is None and ends is None:
        return None
    return (starts[0] if starts else None, ends[1] if ends else None)


def _days(part: str) -> Span | None:
    match = _PART.match(part)
    if match is None:
        return None
    year, quarter, half, month, day = (int(g) if g else 0 for g in match.groups())
    try:
        if quarter:
            return _months(year, 3 * quarter - 2, 3 * quarter)
        if half:
            return _months(year, 6 * half - 5, 6 * half)
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        return _months(year, month, month) if month else year_span(year)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> Span:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


@cache
def _as_of() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "time", "as_of")))


@cache
def _stock() -> re.Pattern[str]:
    strong = either(w for w in words("meaning", "time", "stock") if len(w) > 1)
    return re.compile(rf"{strong}|^(?:我[一-龥])?现(?![将场实代行金有])")


@cache
def _flow() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "time", "flow")))


@cache
def _until() -> re.Pattern[str]:
    return re.compile(r"(?:截至|截止|截止到|截至到|到)\s*$")
