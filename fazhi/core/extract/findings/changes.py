"""A stated change against the two values that it is between (由100件增加到120件,增长25%)."""

import re
from collections.abc import Sequence

from fazhi.core.extract.findings.contradiction import Contradiction, name, plain, say, tolerance
from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.verbs import only_verbs

# A comparison with something else than the value that the change starts from.
_OTHER_BASE = re.compile(r"同比|环比|较|比|与|年均|月均|平均|高于|低于|其中|另|累计|共")
_REACH, _SHORT = 16, 6
_OBJECT = re.compile("(?!以上|以下|左右|之多)[一-龥]{2}")


def check(passages: Sequence[Passage]) -> list[Contradiction]:
    """Changes right behind a from/to pair that the pair does not give."""
    found: list[Contradiction] = []
    for passage in passages:
        for arrived, change in zip(passage.measurements, passage.measurements[1:], strict=False):
            if arrived.role != "to" or arrived.pair is None or change.role != "change":
                continue
            between = passage.text[arrived.end - passage.start : change.start - passage.start]
            if len(between) > _REACH or re.search(r"[。；;]", between) or _OTHER_BASE.search(between):
                continue
            if not _bare(between) or _counts_another(passage, arrived, change):
                continue
            contradiction = _judge(arrived.pair, arrived, change)
            if contradiction is not None:
                found.append(contradiction)
    return found


def _counts_another(passage: Passage, arrived: Measurement, change: Measurement) -> bool:
    """Whether a change has an object of its own, which the pair does not name: 由40项细化为78项,增加41项效果指标."""
    counted = _OBJECT.match(passage.text, change.end - passage.start)
    return counted is not None and change.unit != "%" and counted[0][:2] not in (arrived.metric or "")


def _bare(between: str) -> bool:
    """Whether only a verb or noun of change stands between (,增长 ,降幅达): the change is of the pair itself."""
    said = between.strip("，,、 ")
    nouns = words("meaning", "change", "nouns_increase", "nouns_decrease")
    return only_verbs(said) or (said.rstrip("达为到约了").endswith(nouns) and len(said) <= _SHORT)


def _judge(started: Measurement, arrived: Measurement, change: Measurement) -> Contradiction | None:
    """The contradiction between two values and their change; None where they agree or do not compare."""
    distance = abs(arrived.value - started.value)
    slack = tolerance(started) + tolerance(arrived)
    if (change.unit == arrived.unit and change.unit != "%") or (change.unit == "百分点" and arrived.unit == "%"):
        expected = distance
    elif change.unit == "%" and arrived.unit != "%" and started.value:
        expected = 100 * distance / abs(started.value)
        slack = 100 * slack / abs(started.value)
    else:
        return None
    if abs(expected - abs(change.value)) <= slack + tolerance(change) + 0.05 * (change.unit == "%"):
        return None
    message = (
        f"{name(arrived)}由{say(started.value, started.unit)}变为{say(arrived.value, arrived.unit)},"
        f"变化应为{plain(round(expected, 2))}{change.unit},文中写为{plain(change.value)}{change.unit}。"
    )
    return Contradiction("change_mismatch", "warning", expected, change.value, (change, started, arrived), message)
