"""Whether the parts of one list exclude each other, so that they can't sum to more than their total.

Outcomes (维持、撤销、终止) and levels (市级、县级) do. Attributes of people, topics and steps of one work do not
(60人,其中女性30人、党员40人; 60件,其中审结50件、调解30件): the words are data (`knowledge/meaning/parts`).
"""

from collections.abc import Sequence

from fazhi.core.extract.lexicon import members, words
from fazhi.core.extract.measurement import Measurement


def exclusive(whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether several parts of `whole`, counted exactly and in its unit, are said to be different things."""
    measured = [whole, *parts]
    if len(parts) < 2 or any(m.qualifier != "exact" or m.unit != whole.unit for m in measured):
        return False
    if any(m.quantity.value_high is not None for m in measured):
        return False
    labels = [part.label for part in parts]
    if not all(labels) or len(set(labels)) < len(labels):
        return False
    if whole.unit in members("meaning", "parts", "people") and not _alike(labels):
        return False
    return _denied(labels) or not any(word in label for label in labels for word in _overlapping())


def _overlapping() -> tuple[str, ...]:
    return words("meaning", "parts", "overlapping")


def _alike(labels: Sequence[str]) -> bool:
    """Whether all are named by one pattern: 市级, 县级, 乡级."""
    return len({len(label) for label in labels}) == 1 and len({label[-1] for label in labels}) == 1


def _denied(labels: Sequence[str]) -> bool:
    """Whether two parts are a thing and its denial: 受理, 不予受理."""
    one, other = sorted(labels, key=len)[:2]
    return len(labels) == 2 and other.removesuffix(one) in members("meaning", "parts", "negations")
