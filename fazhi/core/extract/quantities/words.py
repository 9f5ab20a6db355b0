"""Words in which a numeral counts nothing: idioms, names, adverbs (千方百计, 统一, 大陆). The table is knowledge.

It is consulted for Chinese numerals alone; Arabic digits within names are told by their form (`identifiers`).
"""

import re
from functools import cache

from fazhi.core.extract.quantities.units import rows

# Productive idioms: 一企一策, 一点一滴, 千行百业, 千家万户, 半真半假, 七嘴八舌.
_PAIRED = re.compile(r"(?:一[^\W0-9]一|千[^\W0-9]百|千[^\W0-9]万|百[^\W0-9]百|半[^\W0-9]半|七[^\W0-9]八)[^\W0-9]")
_PAIRING = frozenset("一千百半七")
_NUMERIC = re.compile("[零〇一二两三四五六七八九十百千万亿]")
# A numeral stands no further behind the beginning of its word than this.
_REACH = 5


@cache
def _words() -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """The words, and by the first two characters of some their lengths, the longest first."""
    words = frozenset(row[0] for row in rows("words.tsv"))
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return words, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


@cache
def _pairs() -> frozenset[str]:
    """Every two characters of which the second may be a numeral within a word: without them none reaches back."""
    return frozenset(word[at - 1 : at + 1] for word in _words()[0] for at in range(1, min(_REACH, len(word))))


def covering(text: str, start: int, numeral_end: int, end: int) -> int | None:
    """The end of a word that holds the whole numeral at `start`, and its unit up to `end` where it starts with it."""
    if text[start] in _PAIRING:
        paired = _PAIRED.match(text, start)
        if paired and not _NUMERIC.match(text, start + 1) and not _NUMERIC.match(text, start + 3):
            return paired.end()
    words, lengths = _words()
    reaches = start > 0 and text[start - 1 : start + 1] in _pairs()
    for at in range(start, max(start - _REACH, -1) if reaches else start - 1, -1):
        for length in lengths.get(text[at : at + 2], ()):
            last = at + length
            if last < numeral_end or (at == start and last < end):
                break
            if text[at:last] in words:
                return last
    return None
