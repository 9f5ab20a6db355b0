"""Dates and periods in running text: points of the calendar, joined (2021—2022年) or opened (2018年以来, 2025年底前).

`read` gives the place and the ISO value of the expression that starts at a numeral or at a word such as 今年 or 上半年.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fazhi.core.extract.quantities import eras, numerals, points, units
from fazhi.core.extract.quantities.dates import UNKNOWN, Day, Span, day_of, months
from fazhi.core.extract.quantities.eras import Point
from fazhi.core.extract.quantities.points import JOIN

_CN = "零〇○一二三四五六七八九"
_JOINED = re.compile(rf"[ ]?(?:起|开始|以来)?[ ]?{JOIN}")
_BETWEEN = re.compile(r"[ ]?[与和][ ]?")
_WITHIN = re.compile(r"之间|间(?![接歇隔])")
_NOW = re.compile(r"今(?![年天日])|现在|目前|如今|当前|当下|今天|今日|现今")
_FIRST_YEAR = re.compile(rf"([0-9]{{4}}|[{_CN}]{{4}}){JOIN}")
_DOTTED_MONTHS = re.compile(
    rf"((?:19|20)[0-9]{{2}})\.(1[0-2]|0?[1-9]){JOIN}((?:19|20)[0-9]{{2}})\.(1[0-2]|0?[1-9])(?![0-9.])"
)
_LAST_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?![0-9.,，%年])")
_SINCE = re.compile(
    r"以来|至今|迄今(?:为止)?|到现在(?:为止)?|到目前(?:为止)?|至目前(?:为止)?|以后|之后|后(?![期续])|起(?![草到诉点])|开始|及以后|或以后"
)
_UNTIL = re.compile(r"(?:或|及)?(?:以前|之前)|前(?![三四五六七八九十一二两0-9个往期列所来])")
_DURING = re.compile(r"期间|时间内|之间|间(?![接歇隔])|止")
_PREFIX = re.compile(r"(?:截至|截止到|截止至|截止|自从|自|从)[ ]?(?:公元)?$")
# The first characters of what joins two points and of what opens one; the last ones of what stands before it.
_JOINS = frozenset(" 起开以与和—-–－~～─至到")
_OPENS = frozenset("以至迄到之后起开及或前期时间止")
_ENDS_PREFIX = frozenset("至止到截从自元 ")
# What stands behind the first number of a date or period, and behind the 、 of a list of them.
_BEHIND = frozenset("年月日号季/-—–~～─至到.世、和五半全上下第 ")
LISTED = frozenset(numerals.CHINESE + "0123456789第")


@dataclass(slots=True)
class Moment:
    """`start:end` of all of it, `core:core_end` of its calendar part, its ISO value (None: no reference date)."""

    start: int
    end: int
    core: int
    core_end: int
    kind: Literal["date", "period"]
    value: str | None


def may_begin(text: str, start: int, end: int) -> bool:
    """Whether the numeral `start:end` may open a date or period, by what stands behind it; never too narrow."""
    sign = text[end : end + 1]
    if sign not in _BEHIND:
        return text[end - 1] == "五" and eras.may_plan(text, start)
    if sign == "号" or (sign == "日" and text[start] > "9"):
        return start == 0
    if sign == "年":
        # A year has two or four digits; 一九九〇年代 and 九十年代 are read by their own words.
        return end - start != 1
    return sign != "、" or text[end + 1 : end + 2] in LISTED


def read(text: str, start: int, floor: int, ref: date | None) -> Moment | None:
    """The date or period at `start`; what was read before ends at `floor`. `ref` places 今年, 11月 and the like."""
    point = (
        points.dated(text, start, ref)
        or _years(text, start, ref)
        or _dotted_months(text, start)
        or points.read(text, start, ref)
    )
    if point is None:
        return None
    point = _joined(text, point, ref) or point
    return _opened(text, start, floor, point, ref)


def _years(text: str, start: int, ref: date | None) -> Point | None:
    """2021—2022年, 2019到2021年9月: a first year without 年; 2016-2018 where no unit makes them amounts."""
    match = _FIRST_YEAR.match(text, start)
    if match is None:
        return None
    first, at = points.year_of(match[1]), match.end()
    if points.YEAR.match(text, at):
        other = points.read(text, at, ref)
        if other is None or other.span is None or other.span.last is None:
            return None
        end, last = other.end, other.span.last
    else:
        bare = _LAST_YEAR.match(text, at)
        if bare is None or not 1900 <= first <= 2100 or units.match(text, bare.end()) or _scaled(text, bare.end()):
            return None
        end, last = bare.end(), Day(int(bare[1]), 12, 31)
    if not 1000 <= first <= (last.year or 0) <= 2999:
        return None
    return Point(end, Span(Day(first, 1, 1), last), True, True)


def _dotted_months(text: str, start: int) -> Point | None:
    """2018.4-2019.4: months of two years."""
    match = _DOTTED_MONTHS.match(text, start)
    if match is None:
        return None
    first, last = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    if first > last:
        return None
    return Point(match.end(), months(first[0], first[1], last[1], last[0]), True, True)


def _scaled(text: str, at: int) -> bool:
    return text[at : at + 1] in tuple("百千万亿多余-—~～/")


def _joined(text: str, point: Point, ref: date | None) -> Point | None:
    if text[point.end : point.end + 1] not in _JOINS:
        return None
    between = _BETWEEN.match(text, point.end)
    joint = between or _JOINED.match(text, point.end)
    if joint is None or point.span is None or point.span.first is None:
        return None
    first = point.span.first
    now = _NOW.match(text, joint.end())
    if now:
        return Point(now.end(), Span(first, day_of(ref) if ref else None), True, True)
    if joint.end() >= len(text):
        return None
    other = points.read(text, joint.end(), ref, first)
    if other is None or other.span is None or other.span.last is None:
        return None
    if between and not _WITHIN.match(text, other.end):
        return None
    last = other.span.last
    if last < first and first.year is not None:
        last = Day(first.year + 1, last.month, last.day)
    return Point(other.end, Span(first, last), True, True)


def _opened(text: str, start: int, floor: int, point: Point, ref: date | None) -> Moment:
    """The expression with 截至 before it and 以来, 前, 期间 behind it."""
    span, end, period = point.span, point.end, point.period
    since = until = None
    if text[end : end + 1] in _OPENS:
        since, until = _SINCE.match(text, end), _UNTIL.match(text, end)
        opening = since or until or _DURING.match(text, end)
        end = opening.end() if opening else end
    if since and span:
        now = day_of(ref) if ref and since[0].startswith(("至今", "迄今", "到", "至")) else None
        span = Span(span.first, now)
    elif until and span and not _is_range(point, joined=True):
        span = Span(None, span.last)
    prefix = _PREFIX.search(text, max(floor, start - 6), start) if text[start - 1 : start] in _ENDS_PREFIX else None
    begin = prefix.start() if prefix and (prefix[0][0] == "截" or since or _is_range(point)) else start
    kind: Literal["date", "period"] = "period" if period or since or until else "date"
    return Moment(begin, end, start, point.end, kind, _value(span))


def _is_range(point: Point, joined: bool = False) -> bool:
    return point.joined or (
        not joined and point.period and point.span is not None and point.span.first != point.span.last
    )


def _value(span: Span | None) -> str | None:
    if span is None:
        return None
    value = span.iso()
    return None if value == UNKNOWN else value
