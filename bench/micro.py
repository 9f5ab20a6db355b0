"""A micro-benchmark: a call of the core on a text, taking turns with the plain call of a library, CPU seconds."""

import gc
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.measure import cpu_seconds

Work = Callable[[], object]
# Seconds below which one attempt says little.
_SHORT = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """MB a second of one call, its target (None: none is set), and of the library calls that it stands beside."""

    name: str
    mb_per_s: float
    target: float | None
    beside: dict[str, float]


def line(
    name: str, megabytes: float, work: Work, rounds: int, target: float | None = None, beside: Mapping[str, Work] = {}
) -> Line:
    """Time `work` and the library calls `beside` it in `rounds`, taking turns, after one round that does not count."""
    works = {"": work, **beside}
    seconds: dict[str, list[float]] = {key: [] for key in works}
    for number in range(rounds + 1):
        for key, each in works.items():
            took = cpu_seconds(each)
            if number:
                seconds[key].append(took)
    rates = {key: megabytes / max(statistics.median(took), 1e-9) for key, took in seconds.items()}
    return Line(name, rates.pop(""), target, rates)


@dataclass(frozen=True, slots=True)
class Growth:
    """CPU seconds for a text and for one twice as long: linear work has a ratio of 2."""

    name: str
    megabytes: float
    seconds: float
    seconds_twice: float

    @property
    def ratio(self) -> float:
        """Seconds of the longer text over those of the shorter."""
        return self.seconds_twice / max(self.seconds, 1e-9)


def growth(name: str, unit: str, megabytes: float, work: Callable[[str], object]) -> Growth:
    """Time `work` on `unit` repeated to half of `megabytes` and to all of it; the shortest of three, if short."""
    count = int(megabytes * 1e6 / len(unit.encode())) // 2
    half, whole = unit * count, unit * (2 * count)
    # What was loaded before must not be searched for garbage: a full collection that falls into the longer text alone
    # makes linear work look quadratic.
    gc.collect()
    gc.freeze()
    try:
        return Growth(name, megabytes, _shortest(work, half), _shortest(work, whole))
    finally:
        gc.unfreeze()


def _shortest(work: Callable[[str], object], text: str) -> float:
    took = cpu_seconds(lambda: work(text))
    return took if took > _SHORT else min(took, *(cpu_seconds(lambda: work(text)) for _ in range(2)))
