"""Which characters are traditional, which simplified, which both: OpenCC's tables and what simplified text keeps.

The tables are those of the installed `opencc-python-reimplemented` (Apache-2.0), read from its own files.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TypedDict

from fazhi.core.knowledge.reading import packaged, read_table

# A line of a dictionary: what is changed, and into what at first choice.
_ENTRY = re.compile(r"^([^\t\n]+)\t([^ \n]+)", re.MULTILINE)
# The first and the last of Big5's common characters.
_BIG5_LEVEL_1 = (b"\xa4\x40", b"\xc6\x7e")


class _Zhu(TypedDict):
    words: list[str]


class _Knowledge(TypedDict):
    used_in_simplified: str
    zhu: _Zhu


@cache
def _knowledge() -> _Knowledge:
    knowledge: _Knowledge = read_table("script.yaml")
    return knowledge


def _table(name: str) -> dict[str, str]:
    """One of OpenCC's dictionaries: its first choice for every entry."""
    return dict(_ENTRY.findall(packaged("opencc").joinpath("dictionary", name).read_text("utf8")))


@cache
def to_simplified() -> Mapping[str, str]:
    """Every character that t2s changes, with what it becomes; none changes its length."""
    return {key: value for key, value in _table("TSCharacters.txt").items() if key != value}


@cache
def phrases() -> Mapping[str, str]:
    """t2s's phrases that come out otherwise than character by character."""
    characters = str.maketrans(dict(to_simplified()))
    return {key: value for key, value in _table("TSPhrases.txt").items() if key.translate(characters) != value}


@cache
def used_in_simplified() -> frozenset[str]:
    """Characters that t2s changes but that simplified text uses by right (乾隆, 哪吒)."""
    rare = {key for key, value in to_simplified().items() if value > "\uffff"}
    return frozenset(_knowledge()["used_in_simplified"]) | rare


@cache
def traditional_only() -> frozenset[str]:
    """Characters that t2s changes and that simplified text has no use for: signs of traditional script."""
    return frozenset(to_simplified()) - used_in_simplified()


@cache
def simplified_only() -> frozenset[str]:
    """Characters that traditional text has no use for: s2t changes them, and Big5 (level 1) does not hold them."""
    changed = (key for key, value in _table("STCharacters.txt").items() if key != value)
    return frozenset(character for character in changed if not _is_in_big5_level_1(character))


@cache
def zhu_words() -> tuple[str, ...]:
    """Words in which traditional 著 stays 著; elsewhere it is 着."""
    return tuple(_knowledge()["zhu"]["words"])


def _is_in_big5_level_1(character: str) -> bool:
    return _BIG5_LEVEL_1[0] <= character.encode("big5", "ignore") <= _BIG5_LEVEL_1[1]
