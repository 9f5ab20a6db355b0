"""Names of the kinds of changes and damage, for people."""

from functools import cache
from typing import NamedTuple

from fazhi.core.knowledge.reading import read_table
from fazhi.core.normalize.compose import COSMETIC


class Kind(NamedTuple):
    """A kind in words: its name in Chinese and English, and why the change is made (in Chinese)."""

    title: str
    en: str
    why: str


def kind(code: str) -> Kind:
    """What knowledge/edit_kinds.yaml says of `code`; a code that it does not know is its own name."""
    known = _table()
    return known.get(code) or next(
        (named for pattern, named in known.items() if pattern.endswith("*") and code.startswith(pattern[:-1])),
        Kind(code, code, ""),
    )


def is_repair(code: str) -> bool:
    """Whether a change of this kind undoes damage: script, layout and page furniture do not."""
    return code not in COSMETIC


def kinds() -> tuple[str, ...]:
    """Every kind that knowledge/edit_kinds.yaml names, as a regex over the whole code."""
    return tuple(pattern.replace("*", ".*") for pattern in _table())


@cache
def _table() -> dict[str, Kind]:
    return {code: Kind(**entry) for code, entry in read_table("edit_kinds.yaml").items()}
