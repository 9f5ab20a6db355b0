"""Pairs: parts counted twice, of two totals that stand beside each other (起诉403件579人,其中诈骗案件70件92人)."""

from collections.abc import Sequence
from itertools import pairwise

from fazhi.core.extract.measurement import Measurement
from fazhi.core.extract.parts.said import said_before

MONEY = "元"
# Characters of what a total is called that its parts repeat: 罚没金额30万元,其中…罚没款5万元.
_CALLED = 2


def attach_beside(
    text: str,
    before: Sequence[Measurement],
    whole: Measurement,
    listed: Sequence[Measurement],
    behind: Sequence[Measurement],
) -> None:
    """Make numbers right behind the parts of `whole` parts of the total right behind it.

    起诉403件579人,其中诈骗案件70件92人; 处罚120件、罚没30万元,其中一般程序20件、5万元. `before` are the numbers before
    the list, nearest first, `behind` those in its reach.
    """
    at = next((n for n, m in enumerate(before) if m is whole), 0)
    second = before[at - 1] if at else None
    if second is None or second.unit == whole.unit or not (second.start == whole.end or second.unit == MONEY):
        return
    ends = {part.end for part in listed}
    beside = [m for earlier, m in pairwise(behind) if earlier.end in ends and stands_beside(text, earlier, m, second)]
    for part in beside:
        part.role, part.whole, part.listed = "part", second, beside[0]


def stands_beside(text: str, part: Measurement, pair: Measurement, second: Measurement) -> bool:
    """Whether a number stands right behind a part, or behind it and what the second total is called (、罚没款5万元)."""
    if pair.unit != second.unit or pair.value > second.value or pair.role != "level":
        return False
    between = text[part.end : pair.start]
    own = between.lstrip("、，, ")
    if not between or second.unit != MONEY:
        return not between
    return own != between and (not own or own[:_CALLED] in said_before(text, second))
