"""Clauses: the stretches between commas, semicolons and colons that a number is read in.

Quoted names, titles and decimal or thousands separators do not divide; brackets divide where they hold a number of
their own. Half-width marks divide like full-width ones.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.core.extract.quantity import Quantity

# A half-width full stop right behind a share or a character ends what was said (占98.6%.其中…, 前进5位.12366热线…).
# Every mark begins with a character of one set, so that the search runs over all others without trying.
_SIGNS = "，,；;。！!？?：:\n（(）)“《「"
_MARK = re.compile(
    rf"[{_SIGNS} \t\u3000.．](?:(?<=[{_SIGNS}])|(?<=[ \t\u3000])[ \t\u3000]{{2,}}"
    r"|(?<=[%％‰一-龥][.．])(?=\s*[一-龥“\"（(0-9A-Z]))"
)
_OPENS = {"“": "”", "《": "》", "「": "」"}
_OPENING = frozenset("（(")
_BRACKETS = _OPENING | frozenset("）)")
_BRACKET = re.compile("[（(](?:[^（()）]|[（(][^（()）]{0,40}[）)]){0,120}[）)]")
# A quotation longer than this is a text of its own, and its commas divide.
_LONGEST_NAME = 40
_LONGEST_ASIDE = 120
# How many quantities from a bracket on are looked at for one that is no date.
_DATES = 4


@dataclass(slots=True, eq=False)
class Clause:
    """`text[start:end]` without the marks around it; `opener` is the mark before it (`` at the start of a sentence).

    `depth` is 1 inside brackets that hold numbers, else 0.
    """

    start: int
    end: int
    opener: str = ""
    depth: int = 0


def split(text: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Clause]:
    """The clauses of `text[start:end]`, in order; `quantities` are those of the stretch, in order."""
    clauses: list[Clause] = []
    at, opener, depth = start, "", 0
    position = start
    passed, count = 0, len(quantities)
    for mark in _MARK.finditer(text, start, end):
        begins, sign = mark.start(), mark[0]
        if begins < position:
            continue
        if sign in _OPENS:
            position = _close(text, begins, end)
            continue
        while passed < count and quantities[passed].start <= begins:
            passed += 1
        if passed and quantities[passed - 1].end > begins:
            continue
        if sign in _BRACKETS and not _divides(text, begins, end, quantities[passed : passed + _DATES], depth):
            # Within a bracket with numbers one without any is passed over: 办结（其中村（社区）上报226起）.
            position = _closing(text, begins, end) + 1 if depth and sign in _OPENING else position
            continue
        if begins > at:
            clauses.append(Clause(at, begins, opener, depth))
        if sign in _BRACKETS:
            depth = 1 if sign in _OPENING else 0
        at, opener = begins + len(sign), sign
    if end > at:
        clauses.append(Clause(at, end, opener, depth))
    return clauses or [Clause(start, end)]


def _close(text: str, at: int, end: int) -> int:
    """The position after the quotation that opens at `at`, or after its mark where it is no short name."""
    closes = text.find(_OPENS[text[at]], at + 1, min(end, at + _LONGEST_NAME))
    return closes + 1 if closes >= 0 else at + 1


def _divides(text: str, at: int, end: int, following: Sequence[Quantity], depth: int) -> bool:
    """Whether a bracket divides: one with a quantity that is no date before it closes within reach; its end.

    受理案件（含上年结转）256件 is one clause.
    """
    if text[at] not in _OPENING:
        return depth == 1
    counted = next((quantity for quantity in following if quantity.kind not in ("date", "period")), None)
    if counted is None or counted.start > min(end, at + _LONGEST_ASIDE):
        return False
    return counted.start < _closing(text, at, end)


def _closing(text: str, at: int, end: int) -> int:
    """Where the bracket that opens at `at` closes, those in it passed over; `at` where it does not within reach."""
    bracket = _BRACKET.match(text, at, min(end, at + _LONGEST_ASIDE))
    return bracket.end() - 1 if bracket else at
