"""Sums: lists of parts that only their numbers tell, since they give a total exactly.

Small numbers do so by chance (组织培训4次、督导3次、座谈1次): the list must show as well that it divides the total, by
its marks or by what it says, or the numbers be long enough for no chance.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.parts.openers import OPENING
from fazhi.core.extract.parts.said import divide, is_deed, is_outcome, is_rest, said_before, shares_noun, sibling
from fazhi.core.extract.parts.totals import said_total

_EXACT = 1e-9
LONGEST_LIST = 40
# How many numbers beside a total are summed up.
_SUMMED = 12
# Of a total whose parts only their sum tells: a smaller one has them in a bracket (2起（办结1起，办理中1起）).
_FEWEST = 3
# Characters of the noun that the items of a list have in common; how far from their sum what is said to be it may be.
_NOUN, _MISCOUNTED = 2, 0.1
# Numbers that claim to be all of a total which says that all was decided.
_CLAIMING = 2
_CONCLUDED = re.compile("[审办结执]结|结案")
# The first mark behind a number; how many steps of its last place a total has that is no chance sum, behind a comma and
# in one list with its parts.
_MARK = re.compile("[，,、：:；;（(]")
_NO_CHANCE, _NO_CHANCE_LISTED = 50, 200


def by_sum(text: str, passage: Passage) -> None:
    """A total and the numbers of its unit right behind it (or before it, then with 共) that give it exactly."""
    levels = [m for m in passage.measurements if m.role == "level" and m.unit != "%"][: 2 * LONGEST_LIST]
    for at, whole in enumerate(levels):
        if whole.value < 2 or whole.whole is not None or whole.qualifier != "exact" or whole.quantity.kind == "measure":
            continue
        behind = levels[at + 1 : at + 1 + _SUMMED]
        parts = _summing(behind, whole) or _summing(_past_bracket(behind, whole), whole)
        if not parts or not _divide(text, passage, whole, parts):
            parts = _stated(text, behind, whole)
        if not parts and at > 1 and whole.value >= _FEWEST and said_total(passage, whole):
            before = levels[max(0, at - _SUMMED) : at]
            parts = _summing(before[::-1], whole) or _claimed(text, before, whole)
        for part in parts:
            part.role, part.whole = "part", whole


def _past_bracket(behind: Sequence[Measurement], whole: Measurement) -> Sequence[Measurement]:
    """The numbers behind a total without those of a bracket right behind it: 收到申请87件（含上年结转3件）,公开41件."""
    inner = next((n for n, m in enumerate(behind) if m.clause.depth <= whole.clause.depth), 0)
    return behind[inner:] if inner else ()


def _summing(candidates: Sequence[Measurement], whole: Measurement) -> list[Measurement]:
    """The run of at least two measurements, next to the total, that gives it."""
    total = 0.0
    run: list[Measurement] = []
    for measurement in candidates:
        if measurement.unit != whole.unit or measurement.whole is not None or measurement.qualifier != "exact":
            break
        if whole.group and measurement.group is whole.group:  # 交通、水利投资分别达2300亿元、600亿元
            break
        total += measurement.value
        run.append(measurement)
        if total > whole.value * (1 + _EXACT):
            break
        if len(run) > 1 and gives(run, whole.value):
            return run
    return []


def _stated(text: str, candidates: Sequence[Measurement], whole: Measurement) -> list[Measurement]:
    """The decisions right behind a total that claim to be all of it, whether or not they give it.

    They stand in a bracket behind it (120件（维持60件、撤销20件）), or end with the rest where the total says that all
    was decided (审结115件,维持60件,撤销20件,其他35件; of 受理 some may be pending).
    """
    if len(candidates) < _CLAIMING or candidates[0].unit != whole.unit:
        return []
    bracket = text[whole.end : whole.end + 1] in OPENING
    run: list[Measurement] = []
    for measurement in candidates:
        if measurement.unit != whole.unit or measurement.whole is not None or measurement.value > whole.value:
            break
        if (measurement.clause.depth > whole.clause.depth) != bracket:
            break
        if not (is_outcome(text, measurement) or is_rest(text, measurement)):
            break
        run.append(measurement)
    if len(run) < _CLAIMING or not is_outcome(text, run[0]) or sibling(text, whole):
        return []
    ends = is_rest(text, run[-1]) and _CONCLUDED.search(said_before(text, whole)) is not None
    return run if bracket or ends else []


def _claimed(text: str, before: Sequence[Measurement], whole: Measurement) -> list[Measurement]:
    """The items of which a number behind them is said to be the sum, whether or not they give it: A件,B件,C件,合计N件.

    All that stands before it is one list of things alike (市级事项、县级事项), near enough to be meant.
    """
    said = text[whole.clause.start : whole.start].strip()
    if said not in words("meaning", "parts", "summed_up") or len(before) < _FEWEST:
        return []
    alike = all(m.unit == whole.unit and m.whole is None and m.qualifier == "exact" for m in before)
    nouns = {said_before(text, m)[-_NOUN:] for m in before}
    if not alike or len(nouns) > 1 or len(nouns.pop()) < _NOUN:
        return []
    return list(before) if abs(added(before) - whole.value) <= _MISCOUNTED * whole.value else []


def _divide(text: str, passage: Passage, whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether parts that give a total behind it are its parts and not what was counted beside it."""
    if parts[0].clause.depth > whole.clause.depth:
        return True
    if whole.value < _FEWEST:
        return False
    first, *others = (_mark(passage, before, after) for before, after in pairwise([whole, *parts]))
    if first in ("：", ":"):
        return True
    if divide(text, parts):
        return not sibling(text, whole)
    if first != "、" and (shares_noun(text, whole, parts) or _leaves_rest(text, whole, parts)):
        return True
    if _steps([whole, *parts]) >= (_NO_CHANCE_LISTED if first == "、" else _NO_CHANCE):
        return True
    return first != "、" and first not in others and not any(is_deed(text, part) for part in parts)


def _leaves_rest(text: str, whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether the last part is the rest of a total that is no item like the first (公安类50件,民政类30件,其他20件)."""
    item, other = said_before(text, whole), said_before(text, parts[0])
    return is_rest(text, parts[-1]) and item[-1:] != other[-1:]


def _mark(passage: Passage, before: Measurement, after: Measurement) -> str:
    """The first mark between two numbers, or none."""
    mark = _MARK.search(passage.text, before.end - passage.start, after.start - passage.start)
    return mark[0] if mark else ""


def _steps(measurements: Sequence[Measurement]) -> float:
    """How many steps of the last place that any is written to the first has: 300, 200 and 100 have three of them."""
    values = [m.value for m in measurements]
    step = 1.0
    while all(value % (10 * step) == 0 for value in values):
        step *= 10
    return values[0] / step


def gives(parts: Sequence[Measurement], whole: float) -> bool:
    """Whether parts add up to `whole`."""
    return abs(added(parts) - whole) <= _EXACT * max(1.0, abs(whole))


def added(parts: Sequence[Measurement]) -> float:
    """What parts add up to."""
    return sum(m.value for m in parts)
