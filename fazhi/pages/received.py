"""The text as received, cut where it was changed and where an indicator stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fazhi.core.normalize.kinds import is_repair
from fazhi.pages.marking import stretches
from fazhi.schema.curated import Indicator


class Change(Protocol):
    """A change as normalize records it (`Edit`, `EditRow`): `source_text[start:end]` became `text`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as received: unchanged (`kind` None), or what was taken away and put in its place.

    `marks`: the indicators that it belongs to, the shortest first; `soft`: a change that is no repair.
    """

    text: str
    inserted: str = ""
    kind: str | None = None
    soft: bool = False
    marks: list[Indicator] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of the source: of a change, or of an indicator."""

    start: int
    end: int
    change: Change | None = None
    indicator: Indicator | None = None


def pieces(source_text: str, edits: Sequence[Change], indicators: Sequence[Indicator] = ()) -> list[Piece]:
    """The pieces that joined give `source_text` back; a change that does not stand in order is left out.

    What a change puts in stands with its last piece, where an indicator begins or ends within it.
    """
    places = [_Place(e.start, e.end, change=e) for e in _in_order(edits, len(source_text))]
    places += [_Place(i.source_start, i.source_end, indicator=i) for i in indicators]
    made: list[Piece] = []
    at = 0
    for stretch in stretches(source_text, places):
        marks = [p.indicator for p in stretch.marks if p.indicator is not None]
        made += [_changed("", p.change, marks) for p in stretch.begins if p.change is not None and p.start == p.end]
        change = next((p.change for p in stretch.marks if p.change is not None), None)
        end = at + len(stretch.text)
        if change is not None:
            made.append(_changed(stretch.text, change, marks, last=end == change.end))
        elif stretch.text:
            made.append(Piece(stretch.text, marks=marks))
        at = end
    return made


def _in_order(edits: Sequence[Change], length: int) -> list[Change]:
    kept: list[Change] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if at <= edit.start <= edit.end <= length:
            kept.append(edit)
            at = edit.end
    return kept


def _changed(text: str, change: Change, marks: list[Indicator], last: bool = True) -> Piece:
    return Piece(text, change.text if last else "", change.kind, not is_repair(change.kind), marks)
