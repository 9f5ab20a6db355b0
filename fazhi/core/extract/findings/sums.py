"""Totals against the sum of their parts.

A list of parts need not be complete (共1737项,其中取消153项). That it adds up to less is a finding only where the list
claims to be all: it names a remainder (其他…), or its parts all but give the total and are all kinds that there are
(levels, quarters, decisions). That it adds up to more is one where the parts of the one list exclude each other
(维持、撤销、终止), and a part can never be more than its total.
"""

import re
from collections.abc import Sequence

from fazhi.core.extract.findings.contradiction import Contradiction, name, say, tolerance, tolerances
from fazhi.core.extract.findings.exclusive import exclusive
from fazhi.core.extract.lexicon import members, words
from fazhi.core.extract.measurement import Measurement, Passage

# Without a named remainder, several parts that come this close to the total are taken to be all of it.
_NEARLY = 0.03
_FEWEST = 3
_LEVELS = ("级", "本级", "男", "女", "男性", "女性")
_QUARTERS = {(1, 3), (4, 6), (7, 9), (10, 12)}
_CONCLUDED = re.compile("[审办结执]结|结案|判决|裁决")
# Characters behind a part and before the first where the list says that it is not all; what it says then.
_AFTER, _BEFORE = 12, 30
_CLAUSE_END, _LAST_NUMBER = re.compile("[，,；;。、]"), re.compile(r"^.*\d[一-龥]?")
_CHOSEN = re.compile("主要|居前|前[二两三四五六七八十]|较多|较高|较为|突出|集中|最多|最高|典型|重点|例如|比如")
# Below this share of the total a difference is a warning, from it on critical.
_CRITICAL = 0.01


def check(passages: Sequence[Passage]) -> list[Contradiction]:
    """Sums that do not give their total, parts that are more than it."""
    parts: dict[int, list[Measurement]] = {}
    wholes: dict[int, Measurement] = {}
    opened: set[int] = set()
    for passage in passages:
        for measurement in passage.measurements:
            if measurement.whole is not None:
                wholes[id(measurement.whole)] = measurement.whole
                parts.setdefault(id(measurement.whole), []).append(measurement)
                if _is_open(passage, measurement):
                    opened.add(id(measurement.whole))
    found = [_judge(wholes[key], members, key in opened) for key, members in parts.items()]
    return [contradiction for contradiction in found if contradiction is not None]


def _is_open(passage: Passage, part: Measurement) -> bool:
    """Whether a list says that it is not all of its total: 等 behind a part, 主要 or 居前三位 before the first."""
    start, end = part.start - passage.start, part.end - passage.start
    if "等" in _CLAUSE_END.split(passage.text[end : end + _AFTER])[0]:
        return True
    if part.listed is not None and part.listed is not part:
        return False
    return _CHOSEN.search(_LAST_NUMBER.sub("", passage.text[max(0, start - _BEFORE) : start])) is not None


def _judge(whole: Measurement, parts: Sequence[Measurement], is_open: bool) -> Contradiction | None:
    """What is wrong with a total and its parts, if anything; `is_open`: the list says that it is not all (等)."""
    for part in parts:
        bounded = part.quantity.value_high is not None or whole.quantity.value_high is not None
        if not bounded and part.value > whole.value + tolerance(part) + tolerance(whole):
            return _too_large(whole, part)
    lists: dict[int, list[Measurement]] = {}
    for part in parts:
        lists.setdefault(id(part.listed), []).append(part)
    if any(_compare(whole, listed, sum(part.value for part in listed)) is None for listed in lists.values()):
        return None
    for listed in lists.values():
        total = sum(part.value for part in listed)
        if not is_open and _complete(whole, listed, total):
            return _compare(whole, listed, total)
        if total > whole.value and exclusive(whole, listed):
            return _compare(whole, listed, total)
    return None


def _compare(whole: Measurement, parts: Sequence[Measurement], total: float) -> Contradiction | None:
    """The difference between a total and the sum of its parts, None where rounding explains it."""
    difference = whole.value - total
    if abs(difference) <= tolerances([whole, *parts]) + 1e-6:
        return None
    severity = "critical" if abs(difference) >= _CRITICAL * abs(whole.value) else "warning"
    message = (
        f"{name(whole)}共{say(whole.value, whole.unit)},分项之和为{say(total, whole.unit)},"
        f"相差{say(abs(difference), whole.unit)}。"
    )
    return Contradiction("sum_of_parts", severity, total, whole.value, (whole, *parts), message)


def _too_large(whole: Measurement, part: Measurement) -> Contradiction:
    message = (
        f"{name(part)}{say(part.value, part.unit)}是{name(whole)}{say(whole.value, whole.unit)}的一部分,"
        f"却比它多{say(part.value - whole.value, part.unit)}。"
    )
    return Contradiction("sum_of_parts", "critical", part.value, whole.value, (whole, part), message)


def _complete(whole: Measurement, parts: Sequence[Measurement], total: float) -> bool:
    """Whether the parts claim to be all of the total."""
    if len(parts) < 2 or whole.value <= 0:
        return False
    # A number behind its parts is said to be their sum (…,合计500项).
    if parts[-1].end <= whole.start or any(part.label.startswith(_rest()) for part in parts):
        return True
    return len(parts) >= _FEWEST and abs(total / whole.value - 1) <= _NEARLY and _closed(whole, parts)


def _rest() -> tuple[str, ...]:
    return words("meaning", "parts", "residual_heads")


def _closed(whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether the kinds of the parts are all that there are: levels, quarters, decisions on what was concluded.

    Of types and topics the smallest may go unsaid (300件,其中行政处罚200件、信息公开60件、行政许可35件).
    """
    labels = [part.label for part in parts]
    if all(label.endswith(_LEVELS) for label in labels):
        return True
    if {_months(part) for part in parts} == _QUARTERS and len(parts) == len(_QUARTERS):
        return True
    outcomes = members("meaning", "parts", "outcomes")
    if len(parts) <= _FEWEST:
        return False
    return _CONCLUDED.search(whole.label) is not None and all(label in outcomes for label in labels)


def _months(part: Measurement) -> tuple[int, int]:
    """The first and the last month of what a part holds for, 0 where it is open."""
    start, end = part.period
    return (start.month if start else 0, end.month if end else 0)
