"""Beam search over the alignments of bytes and characters.

A hypothesis is (score, pending, a, b, node, last): the log-probability so far; the byte that waits for its second half;
the last two symbols written; what was written, as a linked list; the byte that stood last. `pending` is 0 in step, the
byte itself out of step, 256 + u where only the byte `u` before it is known (the two were an empty cell), and a negative
byte where the mark that follows is known to be its false hit.

The work per token is bounded (beam, candidate lists), every token is read once: the search is linear in the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from . import cells
from .cells import NARROW_LEAD, NARROW_SHIFT, TRAIL_ASCII, candidates, character, empty, symbol
from .characters import table
from .model import TrigramModel, load
from .tokens import ASCII, BREAK, LOST, OTHER, PAIR, Token, last_byte, token_at

Node = tuple["Node | None", int, str]
Hypothesis = tuple[float, int, int, int, Node | None, int]
HOLE = "□"
BEAM, MARGIN, LONGEST = 32, 20.0, 400
_UNKNOWN_PAIR = 256
_GUESSES = 80


@dataclass(frozen=True, slots=True)
class Costs:
    """Log-odds of what may have happened, in nats; `start` differs with the evidence that the page is damaged."""

    start: float
    genuine: float = 7.0
    wrong_script: float = 6.0
    wrong_reading: float = 6.0
    lost_lead: float = 8.0
    swallowed: float = 5.0
    empty_shown: float = 0.5
    dropped: float | None = 5.0
    narrowed: float = 6.0
    unknown: float = 13.0
    obsolete: float = 18.0
    private_use: float = 20.0
    half_width: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What the search made of a stretch: per token its text; `end` is the first character not read, `context` the last
    two symbols, `last` the byte before `end`."""

    tokens: list[Token]
    texts: list[str]
    end: int
    context: tuple[int, int]
    last: int


@cache
def _opens_empty_cell() -> frozenset[int]:
    """Bytes that can be the first of a cell without a character."""
    return frozenset(u for u in range(0x81, 0xFF) if any(empty(u, v) for v in range(0x81, 0xFF)))


@cache
def _opens_private_cell() -> frozenset[int]:
    return frozenset(u for u in range(0x81, 0xFF) if any(cells.user_defined(u, v) for v in range(0x81, 0xFF)))


@cache
def _pairs_read(lead: int, syllable: str) -> tuple[tuple[str, int, bool], ...]:
    """Characters with this lead byte and reading: (character, trail byte, traditional only)."""
    known = table()
    found = ((c, cells.cell(c)) for c in known.by_reading.get(syllable, ""))
    return tuple((c, cell[1], c in known.traditional) for c, cell in found if cell and cell[0] == lead)


def crosses(last: int, token: Token) -> bool:
    """Whether the annotation of an ASCII byte belongs to the pair that it makes with the byte before it."""
    shown = character(last, token.trail)
    return shown is not None and table().reads(shown, token.reading)


class Search:
    """One run over one text; `costs` say how ready it is to believe in damage."""

    def __init__(self, text: str, costs: Costs) -> None:
        self.text, self.costs = text, costs
        self.model: TrigramModel = load()
        self.candidates = candidates()
        self.simplified_only = table().simplified_only

    def read(self, start: int, context: tuple[int, int], last: int) -> Reading:
        """Read from `start` (a `?`) until every surviving hypothesis agrees, or `LONGEST` tokens on."""
        beam: list[Hypothesis] = [(0.0, 0, *context, None, last)]
        tokens: list[Token] = []
        token: Token | None = token_at(self.text, start)
        while token is not None:
            following = token_at(self.text, token.end) if token.end < len(self.text) else None
            grown = self._grow(beam, token, following, len(tokens))
            if not grown:
                break
            beam = grown
            tokens.append(token)
            if (len(beam) == 1 and beam[0][1] == 0) or len(tokens) >= LONGEST:
                break
            token = following
        return self._result(beam, tokens, start)

    def _result(self, beam: list[Hypothesis], tokens: list[Token], start: int) -> Reading:
        best = max((h for h in beam if h[1] == 0), key=lambda h: h[0], default=None)
        if best is None:
            shown = [self.text[t.start : t.end] for t in tokens] or [self.text[start]]
            tokens = tokens or [token_at(self.text, start)]
            return Reading(tokens, shown, tokens[-1].end, (0, 0), tokens[-1].trail)
        texts = [""] * len(tokens)
        node = best[4]
        while node is not None:
            node, at, written = node
            texts[at] = written + texts[at]
        return Reading(tokens, texts, tokens[-1].end, (best[2], best[3]), best[5])

    def _grow(self, beam: list[Hypothesis], token: Token, following: Token | None, at: int) -> list[Hypothesis]:
        """The surviving hypotheses after one more token, best first, one for each state."""
        best: dict[tuple[int, int, int], Hypothesis] = {}
        top = -1e9
        for hypothesis in beam:
            for grown in self._continuations(hypothesis, token, following, at):
                score = grown[0]
                if score < top - MARGIN:
                    continue
                top = max(top, score)
                key = (grown[1], grown[2], grown[3])
                known = best.get(key)
                if known is None or score > known[0]:
                    best[key] = grown
        kept = [h for h in best.values() if h[0] >= top - MARGIN]
        kept.sort(key=lambda h: -h[0])
        return kept[:BEAM]

    def _continuations(self, h: Hypothesis, token: Token, following: Token | None, at: int) -> Iterator[Hypothesis]:
        pending = h[1]
        if pending == 0:
            yield from self._in_step(h, token, following, at)
        elif pending < 0:
            yield (h[0], -pending, h[2], h[3], h[4], -pending)
        elif pending < _UNKNOWN_PAIR:
            yield from self._out_of_step(h, token, following, at)
            if self.costs.dropped is not None:
                for dropped in self._empty_cell(h, at, _opens_private_cell(), self.costs.dropped):
                    yield from self._after_empty_cell(dropped, token, following, at)
        else:
            yield from self._after_empty_cell(h, token, following, at)

    def _write(
        self, h: Hypothesis, shown: str, at: int, pending: int = 0, last: int = 0, cost: float = 0.0
    ) -> Hypothesis:
        """`h` with one character more."""
        score, _, a, b, node, _ = h
        number = symbol(shown, self.model)
        if number >= 0:
            score += self.model.score(a, b, number) if number else -self._rare(shown)
            a, b = b, number
            if number == 1:
                a = 1
            if shown in self.simplified_only:
                score -= self.costs.wrong_script
        elif shown == "\u3000" and b != 1:
            score -= 8.0
        return (score - cost, pending, a, b, (node, at, shown), last or pending)

    def _rare(self, shown: str) -> float:
        """What a character costs that the model never met: little if it is in common use, private-use much."""
        if "\ue000" <= shown <= "\uf8ff":
            return self.costs.private_use
        return self.costs.unknown if cells.common(table().simplified.get(shown, shown)) else self.costs.obsolete

    def _append(self, h: Hypothesis, text: str, at: int) -> Hypothesis:
        """`h` with text that the model does not judge."""
        return (*h[:4], (h[4], at, text), h[5])

    # -- in step ---------------------------------------------------------------------------------------------------

    def _in_step(self, h: Hypothesis, token: Token, following: Token | None, at: int) -> Iterator[Hypothesis]:
        if token.kind == LOST:
            yield from self._lost_in_step(h, token, following, at)
            return
        last = last_byte(token, self.costs.half_width)
        if token.kind == ASCII and token.reading and not crosses(h[5], token):
            written = self._write(h, token.shown, at, last=last, cost=self.costs.wrong_reading)
            yield self._append(written, self.text[token.start + 1 : token.end], at)
            return
        yield self._write(h, token.shown, at, last=last)

    def _lost_in_step(self, h: Hypothesis, token: Token, following: Token | None, at: int) -> Iterator[Hypothesis]:
        raw = self.text[token.start : token.end]
        genuine = self.costs.genuine * (2 if token.reading else 1)
        yield (h[0] - genuine, 0, h[2], h[3], (h[4], at, raw), 0xBF)
        if token.reading:
            yield from self._orphan_in_step(h, token, at)
        elif following is not None and following.mark:
            first, second = cells.cell(following.mark) or (0, 0)
            if first == 0xA1 and second == 0xA1 or h[3] == 1 and first == 0xA1:
                written = self._write(h, "\u3000", at, -second, cost=self.costs.start)
                yield written
            for shown, _, _ in self.candidates.by_trail.get(first, ()):
                yield self._write(h, shown, at, -second, cost=self.costs.start)

    def _orphan_in_step(self, h: Hypothesis, token: Token, at: int) -> Iterator[Hypothesis]:
        """`?pīnyīn)`: the reading of a pair that crosses from the last byte into the next character, or of one whose
        lead byte is gone without a trace."""
        for _, trail, traditional in _pairs_read(h[5], token.reading):
            cost = 1.0 if traditional else self.costs.wrong_reading
            yield (h[0] - cost, trail, h[2], h[3], h[4], trail)
        for shown in table().by_reading.get(token.reading, ""):
            pair = cells.cell(shown)
            if pair and shown in table().traditional:
                yield self._write(h, shown, at, last=pair[1], cost=self.costs.lost_lead)

    # -- out of step -----------------------------------------------------------------------------------------------

    def _out_of_step(self, h: Hypothesis, token: Token, following: Token | None, at: int) -> Iterator[Hypothesis]:
        pending = h[1]
        if token.kind == PAIR:
            shown = character(pending, token.lead)
            if shown is not None:
                yield from self._close(self._write(h, shown, at), token.trail, at)
        elif token.kind == ASCII:
            yield from self._ascii_out_of_step(h, token, at)
        elif token.kind == LOST:
            yield from self._lost_out_of_step(h, token, following, at)
        elif token.kind == OTHER and token.shown == "€":
            shown = character(pending, 0x80)
            if shown is not None:
                yield self._write(h, shown, at, last=0x80)

    def _close(self, h: Hypothesis, trail: int, at: int) -> Iterator[Hypothesis]:
        """After a character that ended with the first byte of a visible pair: its second byte waits, or was ASCII."""
        if trail > 0x80:
            yield (*h[:1], trail, *h[2:5], trail)
        elif trail in TRAIL_ASCII:
            yield self._write(h, chr(trail), at, last=trail)

    def _ascii_out_of_step(self, h: Hypothesis, token: Token, at: int) -> Iterator[Hypothesis]:
        byte = token.trail
        if byte in TRAIL_ASCII:
            shown = character(h[1], byte)
            if shown is not None:
                wrong = bool(token.reading) and not table().reads(shown, token.reading)
                yield self._write(h, shown, at, last=byte, cost=self.costs.wrong_reading if wrong else 0.0)
        if byte > 0x20 and not token.reading:
            shown = character(h[1], NARROW_LEAD)
            if shown is not None:
                yield self._write(h, shown, at, byte + NARROW_SHIFT, cost=self.costs.narrowed)

    def _lost_out_of_step(self, h: Hypothesis, token: Token, following: Token | None, at: int) -> Iterator[Hypothesis]:
        pending = h[1]
        if token.reading:
            for shown, trail, traditional in _pairs_read(pending, token.reading):
                yield self._write(h, shown, at, last=trail, cost=0.0 if traditional else self.costs.wrong_reading)
            return
        ends = following is None or following.kind == BREAK or bool(following.mark)
        for shown, trail, _ in self.candidates.by_lead.get(pending, ()):
            if ends:
                yield self._write(h, shown, at, last=trail)
            else:
                written = self._write(h, shown, at, last=trail, cost=self.costs.swallowed)
                yield self._append(written, HOLE, at)
        yield from self._empty_cell(h, at, _opens_empty_cell(), self.costs.empty_shown)
        shown_80 = character(pending, 0x80)
        if shown_80 is not None:
            yield self._write(h, shown_80, at, last=0x80, cost=self.costs.empty_shown)
        narrowed = character(pending, NARROW_LEAD)
        if narrowed is not None:
            yield self._write(h, narrowed, at, 0xBF, cost=self.costs.narrowed)

    # -- a cell without a character --------------------------------------------------------------------------------

    def _empty_cell(self, h: Hypothesis, at: int, openers: frozenset[int], cost: float) -> Iterator[Hypothesis]:
        """The byte that waits is closed by the first byte of an empty cell; the second byte waits, unknown."""
        for shown, trail, _ in self.candidates.by_lead.get(h[1], ()):
            if trail in openers:
                yield self._write(h, shown, at, _UNKNOWN_PAIR + trail, cost=cost)

    def _after_empty_cell(self, h: Hypothesis, token: Token, following: Token | None, at: int) -> Iterator[Hypothesis]:
        known = h[1] - _UNKNOWN_PAIR
        if token.kind == PAIR:
            for shown, lead, _ in self.candidates.by_trail.get(token.lead, ()):
                if empty(known, lead):
                    yield from self._close(self._write(h, shown, at), token.trail, at)
        elif token.kind == ASCII and token.trail in TRAIL_ASCII:
            for shown, lead, _ in self.candidates.by_trail.get(token.trail, ()):
                if empty(known, lead) and (not token.reading or table().reads(shown, token.reading)):
                    yield self._write(h, shown, at, last=token.trail)
        elif token.kind == LOST and token.reading:
            for shown in table().by_reading.get(token.reading, ""):
                pair = cells.cell(shown)
                if pair and shown in table().traditional and empty(known, pair[0]):
                    yield self._write(h, shown, at, last=pair[1])
        elif token.kind == LOST:
            yield from self._guess(h, known, following, at)

    def _guess(self, h: Hypothesis, known: int, following: Token | None, at: int) -> Iterator[Hypothesis]:
        """Both bytes unknown: what the model expects here, if its lead byte makes the cell empty."""
        ends = following is None or following.kind == BREAK or bool(following.mark)
        _, row = self.model.deep_row(h[2], h[3])
        expected = sorted(row, key=lambda n: -row[n])[:_GUESSES]
        shallow = self.model.row(h[3])
        expected += [n for n in sorted(shallow, key=lambda n: -shallow[n])[:_GUESSES] if n not in row]
        for number in expected:
            for shown, lead, trail in _written_as(number):
                if not empty(known, lead):
                    continue
                if ends:
                    yield self._write(h, shown, at, last=trail)
                if trail in _opens_empty_cell():
                    yield self._write(h, shown, at, _UNKNOWN_PAIR + trail, cost=self.costs.empty_shown)


@cache
def _by_symbol() -> dict[int, list[tuple[str, int, int]]]:
    found: dict[int, list[tuple[str, int, int]]] = {}
    for lead, row in candidates().by_lead.items():
        for shown, trail, number in row:
            found.setdefault(number, []).append((shown, lead, trail))
    return found


def _written_as(number: int) -> list[tuple[str, int, int]]:
    """The characters (of the page's script) that count as this symbol: (character, lead, trail)."""
    return _by_symbol().get(number, [])
