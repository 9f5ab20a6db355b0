"""Bounds that a verb parts from their number: 至少培育1个, 每年不少于组织2次."""

import re
from functools import cache

from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.quantity import Qualifier, Quantity

_BOUNDS: dict[str, Qualifier] = {"至少": "over", "不少于": "over", "不低于": "over", "至多": "under", "不超过": "under"}
# Characters: of the words between a bound and its number, and of a word before the verb among them (集中学习).
_NEAR, _HOW = 12, 2


def qualifier_of(text: str, quantity: Quantity) -> Qualifier:
    """What bounds a quantity: the modifier beside its number, else one before the verb behind which it stands."""
    if quantity.qualifier != "exact":
        return quantity.qualifier
    before = text[max(0, quantity.start - _NEAR) : quantity.start]
    apart = _apart().search(before) if "至" in before or "不" in before else None
    return _BOUNDS[apart[1]] if apart else "exact"


@cache
def _apart() -> re.Pattern[str]:
    verbs = either(words("meaning", "actions", "verbs"))
    return re.compile(rf"({'|'.join(_BOUNDS)})[一-龥]{{0,{_HOW}}}{verbs}[了有]?$")
