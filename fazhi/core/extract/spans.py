"""Spans: the first and the last day of what ISO 8601 says."""

import calendar
import datetime as dt
import re
from functools import lru_cache

from fazhi.core.extract.measurement import Span

# Years, of which a batch of reports speaks of few.
_REMEMBERED = 64
_PART = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")


@lru_cache(_REMEMBERED)
def year_span(year: int | None) -> Span:
    """First and last day of a year, (None, None) for none."""
    return (dt.date(year, 1, 1), dt.date(year, 12, 31)) if year and 1 <= year <= 9999 else (None, None)


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
    begins, finishes = starts[0] if starts else None, ends[1] if ends else None
    if begins and finishes and (begins.month, begins.day) == (12, 31) == (finishes.month, finishes.day):
        # 近五年 counted back from the last day of a year: whole calendar years.
        begins += dt.timedelta(days=1)
    return begins, finishes


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
