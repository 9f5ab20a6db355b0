"""From the verdict on a page to its edits: the places in order, each read by the search, the annotations taken out."""

import re
from collections.abc import Iterator

from fazhi.core.normalize.edits import Edit

from .cells import symbol
from .characters import SYLLABLE, table
from .gate import Verdict
from .hypotheses import Costs
from .misaligned import HOLE
from .model import load
from .script import restore
from .search import Reading, Search, crosses
from .tokens import LOST, last_byte, token_at
from .variety import settle

_LOOK_BACK = 40
_ANNOTATED_ANY = re.compile(rf"([\u4e00-\u9fff@-~])[(（]({SYLLABLE})[)）]")


def edits(text: str, verdict: Verdict) -> list[Edit]:
    """The edits of a page that passed the gate, sorted, not overlapping."""
    repaired = _read(text, verdict.starts, verdict.costs)
    changes = [_changes(text, reading) for reading in repaired]
    if not verdict.annotated and not any(changes):
        return []
    found: list[Edit] = []
    at = 0
    for reading, changed in zip(repaired, changes, strict=True):
        start = reading.tokens[0].start
        if start > at:
            found += _annotations(text, at, start)
        found += changed
        at = reading.end
    found += _annotations(text, at, len(text))
    return restore(text, [edit for edit in found if text[edit.start : edit.end] != edit.text])


def _read(text: str, starts: list[int], costs: Costs) -> list[Reading]:
    """Every stretch that the search read; the first ones settle how the page was made."""
    readings = _readings(text, starts, costs)
    settled, taken = settle(costs, readings)
    return [*taken, *readings] if settled is costs else list(_readings(text, starts, settled))


def _readings(text: str, starts: list[int], costs: Costs) -> Iterator[Reading]:
    search = Search(text, costs)
    behind = Reading([], [], 0, (1, 1), 0)
    for start in starts:
        if start >= behind.end:
            behind = search.read(start, *_context(text, start, behind, costs.half_width))
            yield behind


def _context(text: str, start: int, behind: Reading, half_width: bool) -> tuple[tuple[int, int], int]:
    """The two symbols before `start` and the byte before it, where `behind` was read last."""
    at = max(behind.end, start - _LOOK_BACK)
    a, b = behind.context if at == behind.end else (0, 0)
    last = behind.last
    while at < start:
        token = token_at(text, at)
        number = symbol(token.shown, load())
        if number == 1:
            a = b = 1
        elif number > 0 or (number == 0 and token.kind != LOST):
            a, b = b, number
        last = last_byte(token, half_width)
        at = token.end
    return (a, b), last


def _changes(text: str, reading: Reading) -> list[Edit]:
    """The edits of one stretch: neighbouring changed tokens are one edit, annotations and holes stand alone."""
    found: list[Edit] = []
    joined = False
    kind = "mirror_shift"
    for token, written in zip(reading.tokens, reading.texts, strict=True):
        shown = text[token.start : token.end]
        if written == shown:
            joined = False
        elif written == token.shown and token.reading and token.kind != LOST:
            found.append(Edit(token.start + 1, token.end, "", "mirror_pinyin"))
            joined = False
        else:
            if not joined:
                kind = "mirror_punctuation" if token.kind == LOST and not token.reading else "mirror_shift"
            own = "unrepaired" if HOLE in written else kind
            if joined and found[-1].kind == own:
                last = found.pop()
                found.append(Edit(last.start, token.end, last.text + written, own))
            else:
                found.append(Edit(token.start, token.end, written, own))
            joined = True
    return found


def _annotations(text: str, start: int, end: int) -> Iterator[Edit]:
    """Inserted readings between two places: behind converted characters, or behind the ASCII half of a pair that
    crosses from the character before (the bytes E6 49 of 面I are 鍵 jiàn)."""
    known = table()
    for found in _ANNOTATED_ANY.finditer(text, start, end):
        character, syllable = found[1], found[2]
        if syllable not in known.by_reading:
            continue
        if character in known.converted or (character.isascii() and _crossing(text, found.start())):
            yield Edit(found.start() + 1, found.end(), "", "mirror_pinyin")


def _crossing(text: str, at: int) -> bool:
    """Whether the annotated ASCII byte at `at` makes a pair of that reading with the byte before it."""
    before = at - 1
    if before > 0 and text[before] == ")":
        before = text.rfind("(", max(0, at - 9), at) - 1
    return before >= 0 and crosses(token_at(text, before).trail, token_at(text, at))
