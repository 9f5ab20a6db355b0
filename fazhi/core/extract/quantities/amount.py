"""An amount while it is read: a numeral, its unit, and what a range or the modifiers around it may still add."""

from dataclasses import dataclass, field
from decimal import Decimal

from fazhi.core.extract.quantities import numerals
from fazhi.core.extract.quantities.numerals import Numeral
from fazhi.core.extract.quantities.units import Unit
from fazhi.core.extract.quantity import QuantityKind


@dataclass(slots=True)
class Amount:
    """What was read: places as in `Quantity`, values exact; `text_value` is the ISO form of a compound duration."""

    start: int
    end: int
    number: Numeral
    number_end: int
    unit_start: int
    unit_end: int
    low: Decimal
    high: Decimal | None = None
    unit: str | None = None
    kind: QuantityKind = "cardinal"
    dimension: str = ""
    factor: float = 1.0
    vague: bool = False
    proportion: bool = False
    """Said with 分之, so that a following bare number may be of the same: 百分之五到十."""
    text_value: str | None = None
    parts: list[tuple[Decimal, str]] = field(default_factory=list)


def bare(numeral: Numeral) -> Amount:
    """A number alone."""
    return Amount(
        numeral.start, numeral.end, numeral, numeral.end, numeral.end, numeral.end, numeral.value, numeral.high,
        vague=numeral.vague,
    )  # fmt: skip


def with_unit(numeral: Numeral, unit: Unit, at: int) -> Amount:
    """A number with the unit that stands at `at`."""
    end = at + len(unit.name)
    amount = bare(numeral)
    amount.end = amount.unit_end = end
    amount.unit_start = at
    amount.unit, amount.kind, amount.dimension, amount.factor = unit.unit, unit.kind, unit.dimension, unit.factor
    if unit.kind == "money" and unit.factor != 1:
        factor = Decimal(str(unit.factor))
        amount.low, amount.high = amount.low * factor, None if amount.high is None else amount.high * factor
    return amount


def may_start(character: str) -> bool:
    """Whether a numeral may begin with the character."""
    return "0" <= character <= "9" or character in numerals.CHINESE or character in "几数"


def more(text: str, amount: Amount) -> None:
    """两年多, 三成多: more than what is said."""
    if text.startswith("多", amount.end) and text[amount.end + 1 : amount.end + 2] not in tuple("样边元云种"):
        amount.end, amount.vague = amount.end + 1, True
