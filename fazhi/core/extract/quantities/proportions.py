"""Shares: 百分之五, 三分之二, 1/16, 五又三分之一, 6.3%, 5‰, 三成五, 八五折: in per cent, fractions as their value."""

import re
from decimal import Decimal

from fazhi.core.extract.quantities import numerals
from fazhi.core.extract.quantities.amount import Amount, bare, may_start, more
from fazhi.core.extract.quantities.numerals import Numeral

_PERCENT = re.compile(r"[ ]?([%‰‱])|[ ]?(?:个百分比)")
_TENTHS = re.compile(
    r"成(?![立为功果员绩本长熟效套交就型品份人因分全像绒语文活天名家批形])([一二三四五六七八九](?![年月日个]))?"
)
_DISCOUNT = re.compile(r"折(?![腾叠线旧合射返算页子纸损戟断中])")
_OVER = re.compile(r"/([0-9]{1,9})(?![0-9/.年月])")
_OF_A_DIGIT = re.compile(r"[1-9](?:\.[0-9]+)?|10|[一二两三四五六七八九十]")
# One of these stands behind the number of every share.
OPENS = frozenset("分又/ %‰‱个成折")
_PERCENT_FACTORS = {"%": Decimal(1), "‰": Decimal("0.1"), "‱": Decimal("0.01")}


def read(text: str, numeral: Numeral) -> Amount | None:
    """The share that `numeral` opens, or None."""
    if text[numeral.end : numeral.end + 1] not in OPENS:
        return None
    return (
        _proportion(text, numeral)
        or _mixed_fraction(text, numeral)
        or _slash(text, numeral)
        or _percent(text, numeral)
        or _tenths(text, numeral)
    )


def halved(text: str, start: int) -> Amount | None:
    """对折, 半折: half the price."""
    if not text.startswith(("对折", "半折"), start) or not _DISCOUNT.match(text, start + 1):
        return None
    return _as_percent(text, Numeral(start, start + 1, Decimal(5), chinese=True), Decimal(50), None, start + 2)


def _proportion(text: str, numeral: Numeral) -> Amount | None:
    """百分之五 is a percentage, 三分之一 a fraction."""
    if not text.startswith("分之", numeral.end) or (not numeral.chinese and not text[numeral.start].isdigit()):
        return None
    at = numeral.end + 3 if text.startswith(" ", numeral.end + 2) else numeral.end + 2
    sign = -1 if text.startswith(("负", "-"), at) else 1
    at += sign < 0
    over = numerals.read(text, at) if at < len(text) and may_start(text[at]) else None
    if over is None or not numeral.value:
        return None
    amount = bare(over)
    amount.start, amount.number = numeral.start, numerals.moved(over, over.start)
    amount.proportion = True
    low, high = over.value * sign, None if over.high is None else over.high * sign
    if numeral.bare_scale:
        factor = Decimal(100) / numeral.value
        amount.kind, amount.unit, amount.dimension = "percent", "%", "percent"
    else:
        factor = 1 / numeral.value
        amount.kind = "fraction"
    amount.low, amount.high = low * factor, None if high is None else high * factor
    amount.factor = float(factor)
    return amount


def _mixed_fraction(text: str, numeral: Numeral) -> Amount | None:
    """五又三分之一."""
    if not text.startswith("又", numeral.end) or numeral.end + 1 >= len(text) or not may_start(text[numeral.end + 1]):
        return None
    lower = numerals.read(text, numeral.end + 1)
    part = (_proportion(text, lower) or _slash(text, lower)) if lower else None
    if part is None or part.kind != "fraction":
        return None
    part.start, part.low = numeral.start, part.low + numeral.value
    return part


def _slash(text: str, numeral: Numeral) -> Amount | None:
    """1/16."""
    match = _OVER.match(text, numeral.end)
    if match is None or numeral.chinese or not int(match[1]) or numeral.value != int(numeral.value):
        return None
    if text[numeral.start - 1 : numeral.start] == "/":
        return None
    amount = bare(numeral)
    amount.end = amount.number_end = amount.unit_start = amount.unit_end = match.end()
    amount.low, amount.kind = numeral.value / int(match[1]), "fraction"
    return amount


def _percent(text: str, numeral: Numeral) -> Amount | None:
    match = _PERCENT.match(text, numeral.end)
    if match is None:
        return None
    amount = bare(numeral)
    sign = match[1] or "%"
    factor = _PERCENT_FACTORS[sign]
    amount.low = numeral.value * factor
    amount.high = None if numeral.high is None else numeral.high * factor
    amount.kind, amount.unit, amount.dimension, amount.factor = "percent", "%", "percent", float(factor)
    amount.unit_start, amount.unit_end = match.end() - 1, match.end()
    amount.end = match.end()
    more(text, amount)
    return amount


def _tenths(text: str, numeral: Numeral) -> Amount | None:
    """三成五 is 35 %, 八五折 is 85 %."""
    tenths = _TENTHS.match(text, numeral.end)
    if tenths and (_OF_A_DIGIT.fullmatch(numeral.written) or numeral.high is not None):
        half = text.startswith("半", tenths.end()) and not tenths[1]
        low = numeral.value * 10 + (5 if half else numerals.digit(tenths[1]) if tenths[1] else 0)
        high = None if numeral.high is None else numeral.high * 10
        return _as_percent(text, numeral, low, high, tenths.end() + half)
    if _DISCOUNT.match(text, numeral.end) and numeral.value > 0:
        low = numeral.value if numeral.value > 10 and numeral.high is None else numeral.value * 10
        high = numeral.high * 10 if numeral.high is not None else None
        if numeral.high is not None and len(numeral.written) == 2 and numeral.chinese:
            low, high = numeral.value * 10 + numeral.high, None
        return _as_percent(text, numeral, low, high, numeral.end + 1)
    return None


def _as_percent(text: str, numeral: Numeral, low: Decimal, high: Decimal | None, end: int) -> Amount:
    amount = bare(numeral)
    amount.low, amount.high, amount.end = low, high, end
    amount.kind, amount.unit, amount.dimension, amount.factor = "percent", "%", "percent", 10.0
    amount.unit_start, amount.unit_end = numeral.end, end
    more(text, amount)
    return amount
