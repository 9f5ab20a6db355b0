"""Totals: which of the measurements before a list of parts it is the list of."""

import re
from collections.abc import Sequence

from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.parts.openers import OPENING
from fazhi.core.extract.parts.said import names

# Between a total and its 其中: a mark, a bracket, or one word (60件左右,其中…).
_BESIDE = re.compile(r"[^，。；,;：:、]{0,2}[，,；;（(]?\s*")
# Units of one kind of thing; those of things that become cases (线索120条,其中立案20件).
_KINDS = (("件", "起", "宗", "件次"), ("人", "名", "人次"), ("户", "家", "个"), ("项", "个"))
_CASES = ("件", "起", "宗", "件次", "条", "例")


def candidates(passage: Passage, previous: Passage | None, low: int, offset: int) -> list[Measurement]:
    """Measurements that may be the total of an opener at `offset`, nearest first; `low` counts those before it."""
    same, of = passage.measurements[max(0, low - 8) : low], passage
    if not same and previous is not None and offset - passage.start <= 2:
        if passage.listing is not None:  # the list behind a semicolon divides what the one before it does
            return [passage.listing.whole]
        same, of = previous.measurements[-6:], previous
    found = [m for m in reversed(same) if m.role in ("level", "part", "to") and m.unit != "%"]
    milestones = words("meaning", "parts", "milestones")
    return [m for m in found if not of.text[: m.start - of.start].endswith(milestones)]


def eligible(passage: Passage, opener: re.Match[str], before: list[Measurement], depth: int) -> list[Measurement]:
    """What may be the total of parts at `depth`: what a closed bracket holds is none.

    受理300件（上年结转50件），其中…. A bracket speaks of the number before it: 不起诉65人（含和解9人）.
    """
    outer = [m for m in before if m.clause.depth <= depth] or before
    bracket = opener.start() - 1
    if passage.text[max(0, bracket) : opener.start()] not in OPENING:
        return outer
    beside = [m for m in outer if m.end - passage.start == bracket]
    return beside or [m for m in outer if not m.clause.depth][:1] or outer


def choose(
    text: str, passage: Passage, before: Sequence[Measurement], part: Measurement, opener: re.Match[str]
) -> Measurement | None:
    """The nearest earlier measurement of the same unit that is not smaller than the part; of several one that it names.

    Where all are smaller the report contradicts itself, if the nearest is said to be a total (共80件,其中95件) or 其中
    stands right behind it (受理20件,其中维持35件).
    """
    if passage.text.endswith("的", 0, part.start - passage.start):  # 其中,市局完成的4068批次抽检中,…
        before = [m for m in before if m.value >= part.value]
    same = [m for m in before if alike(m, part)] or [m for m in before if comparable(m, part)]
    large = [m for m in same if m.value >= part.value]
    larger = next((m for m in large if len(large) > 1 and names(text, m, part)), large[0] if large else None)
    if larger is None and same and same[0] is before[0]:
        return same[0] if said_total(passage, same[0]) or _adjoins(passage, same[0], part, opener) else None
    return larger


def own_whole(text: str, before: Sequence[Measurement], part: Measurement, whole: Measurement) -> Measurement:
    """The total that a part names where its list has another: 退回侦查36件,重报35件,其中一次退回30件,一次重报28件."""
    if len(before) < 2 or names(text, whole, part):
        return whole
    named = (m for m in before if m.unit == part.unit and m.value >= part.value and names(text, m, part))
    return next(named, whole)


def _adjoins(passage: Passage, whole: Measurement, part: Measurement, opener: re.Match[str]) -> bool:
    """Whether 其中 speaks of the number right before it, and the part is counted exactly as that is."""
    between = passage.text[whole.end - passage.start : opener.start()]
    if opener.group("word") != "其中" or _BESIDE.fullmatch(between) is None or not plain(whole, part):
        return False
    said = passage.text[whole.clause.start - passage.start : whole.start - passage.start]
    if any(word in said for word in words("meaning", "parts", "rates")):
        return False
    own = passage.text[opener.end() : part.start - passage.start]
    return not any(word in own for word in words("meaning", "parts", "beside"))


def said_total(passage: Passage, measurement: Measurement) -> bool:
    """Whether the clause says 共 or another word of totals before the number."""
    start = max(measurement.clause.start, measurement.start - 24, passage.start)
    before = passage.text[start - passage.start : measurement.start - passage.start]
    return any(word in before for word in words("meaning", "parts", "total"))


def comparable(one: Measurement, other: Measurement) -> bool:
    """Whether the units allow one to be part of the other: those of one kind of thing, and of clues and cases."""
    return alike(one, other) or (one.unit in _CASES and other.unit in _CASES)


def alike(one: Measurement, other: Measurement) -> bool:
    """Whether both are counted in one unit or in two of one kind (件 and 起; % and 元 only with themselves)."""
    return one.unit == other.unit or any(one.unit in kind and other.unit in kind for kind in _KINDS)


def plain(whole: Measurement, part: Measurement) -> bool:
    """Whether both are exact numbers of one unit, so that the one can't be more than the other by its wording.

    Times and lengths add up to nothing: 学习7天。其中,大型客车驾驶人30天.
    """
    exact = whole.qualifier == part.qualifier == "exact" and whole.quantity.kind != "measure"
    return exact and whole.unit == part.unit and whole.quantity.value_high is part.quantity.value_high is None
