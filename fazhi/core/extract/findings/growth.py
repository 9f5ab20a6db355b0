"""A growth rate against the value and the change beside it, or against the value of the year before.

受理120件,较上年增加20件,增长30%; 120件,较2022年的100件增长30%; 2022年受理100件,2023年受理120件,增长30%.
"""

from collections.abc import Sequence

from fazhi.core.extract.findings.contradiction import Contradiction, name, plain, say, tolerance, written_as
from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.verbs import only_verbs

# Numbers of a rate and what it comes from; characters between two of them.
_FEWEST, _REACH = 3, 16
# Totals over several years, whose growth may be that of the year.
_STOCKS = ("累计", "历年", "总数", "总量", "以来")
_PERIODS = ("环比", "月", "季", "年均", "平均")


def check(passages: Sequence[Passage]) -> list[Contradiction]:
    """Growth rates that the two values or the value and its change do not give."""
    found: list[Contradiction] = []
    for passage in passages:
        measurements = passage.measurements
        if len(measurements) < _FEWEST or not any(m.role == "change" for m in measurements):
            continue
        for at in range(2, len(measurements)):
            one, other, last = measurements[at - 2 : at + 1]
            based = _by_change(passage, one, other, last) or _by_base(passage, one, other, last)
            if based is not None and (contradiction := _judge(*based)) is not None:
                found.append(contradiction)
    return found


_Based = tuple[Measurement, float, float, Measurement]


def _by_change(passage: Passage, value: Measurement, one: Measurement, other: Measurement) -> _Based | None:
    """The value, what it was before, the slack and the rate, of a value with its change and rate in either order."""
    rate, change = (one, other) if one.unit == "%" else (other, one)
    if value.role not in ("level", "part") or (one.role, other.role) != ("change", "change"):
        return None
    if rate.unit != "%" or change.unit != value.unit or rate.unit == value.unit or rate.direction != change.direction:
        return None
    before = value.value - change.value if change.direction == "increase" else value.value + change.value
    if change.direction is None or before <= 0 or not _exact(value, change, rate):
        return None
    if not (_bare(passage, value, one) and _bare(passage, one, other)) or _is_stock(passage, value):
        return None
    return value, before, tolerance(value) + tolerance(change), rate


def _by_base(passage: Passage, one: Measurement, other: Measurement, rate: Measurement) -> _Based | None:
    """The same of two values of one metric, the other an earlier one that the text compares with or the year before."""
    if rate.role != "change" or rate.unit != "%" or one.unit != other.unit or one.unit == "%":
        return None
    if not _exact(one, other, rate) or not _bare(passage, other, rate):
        return None
    slack = tolerance(one) + tolerance(other)
    if other.base and one.role in ("level", "to") and other.value > 0 and one.metric == other.metric:
        return one, other.value, slack, rate
    if one.role == other.role == "level" and one.value > 0 and one.metric == other.metric and _year_after(one, other):
        return other, one.value, slack, rate
    return None


def _judge(value: Measurement, before: float, slack: float, rate: Measurement) -> Contradiction | None:
    """The contradiction between a value, what it was before and its growth; None where they agree."""
    if (value.value >= before) != (rate.direction == "increase"):
        return None
    expected = 100 * abs(value.value - before) / before
    if written_as(expected, rate, 100 * slack * (1 + value.value / before) / before):
        return None
    message = (
        f"{name(value)}由{say(before, value.unit)}变为{say(value.value, value.unit)},"
        f"变化应为{plain(round(expected, 2))}%,文中写为{plain(rate.value)}%。"
    )
    return Contradiction("change_mismatch", "warning", expected, rate.value, (rate, value), message)


def _exact(*measurements: Measurement) -> bool:
    """Whether all are numbers of their own that are written out; of money rates are often at the prices of one year."""
    return all(
        m.qualifier == "exact" and m.unit != "元" and m.quantity.value_high is None and not m.group
        for m in measurements
    )


def _bare(passage: Passage, before: Measurement, after: Measurement) -> bool:
    """Whether only a word of change or comparison stands between two numbers, of no other period."""
    between = passage.text[before.end - passage.start : after.start - passage.start]
    said = between.strip("，,、（( ")
    if len(between) > _REACH or any(word in said for word in _PERIODS):
        return False
    nouns = words("meaning", "change", "nouns_increase", "nouns_decrease")
    return not said or only_verbs(said) or said.rstrip("达为到约").removeprefix("同比") in nouns


def _is_stock(passage: Passage, value: Measurement) -> bool:
    said = passage.text[value.clause.start - passage.start : value.start - passage.start]
    return any(word in said for word in _STOCKS)


def _year_after(one: Measurement, other: Measurement) -> bool:
    """Whether one is of a whole year and the other of the next."""
    (start, end), (later, last) = one.period, other.period
    if start is None or end is None or later is None or last is None:
        return False
    whole = (start.month, start.day, end.month, end.day) == (later.month, later.day, last.month, last.day)
    return whole and (start.month, end.month) == (1, 12) and start.year == end.year == later.year - 1 == last.year - 1
