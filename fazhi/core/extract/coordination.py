"""Coordinated quantities: which numbers are read together, and what they share (`85个和60个工作日`以内).

A number before a connector takes the unit of the last of its group where its own is only 个; a bound behind the group
(以内, also behind a closing bracket) holds for all of it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from fazhi.core.extract.measurement import Measurement

_CONNECTOR = re.compile(r"\s*(?:[、,，/]|和|与|及|以及|或|[,，、]?\s*(?:和|以及))\s*$")
# A longer list is a table or noise.
_LARGEST = 16
_RELATIVE = frozenset({"%", "倍", "百分点"})
_UNIT_OF_TIME = ("工作日", "自然日", "小时", "月", "日", "百分点")
_LATE_BOUND = re.compile(r"\s*(?:[（(][^（）()]{0,40}[）)])?\s*(以内|之内|以下|以上)")
_BOUNDS = {"以内": "under", "之内": "under", "以下": "under", "以上": "over"}


def coordinate(text: str, measurements: Sequence[Measurement]) -> None:
    """Join neighbours that only a connector divides into groups, and give them what they share.

    In: the measurements of one sentence, in order. Changes their `group`, `unit` and `qualifier`.
    """
    for before, after in pairwise(measurements):
        group = before.group or [before]
        if len(group) < _LARGEST and _connected(text, before, after):
            group.append(after)
            before.group = after.group = group
    for measurement in measurements:
        if measurement.group and measurement.leads:
            _share_unit(measurement.group)
            _share_bound(text, measurement.group)
        elif not measurement.group:
            _share_bound(text, [measurement])


def _connected(text: str, before: Measurement, after: Measurement) -> bool:
    """Whether the two are members of one list of bare numbers with compatible units."""
    if after.start - before.end > 4 or _CONNECTOR.fullmatch(text[before.end : after.start]) is None:
        return False
    if "ordinal" in (before.quantity.kind, after.quantity.kind) and before.quantity.kind != after.quantity.kind:
        return False
    if before.unit in _RELATIVE and after.unit in _RELATIVE:
        return True
    return before.unit == after.unit or before.unit in ("", "个") or not before.quantity.unit


def _share_unit(group: Sequence[Measurement]) -> None:
    """Give 个 and bare numbers the unit of the last: 85个和60个工作日."""
    last = group[-1].unit
    for measurement in group[:-1]:
        if not measurement.unit or (measurement.unit == "个" and last in _UNIT_OF_TIME):
            measurement.unit = last


def _share_bound(text: str, group: Sequence[Measurement]) -> None:
    """Give all the bound that stands behind the group, brackets in between skipped."""
    last = group[-1]
    late = _LATE_BOUND.match(text, last.end)
    if late is not None and last.qualifier == "exact":
        last.qualifier = _BOUNDS[late.group(1)]  # type: ignore[assignment]
        if len(group) == 1 and text[last.end] not in "（(":
            last.end = late.end()
    if (
        len(group) > 1 and last.qualifier in ("under", "over") and text[last.start : last.end].endswith(tuple(_BOUNDS))
    ) or (len(group) > 1 and late is not None):
        bound = last.qualifier
    else:
        return
    for measurement in group:
        if measurement.qualifier == "exact":
            measurement.qualifier = bound
