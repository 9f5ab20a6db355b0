"""A numeral with what it counts: 308.37万条, 12千米, 半年, 两个半小时, 90余处.

`read` gives an `Amount`, still without the modifiers around it and without a partner in a range.
"""

from decimal import Decimal

from fazhi.core.extract.quantities import compounds, numerals, proportions, units
from fazhi.core.extract.quantities.amount import Amount, bare, with_unit
from fazhi.core.extract.quantities.numerals import Numeral


def read(text: str, start: int) -> Amount | None:
    """The amount that starts at `start`, the longest reading; None where no numeral can be read there."""
    if text[start] in "半对":
        return proportions.halved(text, start) or _half(text, start)
    numeral = numerals.read(text, start)
    prefixed = _prefixed_unit(text, start, numeral)
    if prefixed or numeral is None:
        return prefixed
    return proportions.read(text, numeral) or _counted(text, numeral)


def _half(text: str, start: int) -> Amount | None:
    """半年, 半个月, 半个工作日: half of a measure."""
    at = start + 2 if text.startswith("个", start + 1) and not text.startswith("个月", start + 1) else start + 1
    unit = units.match(text, at)
    if (
        unit is None
        or unit.dimension not in compounds.HALVED
        or unit.name in ("里", "日", "两", "分", "方", "度", "里")
    ):
        return None
    numeral = Numeral(start, start + 1, Decimal("0.5"), chinese=True, written="半")
    return with_unit(numeral, unit, at)


def _prefixed_unit(text: str, start: int, numeral: Numeral | None) -> Amount | None:
    """12千米, 二十五千克: a scale that belongs to the unit."""
    end = numeral.end if numeral else numerals.skip(text, start)
    if end - start < 2 or text[end - 1] not in "百千":
        return None
    unit = units.match(text, end - 1)
    shorter = numerals.shorten(text, start, end - 1) if unit and len(unit.name) > 1 else None
    return compounds.follow(text, with_unit(shorter, unit, end - 1)) if unit and shorter else None


def _counted(text: str, numeral: Numeral) -> Amount | None:
    """A number with a unit, a classifier or a currency behind it, or alone."""
    at = numeral.end
    if text.startswith(" ", at):
        at += 1
    half = text.startswith(("个半", "个多", "个来"), at)
    unit = units.match(text, at + 2) if half else None
    if half and unit is not None and (unit.dimension in compounds.HALVED or unit.name == "月"):
        amount = with_unit(numeral, unit, at + 2)
        if unit.name == "月":
            amount.unit = "个月"
        if text[at + 1] == "半":
            amount.low += Decimal("0.5")
        else:
            amount.vague = True
        return compounds.follow(text, amount)
    unit = (units.crowd(text, at) if numeral.rough else None) or units.match(text, at)
    if unit is None or (at > numeral.end and unit.dimension == "count" and numeral.chinese):
        return _lone_half(text, numeral) or bare(numeral)
    return compounds.follow(text, with_unit(numeral, unit, at))


def _lone_half(text: str, numeral: Numeral) -> Amount | None:
    """一半."""
    if numeral.written != "一" or not text.startswith("半", numeral.end):
        return None
    amount = bare(Numeral(numeral.start, numeral.end + 1, Decimal("0.5"), chinese=True, written="一半"))
    amount.kind = "fraction"
    return amount
