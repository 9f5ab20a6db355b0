"""Sums: lists of parts that only their numbers tell, since they give a total exactly."""

from collections.abc import Sequence

from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.parts.totals import said_total

_EXACT = 1e-9
LONGEST_LIST = 40
# How many numbers beside a total are summed up.
_SUMMED = 12
# Of a total whose parts only their sum tells: a smaller one has them in a bracket (2起（办结1起，办理中1起）).
_FEWEST = 3


def by_sum(passage: Passage) -> None:
    """A total and the numbers of its unit right behind it (or before it, then with 共) that give it exactly."""
    levels = [m for m in passage.measurements if m.role == "level" and m.unit != "%"][: 2 * LONGEST_LIST]
    for at, whole in enumerate(levels):
        if whole.value < 2 or whole.whole is not None or whole.qualifier != "exact":
            continue
        parts = _summing(levels[at + 1 : at + 1 + _SUMMED], whole)
        if whole.value < _FEWEST and not all(part.clause.depth > whole.clause.depth for part in parts):
            continue
        if not parts and at > 1 and said_total(passage, whole):
            parts = _summing(levels[max(0, at - _SUMMED) : at][::-1], whole)
        for part in parts:
            part.role, part.whole = "part", whole


def _summing(candidates: Sequence[Measurement], whole: Measurement) -> list[Measurement]:
    """The run of at least two measurements, next to the total, that gives it."""
    total = 0.0
    run: list[Measurement] = []
    for measurement in candidates:
        if measurement.unit != whole.unit or measurement.whole is not None or measurement.qualifier != "exact":
            break
        total += measurement.value
        run.append(measurement)
        if total > whole.value * (1 + _EXACT):
            break
        if len(run) > 1 and gives(run, whole.value):
            return run
    return []


def gives(parts: Sequence[Measurement], whole: float) -> bool:
    return abs(added(parts) - whole) <= _EXACT * max(1.0, abs(whole))


def added(parts: Sequence[Measurement]) -> float:
    return sum(m.value for m in parts)
