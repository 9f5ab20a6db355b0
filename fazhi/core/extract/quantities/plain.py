"""Plain amounts: Arabic digits or one Chinese digit right before a unit or %, nothing that asks for a closer look.

Most figures of a report are such (受理123件, 占78.4%以上, 三项). They are read in one step, with the very result of the
full reading of `amounts`, `ranges`, `signs` and `modifiers`; whatever is not certain to be plain is left to it.
"""

import re
from decimal import Decimal
from functools import cache

from fazhi.core.extract.quantities import modifiers, numerals, periods, proportions, ranges, units, words
from fazhi.core.extract.quantities.units import Unit
from fazhi.core.extract.quantity import Qualifier

# A plain amount: its value, the offset where its unit begins, the unit, its end, what a modifier behind it says.
Plain = tuple[float, int, Unit, int, Qualifier]

_NUMBER = re.compile(r"([0-9]{1,7}+(?:\.[0-9]{1,6}+)?+)(万亿|[万亿]|)(?![0-9.,，万亿])")
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_PERCENT = Unit("%", "%", "percent", "percent")
# One digit and its value; 零 and the formal digits have readings of their own.
_LONE = {character: numerals.digit(character) for character in "一二两三四五六七八九"}
# Before digits: a sign, letters and marks of identifiers. Between number and unit: dates, clock times, shares.
_NOT_BEFORE = frozenset("负−")
_NOT_UNIT = frozenset("点时年月日号季世和五半全上下第") | (proportions.OPENS - {"个"})
# Behind one Chinese digit also what makes a longer numeral, a list of months or a range.
_NOT_BEHIND_LONE = (_NOT_UNIT - {"年"}) | ranges.JOINS | frozenset(numerals.CHINESE + "几数多余来/.")
# Behind a Chinese digit that numbers or ends something, and before one that stands for a number (指标为九, 系数是三).
_MARKS = frozenset("、，。；：！？）”》」,;:!?)\n")
EQUALS = "为是于达到负"
# Within the unit: 3个亿, 两个半, 3个百分比.
_WITHIN = re.compile("个(?:百分比|[亿半多来])")
# Behind the unit: 五倍多, 3吨半.
_GOES_ON = frozenset("亿万半多来几百")
# Behind a measure or money: 3小时15分钟, 一米八, 5元整, 三天后, 两年之前.
_MEASURE_GOES_ON = _GOES_ON | frozenset(numerals.CHINESE + "0123456789数又整正之前后 ")
# What a length of time is counted from (近三天), and 连续.
_BEFORE_TIME = frozenset("近去前来后的续 ")
_COUNTED = frozenset({"count", "percent"})
_BOUNDED = re.compile("以上[、,，]?")


def read(text: str, start: int) -> Plain | None:
    """The plain amount at the numeral `start` of `text`, None where the full reading has to look."""
    if text[start - 1 : start] in _bound():
        return None
    number = _NUMBER.match(text, start)
    if number is None:
        return None
    at = number.end()
    sign = text[at : at + 1]
    if sign == "%":
        unit: Unit | None = _PERCENT
    else:
        # 2020年 is a date; a year has no single digit.
        unit = _unit(text, start, at) if sign not in _NOT_UNIT or (sign == "年" and at == start + 1) else None
    digits, scale = number.groups()
    if unit is None or (scale and units.crowd(text, at)):
        return None
    behind = _behind(text, at + len(unit.name), unit)
    if behind is None:
        return None
    value = float(Decimal(digits) * _SCALES[scale]) if scale else float(digits)
    return value, at, unit, behind[0], behind[1]


def lone(text: str, start: int) -> Plain | int | None:
    """The same of one Chinese digit (三项); the offset to go on from where it certainly counts nothing (统一, 三、)."""
    value = _LONE.get(text[start])
    if value is None or (start and text[start - 1] in _before_lone()):
        return None
    at = start + 1
    sign = text[at : at + 1]
    if sign in _MARKS:
        return at if _is_marked(text, start, sign) else None
    if sign in _NOT_BEHIND_LONE or sign <= "\x7f":
        return None
    unit = _unit(text, start, at)
    if unit is None:
        # No number without a unit stands right before a character: 一公开, 三类.
        passes = "一" <= sign <= "鿿" and units.match(text, at) is None
        return (words.covering(text, start, at, at) or at) if passes else None
    end = at + len(unit.name)
    behind = _behind(text, end, unit)
    if behind is None:
        return None
    return words.covering(text, start, at, end) or (float(value), at, unit, behind[0], behind[1])


def _is_marked(text: str, start: int, mark: str) -> bool:
    """Whether a Chinese digit before a mark numbers what follows (三、, （三）) or ends a word (统一,)."""
    if mark == "、":
        return text[start + 2 : start + 3] not in periods.LISTED
    if start == 0:
        return False
    before = text[start - 1]
    return ("一" <= before <= "鿿" and before not in EQUALS) or (mark in "）)" and before in "（(")


def _unit(text: str, start: int, at: int) -> Unit | None:
    """The unit at `at`; None where there is none, or where it may be of two parts or measure time or warmth."""
    unit = units.match(text, at)
    if unit is None or (unit.name[0] == "个" and _WITHIN.match(text, at)):
        return None
    if unit.dimension == "count":
        return unit if unit.unit != "倍" else None
    if unit.kind == "money":
        return unit if unit.factor == 1 and unit.name[0] != "块" else None
    if unit.dimension in ("time", "workday"):
        return unit if start == 0 or text[start - 1] not in _BEFORE_TIME else None
    return unit if unit.dimension != "temperature" else None


def _behind(text: str, end: int, unit: Unit) -> tuple[int, Qualifier] | None:
    """Where an amount whose unit ends at `end` ends with its modifier, and what that says; None for a closer look."""
    sign = text[end : end + 1]
    counted = unit.dimension in _COUNTED
    if sign in (_GOES_ON if counted else _MEASURE_GOES_ON):
        return None
    if sign not in _closer_look():
        return end, "exact"
    if unit.dimension == "time" or (sign in ranges.JOINS and sign != "以"):
        return None
    bound = _BOUNDED.match(text, end)
    if bound and ranges.may_go_on(text, bound.end()):
        return None
    return modifiers.after(text, end, unit.dimension == "workday")


@cache
def _bound() -> frozenset[str]:
    """What right before a number changes how it is read: a sign, a currency, letters."""
    return frozenset(map(chr, range(0x80))) - {"\n"} | _NOT_BEFORE | frozenset(units.prefixes())


@cache
def _before_lone() -> frozenset[str]:
    """What right before a Chinese digit changes how it is read: a sign, a currency."""
    return frozenset(units.prefixes()) | frozenset("负−- ")


@cache
def _closer_look() -> frozenset[str]:
    """What may go on with an amount, as the first character behind it."""
    return modifiers.starts() | ranges.JOINS | _GOES_ON
