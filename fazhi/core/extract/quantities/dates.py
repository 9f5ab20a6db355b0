"""Days, and the stretches of days that a date or a period means; their ISO 8601 form.

A year that neither the text nor a reference date gives is written XXXX, as in XXXX-05-31; an open end is `..`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

UNKNOWN = "XXXX"
_LENGTHS = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")


# Not frozen, though nothing changes one: a frozen record takes four times as long to make.
@total_ordering
@dataclass(slots=True)
class Day:
    """A day of the calendar; `year` None and `month` 0 where the text gives none."""

    year: int | None
    month: int
    day: int

    def __str__(self) -> str:
        return f"{_year(self.year)}-{self.month or 'XX':0>2}-{self.day:02d}"

    def __lt__(self, other: "Day") -> bool:
        return (self.year or 0, self.month, self.day) < (other.year or 0, other.month, other.day)


@dataclass(slots=True)
class Span:
    """From `first` to `last` day, both included; None is an open end."""

    first: Day | None
    last: Day | None

    def iso(self) -> str:
        """The shortest ISO form: 2020, 2020-11, 2020-11-30, else an interval."""
        first, last = self.first, self.last
        if first and last and first.year == last.year:
            if first == last:
                return str(first)
            if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
                return _year(first.year)
            if first.month == last.month and (first.day, last.day) == (1, month_days(first.year, first.month)):
                return f"{_year(first.year)}-{first.month:02d}"
        return f"{first or '..'}/{last or '..'}"


def _year(year: int | None) -> str:
    return UNKNOWN if year is None else f"{year:04d}"


def month_days(year: int | None, month: int) -> int:
    """Days in a month; 29 for the February of an unknown year."""
    return _LENGTHS[month] - (month == 2 and year is not None and not calendar.isleap(year))


def of_year(year: int | None) -> Span:
    """All of a year."""
    return months(year, 1, 12)


def months(year: int | None, first: int, last: int, last_year: int | None = None) -> Span:
    """From the first day of a month to the last day of a month, of the same year unless `last_year` is given."""
    end = last_year if last_year is not None else year
    return Span(Day(year, first, 1), Day(end, last, month_days(end, last)))


def valid(year: int | None, month: int, day: int = 1) -> bool:
    """Whether the calendar has such a day."""
    return 1 <= month <= 12 and 1 <= day <= month_days(year, month)


def day_of(moment: date) -> Day:
    """A `Day` of a date."""
    return Day(moment.year, moment.month, moment.day)


def shifted(moment: date, months_: int = 0, days: int = 0) -> date:
    """The date some months and days away, within the calendar; the 31st becomes the last day of a shorter month."""
    index = min(max(moment.year * 12 + moment.month - 1 + months_, 12), 9999 * 12 + 11)
    year, month = index // 12, index % 12 + 1
    base = date(year, month, min(moment.day, calendar.monthrange(year, month)[1]))
    ordinal = min(max(base.toordinal() + days, 1), date.max.toordinal())
    return base + timedelta(ordinal - base.toordinal())


def interval(value: str) -> tuple[date | None, date | None]:
    """First and last day of a date or period: `2020` is (2020-01-01, 2020-12-31), `2018-01-01/..` (2018-01-01, None).

    An end that is open, unknown (XXXX) or no ISO point (a duration such as P2Y) is None.
    """
    first, slash, last = value.partition("/")
    return _bound(first, False), _bound(last if slash else first, True)


def _bound(point: str, end: bool) -> date | None:
    match = _POINT.match(point)
    if match is None or not 1 <= int(match[1]) <= 9999:
        return None
    year = int(match[1])
    month = int(match[2] or (12 if end else 1))
    if not 1 <= month <= 12:
        return None
    day = int(match[3] or (month_days(year, month) if end else 1))
    return date(year, month, day) if valid(year, month, day) else None
