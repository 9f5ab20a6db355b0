"""Edits: the one form in which every step of normalize says what it changed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` replaces `before[start:end]` of the text that the step was given; `kind` names the reason.

    Offsets count code points. The edits of one step are sorted, do not overlap, and change something.
    """

    start: int
    end: int
    text: str
    kind: str


def apply(before: str, edits: Iterable[Edit]) -> str:
    """The text after `edits`; raises ValueError where they overlap or are out of order."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or edit.end < edit.start or edit.end > len(before):
            raise ValueError(f"edit {edit} does not stand in order within the text (at {at} of {len(before)})")
        pieces += (before[at : edit.start], edit.text)
        at = edit.end
    pieces.append(before[at:])
    return "".join(pieces)


def between(before: str, after: str, kind: str) -> list[Edit]:
    """The edits that turn `before` into `after`, which is as long: one for each stretch of changed characters."""
    if len(before) != len(after):
        raise ValueError(f"lengths differ: {len(before)} and {len(after)}")
    edits: list[Edit] = []
    start: int | None = None
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new and start is None:
            start = at
        elif old == new and start is not None:
            edits.append(Edit(start, at, after[start:at], kind))
            start = None
    if start is not None:
        edits.append(Edit(start, len(after), after[start:], kind))
    return edits
