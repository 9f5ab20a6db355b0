"""What a hypothesis can do while it is out of step: close the waiting byte with the first byte of the next token.

Known bytes leave one reading; unknown ones (a lost byte, a cell without a character) leave those that the model allows.
"""

from . import cells
from .cells import NARROW_LEAD, NARROW_SHIFT, TRAIL_ASCII, candidates, character, pairs_read
from .characters import table
from .hypotheses import UNKNOWN_PAIR, Hypothesis, Step
from .tokens import ASCII, BREAK, LOST, PAIR, Token

HOLE = "□"


def out_of_step(step: Step, h: Hypothesis, token: Token, following: Token | None) -> None:
    """The byte that waits is known."""
    if token.kind == PAIR:
        shown = character(h[1], token.lead)
        if shown is not None:
            _close(step, step.write(h, shown), token.trail)
    elif token.kind == ASCII:
        _ascii(step, h, token)
    elif token.kind == LOST and token.reading:
        for shown, trail, traditional in pairs_read(h[1], token.reading):
            step.put(step.write(h, shown, 0.0 if traditional else step.costs.wrong_reading), 0, trail)
    elif token.kind == LOST:
        _lost(step, h, token, following)


def _close(step: Step, written: Hypothesis, trail: int) -> None:
    """After a character that ended with the first byte of a visible pair: its second byte waits, or was ASCII."""
    if trail > 0x80:
        step.put(written, trail, trail)
    elif trail in TRAIL_ASCII:
        step.put(step.write(written, chr(trail)), 0, trail)


def _ascii(step: Step, h: Hypothesis, token: Token) -> None:
    """ASCII that is the second byte (七M is C6DF 4D: DF4D = 進), or was full width before the crawler narrowed it."""
    byte = token.trail
    shown = character(h[1], byte) if byte in TRAIL_ASCII else None
    if shown is not None:
        wrong = bool(token.reading) and not table().reads(shown, token.reading)
        step.put(step.write(h, shown, step.costs.wrong_reading if wrong else 0.0), 0, byte)
    if 0x20 < byte < 0x7F and not token.reading:
        shown = character(h[1], NARROW_LEAD)
        if shown is not None:
            step.put(step.write(h, shown, step.costs.narrowed), byte + NARROW_SHIFT, byte + NARROW_SHIFT)


def _ends(following: Token | None) -> bool:
    """Whether a lone lead byte may stand here: before a mark, a line end, the end."""
    return following is None or following.kind == BREAK or bool(following.mark)


def _lost(step: Step, h: Hypothesis, token: Token, following: Token | None) -> None:
    """`?` for: a lone lead byte before a mark; one with the ASCII byte it swallowed; a cell without a character; 0x80;
    a narrowed ？ (A3BF)."""
    for grown, trail in step.write_each(h, candidates().by_lead.get(h[1], ())):
        if token.rest:
            step.put(step.append(grown, token.rest), 0, trail)
        elif _ends(following):
            step.put(grown, 0, trail)
        else:
            _swallow(step, grown, trail, following)
    if token.rest:
        return
    kind = step.costs.question
    for grown, trail in step.write_each(h, cells.opening(h[1], kind), step.costs.empty_shown):
        step.put(grown, UNKNOWN_PAIR + trail, 0)
    for second, cost in ((0x80, step.costs.empty_shown), (NARROW_LEAD, step.costs.narrowed)):
        shown = character(h[1], second)
        if shown is not None:
            pending = 0 if second == 0x80 else 0xBF
            step.put(step.write(h, shown, cost), pending, pending or second)


def _swallow(step: Step, h: Hypothesis, trail: int, following: Token | None) -> None:
    """The ASCII byte after a lead byte is gone: a digit or letter is never guessed (`□`); a line end is put back where
    no number could be cut by it."""
    if step.hopeless(h, step.costs.swallowed):
        return
    for symbol_class in ("0", "a", "("):
        step.put(step.write_hidden(h, symbol_class, HOLE, step.costs.swallowed), 0, trail)
    if following is not None and following.kind == PAIR:
        step.put(step.write_hidden(h, "\n", "\n", step.costs.swallowed), 0, trail)


def after_empty_cell(
    step: Step, h: Hypothesis, token: Token, following: Token | None, kind: cells.CellKind | None = None
) -> None:
    """The byte that waits is unknown: it made a cell without a character with the known one before it."""
    kind = kind or step.costs.question
    known = h[1] - UNKNOWN_PAIR
    if token.kind == PAIR:
        for grown, _ in step.write_each(h, cells.closing(known, token.lead, kind)):
            _close(step, grown, token.trail)
    elif token.kind == ASCII:
        _ascii_after_empty(step, h, token, kind)
    elif token.kind == LOST and token.reading:
        for shown in table().by_reading.get(token.reading, ""):
            pair = cells.cell(shown)
            if pair and shown in table().traditional and cells.empty(known, pair[0]):
                step.put(step.write(h, shown), 0, pair[1])
    elif token.kind == LOST:
        for grown, trail in step.write_each(h, cells.expected(h[2], h[3], known, kind)):
            if _ends(following):
                step.put(grown, 0, trail)
            if trail in cells.openers(step.costs.question):
                step.put(grown, UNKNOWN_PAIR + trail, 0)


def _ascii_after_empty(step: Step, h: Hypothesis, token: Token, kind: cells.CellKind) -> None:
    """As `_ascii`, where the byte that waits is unknown."""
    known, byte = h[1] - UNKNOWN_PAIR, token.trail
    if byte in TRAIL_ASCII:
        fitting = cells.closing(known, byte, kind)
        if token.reading:
            fitting = tuple(c for c in fitting if table().reads(c[0], token.reading))
        for grown, _ in step.write_each(h, fitting):
            step.put(grown, 0, byte)
    if step.costs.half_width and 0x20 < byte < 0x7F and not token.reading:
        for grown, _ in step.write_each(h, cells.closing(known, NARROW_LEAD, kind), step.costs.narrowed):
            step.put(grown, byte + NARROW_SHIFT, byte + NARROW_SHIFT)


def vanished(step: Step, h: Hypothesis, token: Token, following: Token | None, cost: float) -> None:
    """A private-use cell that left nothing stood before `token`."""
    if h[1] < UNKNOWN_PAIR:
        possible = cells.opening(h[1], "private")
    else:
        possible = cells.expected(h[2], h[3], h[1] - UNKNOWN_PAIR, step.costs.question)
    for (score, _, a, b, node, last), trail in step.write_each(h, possible, cost):
        if trail in cells.openers("private"):
            opened = (score, UNKNOWN_PAIR + trail, a, b, node, last)
            after_empty_cell(step, opened, token, following, "private")
