"""From the verdict on a page to its edits: the places in order, each read by the search, the annotations taken out."""

from collections.abc import Iterator

from fazhi.core.normalize.edits import Edit

from .cells import symbol
from .characters import table
from .gate import ANNOTATED, Verdict
from .model import load
from .search import HOLE, Reading, Search
from .tokens import LOST, Token, last_byte, token_at

_LOOK_BACK = 40


def edits(text: str, verdict: Verdict) -> list[Edit]:
    """The edits of a page that passed the gate, sorted, not overlapping."""
    repaired = list(_repaired(text, verdict))
    if not verdict.annotated and not any(changed for _, changed in repaired):
        return []
    found: list[Edit] = []
    at = 0
    for reading, changed in repaired:
        start = reading.tokens[0].start
        if start > at:
            found += _annotations(text, at, start)
        found += changed
        at = reading.end
    return found + list(_annotations(text, at, len(text)))


def _repaired(text: str, verdict: Verdict) -> Iterator[tuple[Reading, list[Edit]]]:
    """Every stretch that the search read, with its edits."""
    search = Search(text, verdict.costs)
    end = 0
    context = (1, 1)
    for start in verdict.starts:
        if start < end:
            continue
        before, last = _context(text, start, end, context, verdict.costs.half_width)
        reading = search.read(start, before, last)
        end, context = reading.end, reading.context
        yield reading, _changes(text, reading)


def _context(text: str, start: int, floor: int, behind: tuple[int, int], half: bool) -> tuple[tuple[int, int], int]:
    """The two symbols before `start` and the byte before it; `behind` holds for everything before `floor`."""
    tokens: list[Token] = []
    at = max(floor, start - _LOOK_BACK)
    while at < start:
        token = token_at(text, at)
        tokens.append(token)
        at = token.end
    a, b = behind if floor >= start - _LOOK_BACK else (0, 0)
    model = load()
    if floor == 0 and start <= _LOOK_BACK:
        a = b = 1
    for token in tokens:
        number = symbol(token.shown, model)
        if number == 1:
            a = b = 1
        elif number > 0 or (number == 0 and token.kind != LOST):
            a, b = b, number
    return (a, b), last_byte(tokens[-1], half) if tokens else 0


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
    """Inserted readings between two places: behind traditional characters, or behind any that reads so."""
    known = table()
    for found in ANNOTATED.finditer(text, start, end):
        character, syllable = found[1], found[2]
        if character in known.traditional and syllable in known.by_reading:
            yield Edit(found.start(1) + 1, found.end(), "", "mirror_pinyin")
