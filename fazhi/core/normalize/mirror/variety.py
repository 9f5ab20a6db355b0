"""What became of private-use cells on this page: shown, dropped, or turned into `?`.

A page was made in one way throughout, so the first reading of all its places tells how to read them a second time.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from .cells import cell, user_defined
from .hypotheses import Costs
from .search import Reading
from .tokens import LOST

# Where the page has shown that private-use cells vanish, one more is hardly a surprise.
_CERTAIN = 0.5
_CLEAR, _ENOUGH = 2, 12
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def private_use_shown(text: str) -> bool:
    """Whether the page shows private-use characters: then none was dropped or replaced."""
    return _PRIVATE_USE.search(text) is not None


def _crosses(before: str, after: str) -> bool:
    """Whether the last byte of one character and the first of the next make a private-use cell."""
    left, right = cell(before), cell(after)
    return left is not None and right is not None and user_defined(left[1], right[0])


def _vanished(reading: Reading) -> int:
    """Tokens of one character that were read as two: a cell between them left nothing."""
    return sum(
        token.kind != LOST and len(written) == 2 and _crosses(*written)
        for token, written in zip(reading.tokens, reading.texts, strict=True)
    )


def _questioned(reading: Reading) -> int:
    """`?` that were read as a private-use cell: closed one character, opened the next."""
    count = 0
    read = list(zip(reading.tokens, reading.texts, strict=True))
    for (token, written), (following, after) in pairwise(read):
        if token.kind == LOST and not token.reading and len(written) == 1 and after and not following.mark:
            count += _crosses(written, after[0])
    return count


def settle(costs: Costs, readings: Iterator[Reading]) -> tuple[Costs, list[Reading]]:
    """`costs` for reading the whole page, from its first readings: as many as it takes, at most `_ENOUGH`.

    Out: the costs, the same where nothing speaks against them, and the readings that were taken.
    """
    taken: list[Reading] = []
    if costs.dropped is None:
        return costs, taken
    balance = 0
    for reading in islice(readings, _ENOUGH):
        taken.append(reading)
        balance += _vanished(reading) - _questioned(reading)
        if abs(balance) >= _CLEAR:
            break
    if balance > 0:
        return replace(costs, dropped=_CERTAIN, question="undefined"), taken
    return replace(costs, dropped=None) if balance < 0 else costs, taken
