"""Taxonomy: the mechanism of government that a number reports on, and its standard indicator.

Systems, cues, weights and standard indicators are data (`knowledge/taxonomy`, docs/taxonomy.md). The cue nearest to the
number weighs most: the metric, then the clause, the sentence, the headings, the sentences before.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from fazhi.core.extract.lexicon import REMEMBERED, table
from fazhi.core.knowledge.reading import parsed

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FALLBACK = "other"


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard indicator: every group of `cues` must show one of its words, the unit must be one of `units`."""

    code: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    units: tuple[str, ...]
    cues: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class System:
    """A mechanism of government with its cues (word to weight) and standard indicators."""

    id: str
    zh: str
    en: str
    cues: dict[str, int]
    indicators: tuple[Standard, ...]


@cache
def systems() -> tuple[System, ...]:
    """Every system of the taxonomy, in order of id; raises ValueError where a file breaks the schema."""
    from importlib import resources

    folder = resources.files("fazhi.core.knowledge") / "taxonomy"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yml")), key=lambda f: f.name)
    return tuple(_system(parsed(file.read_text("utf-8")), file.name) for file in files)


def _system(raw: dict[str, object], name: str) -> System:
    """One file as a system."""
    cues, indicators = raw["cues"], raw["indicators"]
    if f"{raw['system']}.yml" != name or not isinstance(cues, dict) or not isinstance(indicators, list):
        raise ValueError(f"taxonomy: {name} must name its system and hold cues and indicators (docs/taxonomy.md)")
    weights = {word: int(weight) for weight, found in cues.items() for word in found}
    return System(str(raw["system"]), str(raw["zh"]), str(raw["en"]), weights, tuple(_standard(i) for i in indicators))


def _standard(raw: dict[str, list[str]]) -> Standard:
    groups = tuple(tuple(group) for group in raw["cues"])
    return Standard(str(raw["code"]), str(raw["zh"]), str(raw["en"]), tuple(raw["kinds"]), tuple(raw["units"]), groups)


class Cues:
    """The cues found in a text, in order: searched once, asked for every indicator."""

    def __init__(self, text: str) -> None:
        entries = _entries()
        found = _automaton().find_matches_as_indexes(text)
        self._starts = [start for _, start, _ in found]
        self._found = [(end, entries[pattern][1]) for pattern, _, end in found]

    def any(self, start: int, end: int) -> bool:
        """Whether a cue stands in `[start, end)`."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end and self._found[at][0] <= end

    def weigh(self, votes: dict[str, float], start: int, end: int, factor: float, near: int | None = None) -> None:
        """Add what the cues of `[start, end)` say to `votes`; with `near`, the further from it the less."""
        low = bisect_left(self._starts, start)
        held = votes.get
        for stop, said in self._found[low : bisect_left(self._starts, end, low)]:
            if stop <= end:
                distance = 1.0 if near is None else 1 / (1 + abs(near - stop) / 40)
                for system, weight in said:
                    votes[system] = held(system, 0.0) + factor * weight * distance


def weigh_words(votes: dict[str, float], words: str, factor: float) -> None:
    """Add what the cues in `words` (a metric, a heading) say to `votes`."""
    for system, weight in _said(words) if words else ():
        votes[system] = votes.get(system, 0.0) + factor * weight


@lru_cache(REMEMBERED)
def _said(words: str) -> tuple[tuple[str, int], ...]:
    """System and weight of every cue in `words`, in order."""
    entries = _entries()
    return tuple(said for pattern, _, _ in _automaton().find_matches_as_indexes(words) for said in entries[pattern][1])


def decide(votes: dict[str, float]) -> tuple[str, float]:
    """The system with most votes and how clearly it leads (0 to 1)."""
    if not votes:
        return FALLBACK, 0.5
    ranked = sorted(votes.items(), key=lambda v: (-v[1], v[0]))
    if ranked[0][1] < scopes()["least"]:
        return FALLBACK, 0.5
    runner = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0], 1 - runner / (2 * ranked[0][1])


def standard_of(system: str, unit: str, kind: str, metric: str, near: str) -> str | None:
    """The code of the standard indicator that a metric is, None where none fits.

    Words of the metric count more than words near by; a group of cues must be met by the one or the other, and at
    least one by the metric itself.
    """
    best, best_score = None, 0
    for standard in _counted(system, unit):
        if kind not in standard.kinds and kind not in ("range", "measure"):
            continue
        own = [_longest(group, metric) for group in standard.cues]
        if not any(own) or not all(
            length or any(cue in near for cue in group) for length, group in zip(own, standard.cues, strict=True)
        ):
            continue
        score = sum(own) + any(metric.startswith(group) for group in standard.cues)
        if score > best_score:
            best, best_score = standard.code, score
    return best


def _longest(group: tuple[str, ...], words: str) -> int:
    """Length of the longest cue of a group that stands in `words`, 0 for none."""
    return max((len(cue) for cue in group if cue in words), default=0)


@cache
def scopes() -> dict[str, float]:
    """How much a cue counts by where it stands (data: `knowledge/meaning/scopes`)."""
    return {str(k): float(v) for k, v in table("meaning", "scopes").items()}


@lru_cache(REMEMBERED)
def _counted(system: str, unit: str) -> tuple[Standard, ...]:
    """The standard indicators of a system that are counted in the unit."""
    return tuple(one for held in systems() if held.id == system for one in held.indicators if unit in one.units)


@cache
def _entries() -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    said: dict[str, list[tuple[str, int]]] = {}
    for system in systems():
        for cue, weight in system.cues.items():
            said.setdefault(cue, []).append((system.id, weight))
    return tuple((cue, tuple(votes)) for cue, votes in sorted(said.items()))


@cache
def _automaton() -> "AhoCorasick":
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    cues = [cue for cue, _ in _entries()]
    # Small enough to stay in the processor's cache, which a full table of transitions is not.
    return AhoCorasick(cues, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
