"""Ranges: two numbers that share scale and unit (3—5万, 60至80个, 百分之五到十, 三年以上十年以下, 1万与2万之间)."""

import re
from decimal import Decimal

from fazhi.core.extract.quantities import amounts
from fazhi.core.extract.quantities.amount import Amount, may_start

_INCLUSIVE = r"(?:[(（]不?含[^)）]{0,4}[)）])?"
_TO = re.compile(rf"{_INCLUSIVE}[ ]?(?:——|--|[-—–~～─至到])[ ]?")
_BOUNDS = re.compile(r"(?:（含[^）]{0,4}）|\(含[^)]{0,4}\))?以上[、,，]?")
_BELOW = re.compile(r"(?:（含[^）]{0,4}）|\(含[^)]{0,4}\))?以[下内]")
_AND = re.compile(r"[ ]?[与和][ ]?")
_BETWEEN = re.compile(r"之间|间")
# What goes on to a second number begins with one of these.
JOINS = frozenset(" (（—-–~～─至到以与和")
_NOT_AFTER = re.compile(r"[-/:：][0-9]|年|月")


def join(text: str, first: Amount) -> Amount | None:
    """The range that `first` opens, or None. The low end comes first; a fall (从85个至60个) is no range."""
    if text[first.end : first.end + 1] not in JOINS:
        return None
    to = _TO.match(text, first.end)
    if to:
        return _joined(text, first, to.end())
    bounds = _BOUNDS.match(text, first.end)
    if bounds:
        found = _joined(text, first, bounds.end())
        below = _BELOW.match(text, found.end) if found else None
        if found and below:
            found.end = below.end()
            return found
        return None
    both = _AND.match(text, first.end)
    found = _joined(text, first, both.end()) if both else None
    between = _BETWEEN.match(text, found.end) if found else None
    if found and between:
        found.end = between.end()
        return found
    return None


def may_go_on(text: str, at: int) -> bool:
    """Whether a second number may stand at `at`, behind what joins two."""
    return at < len(text) and may_start(text[at])


def _joined(text: str, first: Amount, at: int) -> Amount | None:
    if not may_go_on(text, at):
        return None
    second = amounts.read(text, at)
    if second is None or first.high is not None or second.high is not None or _NOT_AFTER.match(text, second.end):
        return None
    if _is_identifier(text, first) or _is_identifier(text, second):
        return None
    low = _low(first, second)
    if low is None or ((second.kind == "fraction" or first.kind == "fraction") and first.kind != second.kind):
        return None
    high = second.low
    if first.proportion and second.unit is None:
        high = second.low * Decimal(str(first.factor))
        second.unit, second.kind, second.dimension = first.unit, first.kind, first.dimension
    if low > high and first.unit and text[at - 1] in "-—–~～─ ":
        low, high = high, low
    if low >= high:
        return None
    second.start, second.number, second.low, second.high = first.start, first.number, low, high
    second.vague = first.vague or second.vague
    return second


def _low(first: Amount, second: Amount) -> Decimal | None:
    """The low end in the unit of the high end, with a scale left out; None where they count different things."""
    low = first.low
    scale = second.number.scale
    if first.unit is None:
        if second.text_value or (second.proportion and not first.proportion):
            return None
        factor = Decimal(str(second.factor)) if second.kind in ("percent", "money") else Decimal(1)
        small = first.number.value
        if scale > 1 and first.number.scale == 1 and small < second.number.value / scale:
            return small * scale * factor
        if first.number.scale > 1 and scale > first.number.scale and first.number.scale < 10000:
            coefficient = second.number.value / scale
            return small * scale * factor if small < coefficient else small * factor
        return small * factor
    if first.proportion and second.unit is None:
        return low
    if first.unit == second.unit:
        return low
    if first.dimension == second.dimension and first.kind == "measure" and second.kind == "measure":
        return low * Decimal(str(first.factor)) / Decimal(str(second.factor))
    return None


def _is_identifier(text: str, amount: Amount) -> bool:
    """Telephone numbers and the like: a leading zero, or many digits without unit."""
    written = amount.number.written
    return len(written) > 1 and written[0] == "0" and written[1] != "." and not amount.number.chinese
