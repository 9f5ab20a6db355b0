"""The same metric given twice with different values.

Reports repeat phrases for different events (开展培训3次 … 开展培训5次): only a metric that says it is the
whole (共, 累计, a share) in the same words, of the same subject, unit, period and field (在食品安全方面) counts as
given twice, and none of what is told of again and again (开展检查, 群众满意率): the words are data
(`knowledge/meaning/findings`).
"""

import re
from collections.abc import Sequence
from functools import cache

from fazhi.core.extract.findings.contradiction import Contradiction, name, say, tolerance
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Measurement, Passage

_SHORTEST = 6
_TELLING = 8
# Characters that say of what a rate is; of a clause that says in what field; the marks before it.
_NAMED, _FIELD = 4, 20
_DIGIT = re.compile("[0-9]")
# What divides the items of a list.
_LISTED = re.compile("[、和及与]")
_MARKS = re.compile("[，,；;。：:！!？?\\n]")


def check(passages: Sequence[Passage]) -> list[Contradiction]:
    """Pairs of statements of one metric that differ; each metric is reported once."""
    first: dict[tuple[object, ...], Measurement] = {}
    found: list[Contradiction] = []
    reported: set[tuple[object, ...]] = set()
    for passage in passages:
        for measurement in passage.measurements:
            key = _key(passage, measurement)
            if key is None:
                continue
            earlier = first.setdefault(key, measurement)
            if earlier is measurement or key in reported or _agree(earlier, measurement):
                continue
            reported.add(key)
            found.append(_conflict(earlier, measurement))
    return found


def _key(passage: Passage, measurement: Measurement) -> tuple[object, ...] | None:
    """What makes two statements the same; None for a statement that does not speak of a whole."""
    label = measurement.label
    if measurement.role != "level" or measurement.group or len(label) < _SHORTEST or measurement.clause.depth:
        return None
    if measurement.qualifier != "exact" or (measurement.unit == "%" and not label.endswith(("率", "度"))):
        return None
    if measurement.metric != label or (measurement.unit != "%" and not _says_whole(passage, measurement)):
        return None
    if _is_told_again(label, measurement.unit) or _has_other(passage, measurement):
        return None
    return label, measurement.unit, measurement.subject, measurement.period, _field(passage, measurement)


def _is_told_again(label: str, unit: str) -> bool:
    """Whether a metric is of many things, each time others: 开展专项检查, 人民群众满意率."""
    if unit != "%":
        acts = words("meaning", "findings", "repeated_acts")
        return label.endswith(words("meaning", "findings", "repeated")) or label.startswith(acts)
    rate = next((rate for rate in words("meaning", "findings", "rates") if label.endswith(rate)), "")
    return bool(rate) and len(_unsaid().sub("", label.removesuffix(rate))) < _NAMED


def _has_other(passage: Passage, measurement: Measurement) -> bool:
    """Whether its clause holds another number of its unit that no mark divides from it: 共梳理9个类别590个事项."""
    clause, unit = measurement.clause, measurement.unit
    others = (m for m in passage.measurements if m is not measurement and m.clause is clause and m.unit == unit)
    return any(not _LISTED.search(_between(passage, m, measurement)) for m in others)


def _between(passage: Passage, one: Measurement, other: Measurement) -> str:
    first, second = sorted((one, other), key=lambda m: m.start)
    return passage.text[first.end - passage.start : second.start - passage.start]


def _field(passage: Passage, measurement: Measurement) -> str:
    """The clause right before that says where, when or in what field was counted; empty where there is none."""
    before = passage.text[: measurement.clause.start - passage.start].rstrip("，,：:、 ")[-_FIELD:]
    clause = _MARKS.split(before)[-1]
    # One with a number of its own counts something else (电子证照类型14类,入库总量246个).
    is_field = clause.endswith(words("meaning", "findings", "fields")) and not _DIGIT.search(clause)
    return clause if is_field else ""


@cache
def _unsaid() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "findings", "unsaid")))


def _says_whole(passage: Passage, measurement: Measurement) -> bool:
    """Whether the number is said to be the whole: 共5件, or 共办理… with a metric long enough to name one thing."""
    start = max(measurement.clause.start, measurement.start - 40)
    before = passage.text[start - passage.start : measurement.start - passage.start]
    if len(measurement.label) >= _TELLING:
        return _total().search(before) is not None
    return before.endswith(words("meaning", "parts", "total"))


@cache
def _total() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "parts", "total")))


def _agree(one: Measurement, other: Measurement) -> bool:
    difference = abs(one.value - other.value)
    return difference <= 1e-9 or difference < tolerance(one) + tolerance(other) - 1e-9


def _conflict(one: Measurement, other: Measurement) -> Contradiction:
    message = (
        f"{name(one)}前后不一致:前文为{say(one.value, one.unit)},后文为{say(other.value, other.unit)},"
        f"相差{say(abs(one.value - other.value), one.unit)}。"
    )
    return Contradiction("conflicting_values", "warning", one.value, other.value, (other, one), message)
