"""The sketch of a text: what is needed to tell whether two texts are copies of one report, in half a kilobyte.

Two witnesses. MinHash slots over runs of five signs say how much of the wording two texts share; the smallest hashes of
their numbers say whether they state the same figures: next year's report keeps the wording and changes the figures, a
damaged copy loses signs and keeps them. What mirrors and file formats change (blanks, punctuation, width of signs,
line breaks, case) is not looked at.
"""

import functools
import os
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Slots = npt.NDArray[np.uint16]
    Hashes = npt.NDArray[np.uint32]

# Sketches are comparable where this is the same; it changes with anything below, and with rensa's algorithm.
RECIPE = "1"
RUN = 5
SLOTS = 128
FIGURES = 64
# Of copies with half of their wording shared nine in ten share a band, of those with seven tenths all.
BANDS, ROWS = 32, 4
_SEED = 20_260_101
_MULTIPLIER, _SPREAD = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
_NUMBER = re.compile(rb"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_BLANKED = bytes(sign if sign in b"0123456789,." else 0x20 for sign in range(256))
# The last place of the first plane, which no sign has.
_BEYOND = 0xFFFF


@dataclass(frozen=True, slots=True)
class Sketch:
    """`slots`: MinHash of the wording, low halves; `runs`: how many runs there are; `figures`: the smallest hashes of
    the different numbers, sorted; `numbers`: how many different numbers there are."""

    slots: "Slots"
    runs: int
    figures: "Hashes"
    numbers: int


def recipe() -> str:
    """Names the way in which sketches are made: those of another recipe cannot be compared."""
    from rensa import RMinHash

    return f"{RECIPE}.{RMinHash.ALGORITHM_VERSION}"


def sketch(text: str) -> Sketch:
    """The sketch of a normalized text; the same on every machine."""
    import numpy as np

    runs = _runs(text)
    figures = _figures(text)
    smallest = np.array(figures[:FIGURES], dtype=np.uint32)
    return Sketch(_slots(runs), len(runs), smallest, len(figures))


def bands(slots: "Slots") -> "Hashes":
    """The hashes of the bands of one sketch, or of several (a row each): copies share at least one, nearly always."""
    import numpy as np

    cut = slots[..., : BANDS * ROWS].reshape(*slots.shape[:-1], BANDS, ROWS).astype(np.uint64)
    mixed = np.zeros(cut.shape[:-1], np.uint64)
    for row in range(ROWS):
        mixed = (mixed ^ cut[..., row]) * np.uint64(_MULTIPLIER)
    return (_spread(mixed) >> np.uint64(32)).astype(np.uint32)


def _runs(text: str) -> "npt.NDArray[np.uint64]":
    """A hash for every run of `RUN` letters, digits and Han signs, in order."""
    import numpy as np

    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _folded()[np.minimum(signs, _BEYOND)]
    if len(signs) and signs.max() > _BEYOND:
        folded = np.where(signs >= 0x20000, signs, folded)
    kept = folded[folded != 0].astype(np.uint64)
    count = max(len(kept) - RUN + 1, 0)
    hashes = np.zeros(count, np.uint64)
    for place in range(RUN):
        hashes *= np.uint64(_MULTIPLIER)
        hashes += kept[place : place + count]
    return _spread(hashes)


@functools.cache
def _folded() -> "npt.NDArray[np.uint32]":
    """What each sign of the first plane is taken for: letters small, full width as half; 0 if it is not looked at."""
    import numpy as np

    signs = np.arange(_BEYOND + 1, dtype=np.uint32)
    signs = np.where((signs >= 0xFF01) & (signs <= 0xFF5E), signs - 0xFEE0, signs)
    signs = np.where((signs >= 0x41) & (signs <= 0x5A), signs + 32, signs)
    kept = [(signs >= low) & (signs <= high) for low, high in ((0x30, 0x39), (0x61, 0x7A), (0x3400, 0x9FFF))]
    return np.where(np.logical_or.reduce(kept), signs, 0).astype(np.uint32)


def _spread(values: "npt.NDArray[np.uint64]") -> "npt.NDArray[np.uint64]":
    import numpy as np

    values = (values ^ (values >> np.uint64(31))) * np.uint64(_SPREAD)
    return values ^ (values >> np.uint64(29))


def _slots(runs: "npt.NDArray[np.uint64]") -> "Slots":
    import numpy as np

    # One thread: the stages' processes are many already.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    from rensa import RMinHash

    matrix = RMinHash.digest_matrix_from_flat_token_hashes(runs, [0, len(runs)], SLOTS, _SEED)
    return np.array(matrix.to_rows()[0], np.uint32).astype(np.uint16)


def _figures(text: str) -> list[int]:
    """Hashes of the different numbers of two digits and more, sorted: single digits stand in every report.

    Normalized text has half-width digits.
    """
    # Only stretches of digits, commas and points, each once: the pattern would try every sign of the text.
    stretches = set(text.encode("ascii", "replace").translate(_BLANKED).split())
    found = {number for number in _NUMBER.findall(b" ".join(stretches)) if len(number) > 1}
    return sorted({zlib.crc32(number.replace(b",", b"")) for number in found})
