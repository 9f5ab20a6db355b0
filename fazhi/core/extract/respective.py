"""Respective changes and shares: which of the values before them they are of (同比分别增长5.1%和12.6%).

分别 says that the first is of the first value and so on: as many values right before as there are changes.
"""

import re

from fazhi.core.extract.items import EACH
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.verbs import only_verbs

_DIVIDER = re.compile(r"\s*[、，,]?\s*(?:和|与|及|以及)?\s*")
# Characters between two changes of a list, words looked at before the first.
_APART, _BEFORE = 10, 24
_LONGEST = 12
# Fewer changes are no list.
_LISTED = 2


def referents(passage: Passage) -> dict[int, Measurement]:
    """The value that each change or share of a list with 分别 is of, by its place in the sentence. Linear."""
    found: dict[int, Measurement] = {}
    if EACH not in passage.text and sum(m.role == "change" for m in passage.measurements) < _LISTED:
        return _of_parts(passage)
    values: list[Measurement] = []
    changed: list[Measurement] = []
    at = 0
    measurements = passage.measurements
    while at < len(measurements):
        role = measurements[at].role
        run = _run(passage, at) if role in ("change", "rank") else _shares(passage, at)
        # What a bracket counts is none of what goes on behind it.
        outside = [value for value in values if value.clause.depth <= measurements[at].clause.depth]
        # Ranks are of how values changed where that is what stands before them: 分别增长7.2%、9.1%,居全市第三、第一.
        outside = changed if role == "rank" and changed else outside
        if run > 1 and len(outside) >= run and _one_each(passage, at, outside[-run:]):
            changes = measurements[at : at + run]
            pairs = list(zip(changes, outside[-run:], strict=True))
            if all(change.unit != "百分点" or value.unit == "%" for change, value in pairs):
                found.update({at + n: value for n, (_, value) in enumerate(pairs)})
        if role != "rank":
            changed = (changed + measurements[at : at + run])[-_LONGEST:] if role == "change" else []
        values = (values + [m for m in measurements[at : at + run] if m.role in ("level", "part", "to")])[-_LONGEST:]
        at += run
    return found


def _of_parts(passage: Passage) -> dict[int, Measurement]:
    """The parts that shares without 分别 are of, where as many stand right before: 自然人150件、法人50件,占75%和25%."""
    found: dict[int, Measurement] = {}
    if "占" not in passage.text:
        return found
    for at, share in enumerate(passage.measurements):
        run = len(share.group)
        if share.unit != "%" or not share.leads or not 1 < run <= at or share.role != "level":
            continue
        values = passage.measurements[at - run : at]
        listed = {id(value.listed) for value in values if value.listed is not None}
        before = passage.text[share.clause.start - passage.start : share.start - passage.start]
        others = sum(m.listed is values[0].listed for m in passage.measurements[max(0, at - _LONGEST) : at])
        if len(listed) == 1 and others == run and before.startswith("占"):
            found.update({at + n: value for n, value in enumerate(values)})
    return found


def _respectively(passage: Passage, at: int) -> bool:
    first = passage.measurements[at]
    start = max(passage.measurements[at - 1].end if at else 0, first.start - _BEFORE)
    return EACH in passage.text[start - passage.start : first.start - passage.start]


def _one_each(passage: Passage, at: int, values: list[Measurement]) -> bool:
    """Whether each of the changes or ranks from `at` on is of one of the values before them."""
    return _respectively(passage, at) or _as_listed(passage, at, values) or _of_one_verb(passage, at, values)


def _of_one_verb(passage: Passage, at: int, values: list[Measurement]) -> bool:
    """Whether changes of one verb are of all values that stand before them (受理7件,办结6件,同比增长5%、6%)."""
    first, last = passage.measurements[at], values[-1]
    if first.role != "change" or last is not passage.measurements[at - 1]:
        return False
    units = [value.unit for value in values]
    alike = len(set(units)) > 1 and units == [m.unit for m in passage.measurements[at : at + len(values)]]
    if len(first.group) != len(values) and not alike:
        return False
    before = passage.text[max(first.clause.start, last.end) - passage.start : first.start - passage.start]
    others = sum(m.role in ("level", "part", "to") and m.clause.depth == 0 for m in passage.measurements[:at])
    return first.clause is not last.clause and others == len(values) and not re.search(r"[、和与及]", before)


def _as_listed(passage: Passage, at: int, values: list[Measurement]) -> bool:
    """Whether the changes from `at` on are of all values of one 分别 (分别达86人、52人,较上年增加3人、1人)."""
    leader, first = values[0], passage.measurements[at]
    if len(leader.group) != len(values) or leader.group[-1] is not values[-1] or first.role != "change":
        return False
    before = passage.text[
        max(leader.clause.start, leader.start - _BEFORE) - passage.start : leader.start - passage.start
    ]
    return EACH in before


def _shares(passage: Passage, at: int) -> int:
    """How many shares one noun has from `at` on (顾问517人、律师289人,覆盖率分别为100%和92%), 1 for a list of nouns."""
    first = passage.measurements[at]
    if not first.leads or len(first.group) < 2 or first.unit != "%" or first.role != "level":
        return 1
    start = max(first.clause.start, first.start - _BEFORE)
    named = passage.text[start - passage.start : first.start - passage.start].split(EACH)[0]
    return 1 if re.search(r"[、和与及]", named) else len(first.group)


def _run(passage: Passage, at: int) -> int:
    """How many changes, or ranks, stand in a list from `at` on, with nothing but dividers and verbs between them."""
    length, first = 1, passage.measurements[at]
    for before, after in zip(passage.measurements[at:], passage.measurements[at + 1 : at + _LONGEST], strict=False):
        gap = after.start - before.end
        if after.role != first.role or gap > _APART:
            break
        between = passage.text[before.end - passage.start : after.start - passage.start]
        divider = _DIVIDER.match(between)
        verb = between[divider.end() if divider else 0 :]
        if verb and not only_verbs(verb):
            break
        length += 1
    return length
