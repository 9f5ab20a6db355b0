"""Which characters are traditional, which simplified, which both: OpenCC's tables and what simplified text keeps.

The tables are those of the installed `opencc-python-reimplemented` (Apache-2.0), read from its own files.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypedDict

from fazhi.core.knowledge.reading import read_table


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
    lines = files("opencc").joinpath("dictionary", name).read_text("utf8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {key: values.split(" ")[0] for key, values in pairs}


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
    changed = {key for key, value in _table("STCharacters.txt").items() if key != value}
    return frozenset(changed) - _big5_level_1()


@cache
def zhu_words() -> tuple[str, ...]:
    """Words in which traditional 著 stays 著; elsewhere it is 着."""
    return tuple(_knowledge()["zhu"]["words"])


def _big5_level_1() -> frozenset[str]:
    rows = ((high, low) for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    level_1 = (code for code in rows if code <= (0xC6, 0x7E))
    return frozenset(b"".join(map(bytes, level_1)).decode("big5"))
