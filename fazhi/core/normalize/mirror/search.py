"""Beam search over the alignments of bytes and characters, from a `?` until every reading agrees again.

The work per token is bounded (beam, candidate lists) and every token is read once: the search is linear in the text.
"""

from dataclasses import dataclass

from .cells import candidates, cell, character, pairs_read
from .characters import table
from .hypotheses import UNKNOWN_PAIR, Costs, Hypothesis, Step
from .misaligned import after_empty_cell, out_of_step, vanished
from .model import BOUNDARY, load
from .tokens import ASCII, LOST, PAIR, Token, last_byte, token_at

LONGEST = 400
# Only good hypotheses are worth the many guesses that a cell without a trace allows.
_WORTH_MORE = 9.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the search made of a stretch: per token its text; `end` is the first character not read, `context` the last
    two symbols, `last` the byte before `end`."""

    tokens: list[Token]
    texts: list[str]
    end: int
    context: tuple[int, int]
    last: int


def crosses(last: int, token: Token) -> bool:
    """Whether the annotation of an ASCII byte belongs to the pair that it makes with the byte before it."""
    shown = character(last, token.trail)
    return shown is not None and table().reads(shown, token.reading)


def _at_the_end(beam: list[Hypothesis]) -> Hypothesis | None:
    """The best of `beam` where the text ends: an end is the end of a line, and no line ends on 、."""
    if len(beam) < 2:
        return next(iter(beam), None)
    model = load()
    boundary = model.number[BOUNDARY]
    # After a line break nothing more ends.
    return max(beam, key=lambda h: h[0] + (0.0 if h[3] == boundary else model.score(h[2], h[3], boundary)))


class Search:
    """The search over one text; `costs` say how ready it is to believe in damage."""

    def __init__(self, text: str, costs: Costs) -> None:
        self.text, self.costs = text, costs

    def read(self, start: int, context: tuple[int, int], last: int) -> Reading:
        """Read from `start` (a `?`) until one hypothesis is left, in step, or `LONGEST` tokens on.

        `context`: the two symbols before `start` (numbers of the model); `last`: the byte before it.
        """
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
        return self._result(beam, tokens)

    def _result(self, beam: list[Hypothesis], tokens: list[Token]) -> Reading:
        """The best hypothesis that ended in step; where none did, the stretch as it stands."""
        end, last = tokens[-1].end, tokens[-1].trail
        in_step = [h for h in beam if h[1] == 0]
        best = _at_the_end(in_step) if end == len(self.text) else next(iter(in_step), None)
        if best is None:
            return Reading(tokens, [self.text[t.start : t.end] for t in tokens], end, (0, 0), last)
        texts = [""] * len(tokens)
        node = best[4]
        while node is not None:
            node, at, written = node
            texts[at] = written + texts[at]
        return Reading(tokens, texts, end, (best[2], best[3]), best[5])

    def _grow(self, beam: list[Hypothesis], token: Token, following: Token | None, at: int) -> list[Hypothesis]:
        """The surviving hypotheses after one more token."""
        step = Step(self.costs, at)
        for h in beam:
            pending = h[1]
            if pending == 0:
                self._in_step(step, h, token, following)
            elif pending < 0:
                step.put(h, -pending, -pending)
            elif pending < UNKNOWN_PAIR:
                out_of_step(step, h, token, following)
            else:
                after_empty_cell(step, h, token, following)
        if self.costs.dropped is not None:
            for h in beam:
                if h[1] > 0 and h[0] > beam[0][0] - _WORTH_MORE:
                    vanished(step, h, token, following, self.costs.dropped)
        return step.survivors()

    def _in_step(self, step: Step, h: Hypothesis, token: Token, following: Token | None) -> None:
        if token.kind == LOST:
            self._lost(step, h, token, following)
            return
        last = last_byte(token, self.costs.half_width)
        if token.kind == ASCII and token.reading and not crosses(h[5], token):
            written = step.write(h, token.shown, self.costs.wrong_reading)
            step.put(step.append(written, self.text[token.start + 1 : token.end]), 0, last)
        else:
            step.put(step.write(h, token.shown), 0, last)

    def _lost(self, step: Step, h: Hypothesis, token: Token, following: Token | None) -> None:
        """A `?` in step: genuine, the lead byte before a false hit, or a bracket swallowed before a reading."""
        raw = self.text[token.start : token.end]
        score = h[0] - self.costs.genuine * (2 if token.reading or token.rest else 1)
        step.put((score, *h[1:4], (h[4], step.at, raw), 0), 0, ord("?"))
        if token.reading:
            self._orphan(step, h, token)
        elif following is not None and following.mark:
            first, second = cell(following.mark) or (0, 0)
            start = self.costs.start + (self.costs.narrowed if following.kind != PAIR else 0.0)
            if first == 0xA1:
                step.put(step.write(h, "\u3000", start), -second, 0)
            for grown, _ in step.write_each(h, candidates().by_trail.get(first, ()), start):
                step.put(grown, -second, 0)

    def _orphan(self, step: Step, h: Hypothesis, token: Token) -> None:
        """`?pīnyīn)`: the reading of a pair that crosses from the last byte into the next character, or of one whose
        lead byte is gone without a trace."""
        for _, trail, traditional in pairs_read(h[5], token.reading):
            cost = 1.0 if traditional else self.costs.wrong_reading
            step.put((h[0] - cost, *h[1:]), trail, trail)
        for shown in table().by_reading.get(token.reading, ""):
            pair = cell(shown)
            if pair and shown in table().traditional:
                step.put(step.write(h, shown, self.costs.lost_lead), 0, pair[1])
