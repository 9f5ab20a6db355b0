"""How plausible a reading is as Chinese prose: the mean log probability of its characters.

Bytes read in a wrong charset give rare characters: prose stands near -2.9, a wrong reading below -5.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fazhi.core.normalize.counting import one_by_one

if TYPE_CHECKING:
    import numpy as np

# What is not in the table of characters, by what it tells of a reading (log10, as the table).
REPLACEMENT = -9.0
PRIVATE_OR_CONTROL = -8.0
UNKNOWN = -7.0
FULL_WIDTH = -4.0
SYMBOL = -4.5

_PUNCTUATION = {
    "，": -1.6, "。": -1.8, "、": -1.6, "；": -2.3, "：": -2.7, "（": -2.4, "）": -2.4, "“": -2.8, "”": -2.8,
    "《": -2.9, "》": -2.9, "！": -3.8, "？": -3.8, "—": -3.6, "…": -4.0, "·": -3.8, "〔": -3.6, "〕": -3.6,
    "【": -3.8, "】": -3.8, "「": -3.2, "」": -3.2, "『": -3.8, "』": -3.8, "〈": -4.0, "〉": -4.0,
    "‘": -3.8, "’": -3.8,
}  # fmt: skip

# Code points from the first to before the second; where two overlap the first holds.
_PLANES = 0xF0000  # from here on there is private use alone
_BLOCKS = (
    (0xFFFD, 0xFFFE, REPLACEMENT), (0x00, 0x20, PRIVATE_OR_CONTROL), (0x7F, 0xA0, PRIVATE_OR_CONTROL),
    (0xE000, 0xF900, PRIVATE_OR_CONTROL), (_PLANES, 0x110000, PRIVATE_OR_CONTROL), (0xFF01, 0xFF5F, FULL_WIDTH),
    (0x2010, 0x2600, SYMBOL), (0x3000, 0x3040, SYMBOL), (0x20, 0x7F, SYMBOL),
)  # fmt: skip

# Prose has a mean above this, a wrong reading below (measured on 200-character pieces: prose lies above -3.9).
CHINESE = -4.6


@cache
def log_probabilities() -> Mapping[str, float]:
    """log10 probability of every character of the table `characters.tsv`, and of Chinese punctuation."""
    table: dict[str, float] = dict(_PUNCTUATION)
    source = files("fazhi.core.knowledge").joinpath("characters.tsv").read_text("utf8")
    for line in source.splitlines():
        if not line.startswith("#"):
            band, characters = line.split("\t")
            table.update(dict.fromkeys(characters, float(band)))
    return table


@cache
def weight(character: str) -> float:
    """log10 probability of one character in Chinese prose; what the table lacks is judged by its block."""
    known = log_probabilities().get(character)
    return _by_block(ord(character)) if known is None else known


def _by_block(code: int) -> float:
    return next((value for low, high, value in _BLOCKS if low <= code < high), UNKNOWN)


def plausibility(text: str) -> float | None:
    """Mean log10 probability of the characters of `text` that are neither ASCII nor blank; None where it has none."""
    # Whole hundredths: a sum that does not depend on the order of the characters.
    total, judged = _summed_one_by_one(text) if one_by_one(text) else _summed(text)
    return total / (100 * judged) if judged else None


def _summed(text: str) -> tuple[int, int]:
    """The sum of the weights in hundredths, and of how many characters."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    weights = _hundredths().take(codes, mode="clip")
    return int(weights.sum(dtype=np.int64)), int(np.count_nonzero(weights))


def _summed_one_by_one(text: str) -> tuple[int, int]:
    total = judged = 0
    for character, times in Counter(text).items():
        if character > "\x7f" and not character.isspace():
            total += _in_hundredths(weight(character)) * times
            judged += times
    return total, judged


@cache
def _hundredths() -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """The weight of every code point in hundredths, 0 for what is not judged; the last entry holds for all above."""
    import numpy as np

    table = np.full(_PLANES + 1, _in_hundredths(UNKNOWN), dtype=np.int16)
    for low, high, value in reversed(_BLOCKS):
        table[low : min(high, _PLANES + 1)] = _in_hundredths(value)
    for character, value in log_probabilities().items():
        table[ord(character)] = _in_hundredths(value)
    table[:0x80] = 0
    table[[code for code in range(0x80, 0x3001) if chr(code).isspace()]] = 0
    return table


def _in_hundredths(weight: float) -> int:
    return round(100 * weight)
