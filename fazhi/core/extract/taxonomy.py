"""Taxonomy: the mechanism of government that a number reports on, and its standard indicator.

Systems, cues, weights and standard indicators are data (`knowledge/taxonomy`, docs/taxonomy.md).
"""

from functools import cache, lru_cache
from typing import NamedTuple

from fazhi.core.extract.lexicon import REMEMBERED, table
from fazhi.core.knowledge.reading import parsed

FALLBACK = "other"
# What may be counted by any standard indicator.
_OF_ANY_KIND = ("range", "measure")


class Standard(NamedTuple):
    """A standard indicator: every group of `cues` must show one of its words, the unit must be one of `units`.

    The longest word of a group stands first.
    """

    code: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    units: tuple[str, ...]
    cues: tuple[tuple[str, ...], ...]


class System(NamedTuple):
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
    groups = tuple(tuple(sorted(group, key=len, reverse=True)) for group in raw["cues"])
    return Standard(str(raw["code"]), str(raw["zh"]), str(raw["en"]), tuple(raw["kinds"]), tuple(raw["units"]), groups)


def decide(votes: dict[str, float]) -> tuple[str, float]:
    """The system with most votes (of several the first by name) and how clearly it leads (0 to 1)."""
    leader, most, runner = FALLBACK, 0.0, 0.0
    for system, said in votes.items():
        if said > most or (said == most and system < leader):
            leader, most, runner = system, said, most
        elif said > runner:
            runner = said
    return (FALLBACK, 0.5) if most < scopes()["least"] else (leader, 1 - runner / (2 * most))


def standard_of(system: str, unit: str, kind: str, metric: str, near: str) -> str | None:
    """The code of the standard indicator that a metric is, None where none fits.

    Words of the metric count more than words near by; a group of cues must be met by the one or the other, and at
    least one by the metric itself.
    """
    best, best_score = None, 0
    for standard in _counted(system, unit):
        if kind in standard.kinds or kind in _OF_ANY_KIND:
            score = _score(standard, metric, near)
            if score > best_score:
                best, best_score = standard.code, score
    return best


def _score(standard: Standard, metric: str, near: str) -> int:
    """How much of a metric a standard indicator is, 0 where it is another."""
    score = 0
    elsewhere: list[tuple[str, ...]] = []
    for group in standard.cues:
        for cue in group:
            if cue in metric:
                score += len(cue)
                break
        else:
            elsewhere.append(group)
    if not score or not all(any(cue in near for cue in group) for group in elsewhere):
        return 0
    return score + any(metric.startswith(group) for group in standard.cues)


@cache
def scopes() -> dict[str, float]:
    """How much a cue counts by where it stands (data: `knowledge/meaning/scopes`)."""
    return {str(k): float(v) for k, v in table("meaning", "scopes").items()}


@lru_cache(REMEMBERED)
def _counted(system: str, unit: str) -> tuple[Standard, ...]:
    """The standard indicators of a system that are counted in the unit."""
    return tuple(one for held in systems() if held.id == system for one in held.indicators if unit in one.units)
