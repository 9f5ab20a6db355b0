"""Numbers joined by 和, 及, 与 or 、 that share what the last one says: 85个和60个工作日, 3、5和8万元, 2019、2020年."""

import re

from fazhi.core.extract.quantities.amount import Amount
from fazhi.core.extract.quantities.dates import of_year
from fazhi.core.extract.quantity import Quantity

_JOINT = re.compile(r"[ ]?(?:和|及|与|或|、|以及)[ ]?")
# Characters: 以及 between two blanks.
WIDEST = 4
# Only a bare number, or one with 个, takes another unit.
_LENT_TO = (None, "个")
# 1、 at the head of a line or sentence numbers a paragraph: it shares nothing with the number that follows.
_HEAD = re.compile(r"(?:^|[\n。；;:：(（])[ \u3000]*$")


def may_share(earlier: Quantity, start: int) -> bool:
    """Whether the number before may take the unit of one that begins at `start`; where not, `share` does nothing."""
    return start - earlier.end <= WIDEST and earlier.kind == "cardinal" and earlier.unit in _LENT_TO


def share(text: str, found: list[Quantity], last: Quantity, amount: Amount) -> None:
    """Give the unit of `last`, about to be appended to `found`, to the numbers coordinated with it before it."""
    if last.unit is None or last.kind not in ("cardinal", "measure", "money", "percent") or last.value_high is not None:
        return
    start = last.start
    whole = text[amount.unit_start : amount.unit_end].startswith("个") and last.unit != "个"
    for earlier in reversed(found):
        if start - earlier.end > WIDEST or earlier.kind != "cardinal" or not _JOINT.fullmatch(text, earlier.end, start):
            return
        bare = earlier.unit is None
        numbered = text.startswith("、", earlier.end) and _HEAD.search(text, max(0, earlier.start - 3), earlier.start)
        if numbered or not (bare or (whole and earlier.unit == "个")):
            return
        _lend(earlier, last, amount, bare)
        start = earlier.start


def _lend(earlier: Quantity, last: Quantity, amount: Amount, bare: bool) -> None:
    earlier.unit, earlier.kind = last.unit, last.kind
    scale = float(amount.number.scale)
    if bare and isinstance(earlier.value, float):
        coefficient = float(amount.number.value) / scale
        if scale > 1 and earlier.value < 10000 and coefficient < 10000:
            earlier.value *= scale
        if last.kind in ("money", "percent"):
            earlier.value *= amount.factor
    if earlier.qualifier == "exact" and last.qualifier != "exact" and last.end > amount.end:
        earlier.qualifier = last.qualifier


def share_year(text: str, found: list[Quantity], last: Quantity) -> None:
    """2019、2020年: a bare year before a dated one is a year too."""
    start = last.start
    for earlier in reversed(found):
        if start - earlier.end > WIDEST or earlier.kind != "cardinal" or earlier.unit is not None:
            return
        if not _JOINT.fullmatch(text, earlier.end, start):
            return
        year = earlier.value
        if not isinstance(year, float) or not 1900 <= year <= 2100 or earlier.end - earlier.start != 4:
            return
        earlier.kind, earlier.value, start = "date", of_year(int(year)).iso(), earlier.start
