"""Two readings of one document, figure by figure: which is which, and what is different about it.

Pure: indicators in, differences out. A figure is known again by its place, by its quote and metric, by what it
measures, and last by what stands before it; each step takes what the steps before have left.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from fazhi.schema.curated import Indicator

# In the order of their weight.
SEVERITIES = ("value", "meaning", "presence", "copy", "position")
Severity = Literal["value", "meaning", "presence", "copy", "position"]
Kind = Literal["added", "changed", "removed", "replaced"]
_VALUE = ("value", "value_high", "unit")
_MEANING = ("role", "direction", "qualifier", "metric", "system", "indicator_code", "subject", "period_start",
            "period_end")  # fmt: skip
_POSITION = ("quote", "start", "end", "source_start", "source_end")
# None: the indicator has no such key and waits for another step.
Key = Callable[[Indicator], Hashable | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is read differently: `before` is None for an added one, `after` for one that is gone.

    Both are None where a whole report is `replaced`, as the kept copy, by a better one (severity `copy`).
    """

    severity: Severity
    kind: Kind
    fields: tuple[str, ...]
    before: Indicator | None
    after: Indicator | None


class _Pairing:
    """The figures of two readings, and which have found each other."""

    def __init__(self, before: Sequence[Indicator], after: Sequence[Indicator]) -> None:
        self.before, self.after = before, after
        self.partner: dict[int, int] = {}
        self.taken: set[int] = set()

    def left(self) -> tuple[list[int], list[int]]:
        """Positions without a partner, in either reading."""
        return (
            [n for n in range(len(self.before)) if n not in self.partner],
            [n for n in range(len(self.after)) if n not in self.taken],
        )

    def match(self, key: Callable[[int, bool], Hashable | None], only_single: bool = False) -> None:
        """Pair what has the same key, in order; `only_single`: where one figure stands against one."""
        before, after = self.left()
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        rivals: dict[Hashable, int] = defaultdict(int)
        for n in after:
            waiting[key(n, True)].append(n)
        for n in before:
            rivals[key(n, False)] += 1
        for n in before:
            own = key(n, False)
            found = waiting.get(own)
            if own is None or not found or (only_single and (len(found), rivals[own]) != (1, 1)):
                continue
            self.partner[n] = found.popleft()
            self.taken.add(self.partner[n])

    def by(self, key: Key) -> None:
        """Pair what has the same key, wherever it stands."""
        self.match(lambda n, later: key(self.after[n] if later else self.before[n]))

    def in_gaps(self, key: Key, only_single: bool = False) -> None:
        """Pair what has the same key and stands behind the same pair."""
        gaps = _gaps(self.partner, len(self.before)), _gaps({a: a for a in self.taken}, len(self.after))

        def with_gap(n: int, later: bool) -> Hashable:
            return gaps[later][n], key(self.after[n] if later else self.before[n])

        self.match(with_gap, only_single)

    def overlapping(self) -> None:
        """Pair what covers the same characters of the source: for two readings of the same bytes."""
        before, after = self.left()
        before.sort(key=lambda n: self.before[n].source_start)
        waiting = deque(sorted(after, key=lambda n: self.after[n].source_start))
        for n in before:
            one = self.before[n]
            while waiting and self.after[waiting[0]].source_end <= one.source_start:
                waiting.popleft()
            if waiting and self.after[waiting[0]].source_start < one.source_end:
                self.partner[n] = waiting.popleft()
                self.taken.add(self.partner[n])


def differences(before: Sequence[Indicator], after: Sequence[Indicator], same_bytes: bool) -> list[Difference]:
    """What is different between two readings of a document, in the order of the text; equal figures are left out."""
    pairing = _Pairing(before, after)
    pairing.by(lambda i: (i.start, i.end, i.quote))
    pairing.by(lambda i: (i.quote, i.metric))
    if same_bytes:
        pairing.overlapping()
    pairing.by(lambda i: (i.metric, i.unit, i.role, i.subject, i.period_end) if i.metric else None)
    pairing.in_gaps(lambda i: i.quote)
    pairing.in_gaps(lambda i: i.unit, only_single=True)
    return _told(pairing)


def _told(pairing: _Pairing) -> list[Difference]:
    became = {pairing.before[b].indicator_id: pairing.after[a].indicator_id for b, a in pairing.partner.items()}
    found = [_changed(pairing.before[b], pairing.after[a], became) for b, a in pairing.partner.items()]
    gone, new = pairing.left()
    found += [Difference("presence", "removed", (), pairing.before[n], None) for n in gone]
    found += [Difference("presence", "added", (), None, pairing.after[n]) for n in new]
    return sorted((d for d in found if d is not None), key=_place)


def _place(difference: Difference) -> int:
    here = difference.after or difference.before
    return here.start if here else 0


def _changed(one: Indicator, other: Indicator, became: dict[str, str]) -> Difference | None:
    """The gravest difference of a pair with all the fields that differ, None where nothing does."""
    levels: tuple[tuple[Severity, list[str]], ...] = (
        ("value", _differing(_VALUE, one, other)),
        ("meaning", _differing(_MEANING, one, other) + _total(one, other, became)),
        ("position", _differing(_POSITION, one, other)),
    )
    grave = [(severity, fields) for severity, fields in levels if fields]
    if not grave:
        return None
    named = tuple(name for severity, fields in grave for name in fields if severity != "position" or len(grave) == 1)
    return Difference(grave[0][0], "changed", named, one, other)


def _differing(names: tuple[str, ...], one: Indicator, other: Indicator) -> list[str]:
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _total(one: Indicator, other: Indicator, became: dict[str, str]) -> list[str]:
    """Ids hold offsets: a part has another total where its total did not become the one it has now."""
    expected = became.get(one.part_of, "") if one.part_of else None
    return [] if expected == other.part_of else ["part_of"]


def _gaps(partner: dict[int, int], count: int) -> list[int]:
    """For each position the partner of the last paired one before it, -1 at the beginning."""
    gaps, last = [], -1
    for n in range(count):
        gaps.append(last)
        last = partner.get(n, last)
    return gaps
