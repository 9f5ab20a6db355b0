"""Words in which a numeral counts nothing: idioms, names, adverbs (千方百计, 统一, 大陆). The table is knowledge.

It is consulted for Chinese numerals alone; Arabic digits within names are told by their form (`identifiers`).
"""

import re
from functools import cache

from fazhi.core.extract.quantities.units import rows

# Productive idioms: 一企一策, 一点一滴, 千行百业, 千家万户, 半真半假, 七嘴八舌.
_PAIRED = re.compile(r"(?:一[^\W0-9]一|千[^\W0-9]百|千[^\W0-9]万|百[^\W0-9]百|半[^\W0-9]半|七[^\W0-9]八)[^\W0-9]")
# Its numeral and what goes on with it two characters behind.
_PAIRS = frozenset({"一一", "千百", "千万", "百百", "半半", "七八"})
_NUMERIC = re.compile("[零〇一二两三四五六七八九十百千万亿]")
# A numeral stands no further behind the beginning of its word than this.
_REACH = 4


@cache
def _begun() -> dict[str, list[str]]:
    """The words by their first two characters, the longest first."""
    found: dict[str, list[str]] = {}
    for (word,) in rows("words.tsv"):
        found.setdefault(word[:2], []).append(word)
    for words in found.values():
        words.sort(key=len, reverse=True)
    return found


def covering(text: str, start: int, numeral_end: int, end: int) -> int | None:
    """The end of a word that holds the whole numeral at `start`, and its unit up to `end` where it starts with it."""
    if text[start : start + 3 : 2] in _PAIRS:
        paired = _PAIRED.match(text, start)
        if paired and not _NUMERIC.match(text, start + 1) and not _NUMERIC.match(text, start + 3):
            return paired.end()
    for word in _begun().get(text[start : start + 2], ()):
        last = start + len(word)
        if last >= numeral_end and last >= end and text.startswith(word, start):
            return last
    for before in range(max(0, start - _REACH), start)[::-1]:
        for word in _begun().get(text[before : before + 2], ()):
            last = before + len(word)
            if last >= numeral_end and text.startswith(word, before):
                return last
    return None
