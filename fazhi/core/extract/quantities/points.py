"""One point or stretch of the calendar as text names it: 2020年, 11月末, 今年上半年, 第三季度, 2020-11-30.

`read` gives what the words mean and where they end; `periods` joins two of them and adds 以来, 至今, 截至.
"""

import re
from datetime import date

from fazhi.core.extract.quantities import eras
from fazhi.core.extract.quantities.dates import Day, Span, day_of, month_days, months, of_year, shifted, valid
from fazhi.core.extract.quantities.eras import Point, small
from fazhi.core.extract.quantities.lengths import is_length

_CN = "零〇○一二三四五六七八九"
_N = r"(?:[0-9]{1,2}|[一二两三四五六七八九十廿卅]{1,3})"
JOIN = r"[ ]?(?:——|--|[-—–－~～─至到])[ ]?"
YEAR = re.compile(
    rf"(?P<digits>[0-9]{{4}}|[{_CN}]{{4}}|[0-9]{{2}}|[{_CN}]{{2}})[ ]?"
    rf"年(?P<degree>度)?(?!代|级|期(?!间)|轮|版|[多来余]|半(?!年)|以上|以下|以内)"
)
_WHOLE_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=全年|[上下]半年|第?[一二三四]季度)")
RELATIVE_YEARS = {
    "今年": 0, "本年": 0, "本年度": 0, "当年": 0, "当年度": 0, "这一年": 0, "去年": -1, "上年": -1, "上年度": -1,
    "上一年": -1,
    "上一年度": -1, "去年度": -1, "前年": -2, "大前年": -3, "明年": 1, "明年度": 1, "来年": 1, "下一年": 1, "下年度": 1,
    "下一年度": 1, "后年": 2, "大后年": 3,
}  # fmt: skip
_RELATIVE = re.compile("|".join(sorted(RELATIVE_YEARS, key=len, reverse=True)))
_ISO = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9.])|([0-9]{4})[-/](0[1-9]|1[0-2])(?![-/0-9.年月])"
)
_US = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})(?![0-9])")
_QUARTER = re.compile(r"第?([一二三四1-4])季度|Q([1-4])(?![0-9])")
_QUARTERS = re.compile(
    rf"(前|头|后|末|最后)([一二两三四1-4])个?季度?|第?([一二三1-3])(?:{JOIN}|[、和])第?([二三四2-4])季度"
)
_HALF = re.compile(r"([上下前后])半年(?:度)?|全年(?!龄)")
_MONTHS = re.compile(rf"({_N}){JOIN}({_N})[ ]?月份?|(前|头|后|末|最后)({_N})个?月|([首末])月|({_N})、({_N})月份?")
_MONTH = re.compile(rf"({_N})[ ]?月(?:份)?|正月|元月|([本当上下])(?:个|一个|一)?月(?!份额|报|均)|这个月")
_DAYS = re.compile(rf"({_N})({JOIN})({_N})[ ]?[日号]")
_BARE_DAY = re.compile(r"([0-9]{1,2})[ ]?日(?![内以之后的间期均工不])")
_DAY = re.compile(rf"({_N})[ ]?[日号](?:[ ]?[(（](?:星期|周|礼拜)[一二三四五六日天][)）])?")
_PART = re.compile(r"上旬|中旬|下旬|初(?![一二三四五六七八九十])|中(?![国央小学心])|底|末")
_YEAR_PART = re.compile(r"初|末|底|中(?![国央小学心])|年初|年底|年末|年中(?![国央小学心])")
# 全年中心组学习, 历年中央投资: the year is over before 中.
_PART_OF_A_YEAR = re.compile("年[初末底]|(?<![全历往近])年中(?![国央小学心])")
# 正月初一 is a day of another calendar.
_MONTH_PART = re.compile("(?<![正腊冬])月[初末底](?![一二三四五六七八九十])")
_QUARTER_NAMES = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_WEEK_OF_YEAR = re.compile(rf"第({_N})周(?![年岁期])")
_JOINED = re.compile(JOIN)
_WEEK = re.compile(
    r"(上|下|本|这)(?:一个|个|一)?(?:周|星期|礼拜)(?![一二三四五六日天末期年])|([上下本这])(?:一个|个|一)?季度"
)

# With what the patterns above begin.
_NUMERALS = frozenset("0123456789一二两三四五六七八九十廿卅")
_HALVES = frozenset("上下前后全")
_OPENS_QUARTER = frozenset("前头后末最第一二三四1234Q")
_OPENS_MONTHS = _NUMERALS | frozenset("前头后末最首")
_PARTS = frozenset("上中下初底末")
# What may go on behind a year: months, quarters and halves, its beginning and end, 同期.
_GOES_ON = frozenset("0123456789一二两三四五六七八九十廿卅前头后末最第上下全首正元本当这Q初中底年同的 ")


def year_of(written: str) -> int:
    """1997 from 1997, 97, 九七 or 一九九七; two digits are the nearest century: 00-49 this one, 50-99 the last."""
    digits = "".join(
        c if c.isdigit() and c.isascii() else str("〇一二三四五六七八九".find(c.translate(_ZEROES))) for c in written
    )
    year = int(digits)
    return year if len(written) == 4 else (2000 if year < 50 else 1900) + year


_ZEROES = str.maketrans("零○", "〇〇")


def read(text: str, start: int, ref: date | None, within: Day | None = None) -> Point | None:
    """The date or period that starts at `start`; `within` lends its year and month to the end of a range."""
    for matcher in _OF_DIGITS if "0" <= text[start : start + 1] <= "9" else _OF_WORDS:
        point = matcher(text, start, ref)
        if point:
            return point
    year = within.year if within else (ref.year if ref else None)
    return _without_year(text, start, year, within, ref)


def dated(text: str, start: int, ref: date | None) -> Point | None:
    """The same of a year in four digits (2020年, 2020年11月末), which nothing else in this grammar begins like."""
    if not ("0" <= text[start] <= "9" and "年" in text[start + 4 : start + 6]):
        return None
    match = YEAR.match(text, start)
    if match is None or len(match["digits"]) != 4 or not 1000 <= int(match["digits"]) <= 2999:
        return None
    return _in_year(text, match.end(), int(match["digits"]), match["degree"] is not None)


def _iso(text: str, start: int, ref: date | None) -> Point | None:
    match = _ISO.match(text, start)
    if match:
        year, month = int(match[1] or match[5]), int(match[3] or match[6])
        if match[4] is None:
            return Point(match.end(), months(year, month, month)) if 1900 <= year <= 2100 else None
        day = int(match[4])
    else:
        match = _US.match(text, start)
        if match is None:
            return None
        month, day, year = int(match[1]), int(match[3]), int(match[4])
    if not (1000 <= year <= 2999 and valid(year, month, day)):
        return None
    return Point(match.end(), Span(Day(year, month, day), Day(year, month, day)))


def _with_year(text: str, start: int, ref: date | None) -> Point | None:
    relative = _RELATIVE.match(text, start)
    if relative:
        year = ref.year + RELATIVE_YEARS[relative[0]] if ref else None
        return _in_year(text, relative.end(), year, True, ref)
    match = _WHOLE_YEAR.match(text, start)
    if match:
        return _in_year(text, match.end(), int(match[0]), True)
    match = YEAR.match(text, start)
    if match is None:
        return None
    year, end = year_of(match["digits"]), match.end()
    point = _in_year(text, end, year, match["degree"] is not None)
    if len(match["digits"]) == 4:
        return point if 1000 <= year <= 2999 else None
    lone = point.end == end
    return None if lone and not _short_year(match["digits"]) else point


def _short_year(digits: str) -> bool:
    """Whether two digits before 年 name a year when nothing follows: 08年, 零八年, 97年; 10年 and 70年 are lengths."""
    return digits[0] in "0零〇○" or not digits.isdigit() or (int(digits) > 80 and digits[1] != "0")


def _in_year(text: str, end: int, year: int | None, period: bool, ref: date | None = None) -> Point:
    """What follows a year: month and day, quarter, half, first months, 初, 底."""
    if text[end : end + 1] not in _GOES_ON:
        return Point(end, of_year(year), period)
    at = end + 1 if text.startswith((" ", "的"), end) else end
    inner = _part_of_year(text, at, year)
    if inner:
        return inner
    month = _month(text, at, year, None)
    if month:
        return month
    if ref and text.startswith(("本月", "同月"), end):
        return _in_month(text, end + 2, year, ref.month, True)
    part = _YEAR_PART.match(text, end)
    if part:
        return Point(part.end(), _year_part(part[0][-1], year), True)
    same = "同期" if text.startswith("同期", end) else ""
    return Point(end + len(same), of_year(year), period)


def _year_part(part: str, year: int | None) -> Span:
    if part == "初":
        return months(year, 1, 1)
    if part == "中":
        return months(year, 6, 6)
    return Span(Day(year, 12, 31), Day(year, 12, 31))


def _part_of_year(text: str, at: int, year: int | None) -> Point | None:
    sign = text[at : at + 1]
    if sign in _HALVES and (half := _HALF.match(text, at)):
        first, last = {"上": (1, 6), "前": (1, 6), "下": (7, 12), "后": (7, 12)}.get(half[1] or "", (1, 12))
        return Point(half.end(), months(year, first, last), True)
    quarters = _quarters(text, at, year) if sign in _OPENS_QUARTER else None
    if quarters is None and sign == "第" and year is not None:
        return _week(text, at, year)
    return quarters or (_month_range(text, at, year) if sign in _OPENS_MONTHS else None)


def _week(text: str, at: int, year: int) -> Point | None:
    """第28周(7月8日—7月14日): a week of the year, by the days named behind it, else the week of ISO 8601."""
    week = _WEEK_OF_YEAR.match(text, at)
    if week is None:
        return None
    days = _days_named(text, week.end() + 1, year) if text.startswith(("（", "("), week.end()) else None
    if days:
        return days
    number = small(week[1])
    if not 1 <= number <= date(year, 12, 28).isocalendar().week:
        return None
    first, last = (day_of(date.fromisocalendar(year, number, day)) for day in (1, 7))
    return Point(week.end(), Span(first, last), True)


def _days_named(text: str, at: int, year: int) -> Point | None:
    """The days in a bracket that opens before `at`: 7月8日—7月14日)."""
    first = _without_year(text, at, year, None, None) if at < len(text) else None
    joint = _JOINED.match(text, first.end) if first else None
    if first is None or first.span is None or joint is None or joint.end() == len(text):
        return None
    last = _without_year(text, joint.end(), year, first.span.first, None)
    if last is None or last.span is None or text[last.end : last.end + 1] not in ("）", ")"):
        return None
    return Point(last.end + 1, Span(first.span.first, last.span.last), True)


def _quarters(text: str, at: int, year: int | None) -> Point | None:
    match = _QUARTERS.match(text, at)
    if match:
        if match[1]:
            count = _QUARTER_NAMES.get(match[2]) or int(match[2])
            span = months(year, 1, 3 * count) if match[1] in "前头" else months(year, 13 - 3 * count, 12)
        else:
            low, high = (_QUARTER_NAMES.get(x) or int(x) for x in (match[3], match[4]))
            span = months(year, 3 * low - 2, 3 * high)
        return Point(match.end(), span, True)
    match = _QUARTER.match(text, at)
    if match:
        quarter = _QUARTER_NAMES.get(match[1]) or int(match[1] or match[2])
        part = text[match.end() : match.end() + 1]
        if part in ("末", "初"):
            month = 3 * quarter if part == "末" else 3 * quarter - 2
            return Point(match.end() + 1, months(year, month, month), True)
        return Point(match.end(), months(year, 3 * quarter - 2, 3 * quarter), True)
    return None


def _month_range(text: str, at: int, year: int | None) -> Point | None:
    match = _MONTHS.match(text, at)
    if match is None:
        return None
    if match[1] or match[6]:
        low, high = small(match[1] or match[6]), small(match[2] or match[7])
    elif match[5]:
        low = high = 1 if match[5] == "首" else 12
    else:
        count = small(match[4])
        low, high = (1, count) if match[3] in "前头" else (13 - count, 12)
    if not (1 <= low <= high <= 12):
        return None
    return Point(match.end(), months(year, low, high), True)


def _month(text: str, at: int, year: int | None, ref: date | None) -> Point | None:
    match = _MONTH.match(text, at)
    if match is None:
        return None
    if match[1] or match[0] in ("正月", "元月"):
        month = small(match[1]) if match[1] else 1
    elif ref is None:
        return None
    else:
        moment = shifted(ref.replace(day=1), {"上": -1, "下": 1}.get(match[2] or "", 0))
        year, month = moment.year, moment.month
    if not 1 <= month <= 12:
        return None
    return _in_month(text, match.end(), year, month, match[0].endswith("月"))


def _in_month(text: str, end: int, year: int | None, month: int, exact: bool) -> Point:
    at = end + 1 if text.startswith(" ", end) else end
    day = _day(text, at, year, month) if exact and text[at : at + 1] in _NUMERALS else None
    if day:
        return day
    part = _PART.match(text, end) if text[end : end + 1] in _PARTS else None
    if part is None:
        return Point(end, months(year, month, month))
    last = month_days(year, month)
    first, final = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, last), "初": (1, 10), "中": (11, 20)}.get(
        part[0], (last, last)
    )
    return Point(part.end(), Span(Day(year, month, first), Day(year, month, final)), True)


def _day(text: str, at: int, year: int | None, month: int) -> Point | None:
    """A day of a month, or several in a row (5—9日)."""
    day = _DAY.match(text, at)
    if day and valid(year, month, small(day[1])):
        moment = Day(year, month, small(day[1]))
        return Point(day.end(), Span(moment, moment))
    days = _DAYS.match(text, at)
    if days and valid(year, month, small(days[1])) and valid(year, month, small(days[3])):
        span = Span(Day(year, month, small(days[1])), Day(year, month, small(days[3])))
        return Point(days.end(), span, True)
    return None


def _relative_unit(text: str, start: int, ref: date | None) -> Point | None:
    """上周, 本季度: a stretch that only a reference date can place."""
    match = _WEEK.match(text, start)
    if match is None or ref is None:
        return None
    step = {"上": -1, "下": 1}.get(match[1] or match[2], 0)
    if match[1]:
        monday = shifted(ref, days=7 * step - ref.weekday())
        return Point(match.end(), Span(day_of(monday), day_of(shifted(monday, days=6))), True)
    first = shifted(date(ref.year, (ref.month - 1) // 3 * 3 + 1, 1), 3 * step)
    return Point(match.end(), months(first.year, first.month, first.month + 2), True)


def _without_year(text: str, start: int, year: int | None, within: Day | None, ref: date | None) -> Point | None:
    if text[start] == "前" and start and text[start - 1] in "满日届期束止年月会":
        return None
    part = _part_of_year(text, start, year) or _month(text, start, year, ref)
    if part:
        return part
    ends = _PART_OF_A_YEAR.match(text, start)
    if ends:
        return Point(ends.end(), _year_part(ends[0][1], year), True)
    ends = _MONTH_PART.match(text, start)
    month = within.month if within else ref.month if ref else None
    if ends and month:
        return _in_month(text, start + 1, year, month, False)
    lone = _DAY.fullmatch(text, start) if start == 0 else None
    if lone and within is None and 1 <= small(lone[1]) <= 31:
        return Point(lone.end(), Span(*[Day(year if ref else None, ref.month if ref else 0, small(lone[1]))] * 2))
    if day_ahead := _BARE_DAY.match(text, start):
        if within is None and start and is_length(text, start, day_ahead.end()):
            return None
        ahead = text.startswith(("前", "后"), day_ahead.end()) and start > 0
        if ahead and "一" <= text[start - 1] <= "鿿" and text[start - 1] not in "在于至到":
            return None
    # 30日 alone is a day, 三十日内 and 三十日 (as laws write) lengths of time.
    day = _DAY.match(text, start) if within else _BARE_DAY.match(text, start)
    if day is None or not 1 <= small(day[1]) <= 31:
        return None
    moment = Day(year if month else None, month or 0, small(day[1]))
    return Point(day.end(), Span(moment, moment)) if not month or valid(year, month, moment.day) else None


# What begins with digits and what with other characters, the most specific first.
_OF_DIGITS = (_iso, eras.century, _with_year)
_OF_WORDS = (eras.plan, eras.century, _with_year, _relative_unit)
