"""Plain amounts: Arabic digits right before a classifier or %, nothing about them that asks for a closer look.

More than half of all figures of a report are such (受理123件, 占78.4%). They are read in one step, with the very result
of the full reading of `amounts`, `ranges`, `signs` and `modifiers`; whatever is not certain to be plain is left to it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fazhi.core.extract.quantities import modifiers, proportions, ranges, units
from fazhi.core.extract.quantities.units import Unit

_NUMBER = re.compile(r"([0-9]{1,7}+(?:\.[0-9]{1,6}+)?+)([万亿]?)(?![0-9.,，万亿])")
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_PERCENT = Unit("%", "%", "percent", "percent")
# Before digits: a sign, letters and marks of identifiers. Between number and unit: dates, clock times, shares.
_NOT_BEFORE = frozenset("负−")
_NOT_UNIT = frozenset("点时年月日号季世和五半全上下第") | (proportions.OPENS - {"个"})
# 3个亿, 两个半, 五倍多, 3个百分比.
_GOES_ON = frozenset("亿万半多来几百")


@dataclass(slots=True)
class Plain:
    """A plain amount: its value, the offset where its unit begins, the unit, its end."""

    value: float
    number_end: int
    unit: Unit
    end: int


def read(text: str, start: int) -> Plain | None:
    """The plain amount at the digit `start` of `text`, None where the full reading has to look."""
    before = text[start - 1] if start else "\n"
    if (before <= "\x7f" and before != "\n") or before in _NOT_BEFORE or before in units.prefixes():
        return None
    number = _NUMBER.match(text, start)
    if number is None:
        return None
    at = number.end()
    unit = _unit(text, at)
    if unit is None:
        return None
    end = at + len(unit.name)
    if text[end : end + 1] in _closer_look():
        return None
    digits, scale = number.groups()
    return Plain(float(Decimal(digits) * _SCALES[scale]) if scale else float(digits), at, unit, end)


def _unit(text: str, at: int) -> Unit | None:
    """The classifier or % at `at`; None where a number there may be a date, a time, a share, or of two units."""
    sign = text[at : at + 1]
    if sign == "%":
        return _PERCENT
    if sign in _NOT_UNIT or text.startswith("个百分比", at):
        return None
    unit = units.match(text, at)
    return unit if unit is not None and unit.dimension == "count" and unit.unit != "倍" else None


@cache
def _closer_look() -> frozenset[str]:
    """What may go on with an amount, as the first character behind it."""
    return modifiers.starts() | ranges.JOINS | _GOES_ON
