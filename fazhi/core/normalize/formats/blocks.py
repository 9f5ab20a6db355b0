"""A page in lines with the elements they stand in: what the choice of its main content works on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

_HAN_RANGES = r"\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{_HAN_RANGES}]")


@dataclass(slots=True)
class Elements:
    """The elements in document order, column by column, by their numbers.

    `parents`: -1 for the root. `lasts`: the last element inside, so an element's own are those from it to its last.
    """

    tags: Sequence[str] = ()
    attributes: Sequence[str] = ()
    parents: Sequence[int] = ()
    lasts: Sequence[int] = ()
    hidden: Sequence[bool] = ()


@dataclass(slots=True)
class Line:
    """One line of text, the element it begins in, how many of its characters are links, the cell it stands in."""

    text: str
    element: int
    linked: int
    cell: int = -1


@dataclass(slots=True)
class Blocks:
    """A page in lines; `metas` are its meta elements' attributes, `times` those of time elements."""

    elements: Elements = field(default_factory=Elements)
    lines: list[Line] = field(default_factory=list)
    metas: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)


def han(text: str) -> int:
    """How many Han characters `text` has."""
    return len(_HAN.findall(text))


def has_han(text: str, least: int) -> bool:
    """Whether `text` has at least `least` Han characters."""
    return _several_han(least).match(text) is not None


@cache
def _several_han(least: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[^{_HAN_RANGES}]*+[{_HAN_RANGES}]){{{least}}}")
