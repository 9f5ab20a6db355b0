"""Hypotheses of the search: what was written so far and at what log-probability; the survivors of one token.

A hypothesis is (score, pending, a, b, node, last): the log-probability; the byte that waits for its second half; the
last two symbols written; what was written, as a linked list; the byte that stood last. `pending` is 0 in step, the byte
itself out of step, `UNKNOWN_PAIR` + u where only the byte u before it is known (the two were a cell without a
character), and a negative byte where the mark that follows is known to be its false hit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .cells import Candidate, CellKind, common, symbol
from .characters import table
from .model import load

Node = tuple["Node | None", int, str]
Hypothesis = tuple[float, int, int, int, Node | None, int]
UNKNOWN_PAIR = 256
BEAM, MARGIN = 20, 18.0


@dataclass(frozen=True, slots=True)
class Costs:
    """Log-odds of what may have happened, in nats; set by hand on simulated damage of held-out text.

    `start`: that a `?` before a mark is a false hit (the less the page shows of damage, the dearer). `genuine`: a real
    question mark. `lost_lead`: a lead byte gone without a trace. `swallowed`: an ASCII byte taken by a lead byte.
    `dropped`: private-use cells vanished (None: they did not). `question`: the cells that were shown as `?`.
    `narrowed`: ASCII that was full width.
    """

    start: float
    narrowed: float
    half_width: bool
    dropped: float | None = 1.5
    question: CellKind = "any"
    genuine: float = 7.0
    wrong_script: float = 6.0
    wrong_reading: float = 6.0
    lost_lead: float = 8.0
    swallowed: float = 2.0
    empty_shown: float = 0.5
    unknown: float = 13.0
    obsolete: float = 18.0
    private_use: float = 20.0


class Step:
    """The survivors of one token: the best hypothesis of every state within `MARGIN` of the best of all."""

    def __init__(self, costs: Costs, at: int) -> None:
        self.costs, self.at = costs, at
        self._model = load()
        self._best: dict[tuple[int, int, int], Hypothesis] = {}
        self._top = -1e9

    def put(self, h: Hypothesis, pending: int, last: int) -> None:
        """Keep `h` with a new state, if nothing better has it."""
        score, _, a, b, node, _ = h
        if score < self._top - MARGIN:
            return
        self._top = max(self._top, score)
        key = (pending, a, b)
        known = self._best.get(key)
        if known is None or score > known[0]:
            self._best[key] = (score, pending, a, b, node, last)

    def write(self, h: Hypothesis, shown: str, cost: float = 0.0) -> Hypothesis:
        """`h` with one character more, judged by the model."""
        score, _, a, b, node, _ = h
        number = symbol(shown, self._model)
        if number > 0:
            score += self._model.score(a, b, number)
            if shown in table().simplified_only:
                score -= self.costs.wrong_script
        elif number == 0:
            score -= self._rarity(shown)
        elif shown == "\u3000" and b != 1:
            score -= self.costs.lost_lead
        if number >= 0:
            a, b = (1, 1) if number == 1 else (b, number)
        return (score - cost, 0, a, b, (node, self.at, shown), 0)

    def write_each(
        self, h: Hypothesis, candidates: Iterable[Candidate], cost: float = 0.0
    ) -> Iterator[tuple[Hypothesis, int]]:
        """`h` with every candidate that has a chance, and the candidate's other byte."""
        score, _, a, b, node, _ = h
        score -= cost
        weight, row = self._model.deep_row(a, b)
        shallow, backoff, unigram = self._model.row(b), self._model.backoff[b], self._model.unigram
        floor = self._top - MARGIN - score
        for shown, byte, number in candidates:
            value = row.get(number)
            if value is None:
                value = shallow.get(number)
                value = weight + (backoff + unigram[number] if value is None else value)
            if value >= floor:
                yield (score + value, 0, b, number, (node, self.at, shown), 0), byte
                floor = self._top - MARGIN - score

    def write_hidden(self, h: Hypothesis, symbol_class: str, shown: str, cost: float) -> Hypothesis:
        """`h` with `shown`, judged as a symbol of that class."""
        score, _, a, b, node, _ = h
        number = self._model.number[symbol_class]
        score += self._model.score(a, b, number) - cost
        a, b = (1, 1) if number == 1 else (b, number)
        return (score, 0, a, b, (node, self.at, shown), 0)

    def hopeless(self, h: Hypothesis, cost: float) -> bool:
        """Whether `h` has no chance once it pays `cost`."""
        return h[0] - cost < self._top - MARGIN

    def append(self, h: Hypothesis, text: str) -> Hypothesis:
        """`h` with text that the model does not judge."""
        return (*h[:4], (h[4], self.at, text), h[5])

    def survivors(self) -> list[Hypothesis]:
        """Best first, at most `BEAM` in step and out of step each: the few in step are not crowded out by guesses."""
        kept = [h for h in self._best.values() if h[0] >= self._top - MARGIN]
        kept.sort(key=lambda h: -h[0])
        in_step = [h for h in kept if h[1] == 0][:BEAM]
        return sorted(in_step + [h for h in kept if h[1] != 0][:BEAM], key=lambda h: -h[0])

    def _rarity(self, shown: str) -> float:
        """What a character costs that the model never met: little if it is in common use, private-use much."""
        if "\ue000" <= shown <= "\uf8ff":
            return self.costs.private_use
        return self.costs.unknown if common(table().simplified.get(shown, shown)) else self.costs.obsolete
