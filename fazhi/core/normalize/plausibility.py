"""How plausible a reading is as Chinese prose: the mean log probability of its characters.

Bytes read in a wrong charset give rare characters: prose stands near -2.9, a wrong reading below -5.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

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
    if code == 0xFFFD:
        return REPLACEMENT
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code < 0xF900 or code >= 0xF0000:
        return PRIVATE_OR_CONTROL
    if 0xFF01 <= code <= 0xFF5E:
        return FULL_WIDTH
    if 0x2010 <= code < 0x2600 or 0x3000 <= code < 0x3040 or 0x20 <= code < 0x7F:
        return SYMBOL
    return UNKNOWN


def plausibility(text: str) -> float | None:
    """Mean log10 probability of the characters of `text` that are neither ASCII nor blank; None where it has none."""
    weights = [weight(c) for c in text if c > "\x7f" and not c.isspace()]
    return sum(weights) / len(weights) if weights else None
