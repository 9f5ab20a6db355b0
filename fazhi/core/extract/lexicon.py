"""Word lists of judgement and meaning: read from the knowledge tables once, compiled where they are searched for."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from fazhi.core.knowledge.reading import read_table

# How many strings a function over short strings (labels, words before a number) remembers: reports repeat themselves.
REMEMBERED = 1 << 14
NUMERAL = r"(?:[〇零一二三四五六七八九十两百千]+)"
DIGITS = r"(?:[0-9０-９]+(?:\.[0-9]+)?)"


@cache
def table(room: str, name: str) -> Any:
    """The knowledge table `room/name.yml` as plain lists and dicts; raises FileNotFoundError where there is none."""
    return read_table(f"{room}/{name}.yml")


@cache
def words(room: str, name: str, *keys: str) -> tuple[str, ...]:
    """The words of one or more lists of a table, longest first (so that an alternation finds the longest)."""
    lists = table(room, name)
    found = {word for key in keys for word in lists[key]}
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


@cache
def members(room: str, name: str, *keys: str) -> frozenset[str]:
    """The same words as a set, to ask whether a whole word is one of them."""
    return frozenset(words(room, name, *keys))


def either(found: Iterable[str]) -> str:
    """A regular expression for one of the words, as a group that does not capture."""
    return "(?:" + "|".join(re.escape(word) for word in found) + ")"


def begins(found: Iterable[str]) -> str:
    """A regular expression for where one of the words may begin, by its first character.

    Before a group of many words that may not be searched for by its own first characters (it looks back before some):
    a search tries all of them at every character that does not fail at once.
    """
    return f"(?=[{''.join(sorted({re.escape(word[0]) for word in found}))}])"


def fill(pattern: str) -> str:
    """A pattern of the tables with `{N}`, `{D}`, `{A}` replaced by the expressions for numerals."""
    return pattern.replace("{N}", NUMERAL).replace("{D}", DIGITS).replace("{A}", f"(?:{NUMERAL}|{DIGITS})")
