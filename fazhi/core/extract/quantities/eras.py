"""Longer stretches of the calendar: centuries and their decades (上世纪90年代), five-year plans (“十四五”期间).

Also the record `Point` that every reading of the calendar gives.
"""

import re
from dataclasses import dataclass
from datetime import date

from fazhi.core.extract.quantities import numerals
from fazhi.core.extract.quantities.dates import Day, Span, of_year

_CN = "零〇○一二三四五六七八九"
_CENTURY = re.compile(
    rf"(?:(上)个?世纪|(本)世纪|([0-9]{{1,2}}|[{_CN}十]{{1,3}})世纪)(?:([一二三四五六七八九](?:十|(?=[二三四五六七八九]十))|[0-9]0)([二三四五六七八九]十)?年代)?(?:([初末])期?)?"
)
_DECADE = re.compile(
    r"([0-9]{2})?([0-9]0)年代|([一二三四五六七八九])十年代|(?:一九|十九)([二三四五六七八九])(?:十|零|〇)年代|([二三四五六七八九])[零〇]年代"
)
# “十四五”期间 and the like, without the mark before it: the name alone is no stretch of time.
# Plans of five years for the knowledge of law go by the same names: “八五”普法.
NAMED_PLAN = (
    r"(十[一二三四五六七八九]?|[一二三四五六七八九])五[”\"]?"
    r"(普法(?:规划|工作)?(?:启动|开展|实施)?)?(?:规划)?(期间|时期|以来|末|初)"
)
_PLAN = re.compile(rf"[“\"]?{NAMED_PLAN}")
_TENS = "零一二三四五六七八九"


@dataclass(slots=True)
class Point:
    """Where the words end, the days they mean (None without a needed reference date), whether they are a period."""

    end: int
    span: Span | None
    period: bool = False
    joined: bool = False
    """Two points, so that a 前 or 后 behind them opens nothing."""


def small(written: str) -> int:
    """A month, day or quarter number."""
    if written.isdigit():
        return int(written)
    numeral = numerals.read(written, 0)
    return int(numeral.value) if numeral and numeral.high is None and numeral.end == len(written) else 0


# The first plan for the knowledge of law began in 1986, each takes five years without a gap.
_FIRST_LAW_PLAN = 1986
# 一五 to 五五; from the sixth plan on each took five years without a gap.
_FIRST_PLANS = {1: 1953, 2: 1958, 3: 1966, 4: 1971, 5: 1976}


def may_plan(text: str, start: int) -> bool:
    """Whether the name of a five-year plan and its time stand at `start`."""
    return _PLAN.match(text, start) is not None


def plan(text: str, start: int, ref: date | None) -> Point | None:
    """五年规划: the sixth began in 1981, each lasts five years; the first five were not regular. 普法规划: all were."""
    match = _PLAN.match(text, start)
    if match is None:
        return None
    number = small(match[1])
    first = _FIRST_PLANS.get(number, 0) if number < 6 else 1981 + 5 * (number - 6)
    if match[2]:
        first = _FIRST_LAW_PLAN + 5 * (number - 1)
    if not first:
        return None
    last = None if match[3] == "以来" else first + 4
    if match[3] in ("末", "初"):
        return Point(match.end(), of_year(first + 4 if match[3] == "末" else first), True)
    return Point(match.end(), Span(Day(first, 1, 1), Day(last, 12, 31) if last else None), True)


def century(text: str, start: int, ref: date | None) -> Point | None:
    match = _CENTURY.match(text, start)
    if match:
        now = (ref.year if ref else 2000) // 100
        base = (now - 1 if match[1] else now if match[2] else small(match[3]) - 1) * 100
        if not 0 <= base <= 2900:
            return None
        first, years = base + 1, 100
        if match[4]:
            decade = small(match[4]) * (1 if match[4][-1] in "十0" else 10)
            first, years = base + decade, small(match[5]) - decade + 10 if match[5] else 10
            if years < 10:
                return None
    else:
        match = _DECADE.match(text, start)
        if match is None:
            return None
        tens = int(match[2]) if match[2] else _TENS.index(match[3] or match[4] or match[5]) * 10
        first, years = (int(match[1]) if match[1] else 19) * 100 + tens, 10
    return Point(match.end(), Span(Day(first, 1, 1), Day(first + years - 1, 12, 31)), True)
