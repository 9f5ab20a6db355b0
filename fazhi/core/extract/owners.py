"""Owners: whose object a number takes that names none, by what their units count.

What 家 counts is not what 件 counts (受理举报27件,责令整改3家); what was done with a thing does not become the thing.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from fazhi.core.extract.lexicon import REMEMBERED, either, table, words
from fazhi.core.extract.measurement import Measurement
from fazhi.core.extract.verbs import handed_on, only_actions
from fazhi.core.extract.wording import STATED, lacks_owner

# The first units of those that count how often something took place, and whom.
_OCCASIONS, _PERSONS = "次", "人"
_YEARS = re.compile(r".{0,3}年[来均间内]?")


def owner_of(
    measurement: Measurement, main: Measurement | None, leaders: Mapping[str, Measurement]
) -> Measurement | None:
    """The number whose object a label of verbs alone takes: the last that is counted as it is, or `main`.

    None where that counts another kind of thing: 3家 of 受理举报27件,责令整改3家 are no 举报.
    """
    if main is None or measurement.role not in ("level", "part") or measurement.unit == "%":
        return main
    if not goes_first(measurement.label) or measurement.label in words("meaning", "actions", "benefit"):
        return main
    kind, other = kind_of(measurement), kind_of(main)
    if kind == other:
        # What both are counted by is that they took place: 召开会议12次,培训3次.
        return None if kind == _OCCASIONS and only_actions(measurement.label) else main
    if kind == _OCCASIONS:
        return None if other == _PERSONS else main
    return leaders.get(kind) or (None if kind in _kinds() and other in _kinds() else main)


def kind_of(measurement: Measurement) -> str:
    """What its unit says that a measurement counts: the first of the units that count the same, else the unit."""
    if measurement.quantity.kind == "money":
        return "元"
    return _kinds().get(measurement.unit, measurement.unit)


@cache
def _kinds() -> dict[str, str]:
    """The kind that a unit counts, by the unit; the kinds themselves are units too."""
    return {unit: units[0] for units in table("meaning", "metric")["alike"] for unit in units}


def is_deed(measurement: Measurement, leaders: Mapping[str, Measurement]) -> bool:
    """Whether a number counts what was done with what another counts: 出庭应诉98件 of 行政应诉案件126件."""
    if measurement.label in words("meaning", "actions", "penalties"):
        return True
    if kind_of(measurement) not in leaders:
        return False
    label = measurement.label
    return label.endswith(words("meaning", "actions", "intransitive")) or only_actions(label.lstrip("不未被"))


def names_changed(measurement: Measurement) -> bool:
    """Whether a change names what changed itself: 死亡人数 of 死亡人数减少3人, nothing of 十年增加70万亿元."""
    if measurement.role != "change" or measurement.owner is not None:
        return False
    thing = without_change(measurement.label)
    return not lacks_owner(thing) and _YEARS.fullmatch(thing) is None


@lru_cache(REMEMBERED)
def goes_first(label: str) -> bool:
    """Whether a label is a verb or a state that stands before what it is of: 受理, 决定继续有效."""
    stated = STATED.sub("", label)
    if only_actions(label) or only_actions(stated) or stated in words("meaning", "actions", "states"):
        return True
    return handed_on().fullmatch(label) is not None


@lru_cache(REMEMBERED)
def without_change(metric: str) -> str:
    """What changed, without how: 无人机产量 of 无人机产量同比增长."""
    return _how_changed().sub("", metric)


@cache
def _how_changed() -> re.Pattern[str]:
    return re.compile(f"(?:同比|环比)?{either(words('meaning', 'change', 'increase', 'decrease'))}?$")
