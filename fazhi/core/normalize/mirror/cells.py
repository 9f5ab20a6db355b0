"""Byte arithmetic of GBK (cp936): which two bytes make which character, and which cells hold none.

A damaged page was cut between the two bytes of a character. To read it again one asks: what character do these two
bytes make, which characters share this lead or trail byte, and what did a decoder show for a cell without a character
(a private-use character, `?`, or nothing)?
"""

from dataclasses import dataclass
from functools import cache

from .characters import table
from .model import TrigramModel, fold, load

Cell = tuple[int, int]
# ASCII that is a valid second byte of GBK: what a run out of step can end at.
TRAIL_ASCII = range(0x40, 0x7F)
# Where the half-width forms of ASCII came from when a crawler narrowed the page: A3xx.
NARROW_LEAD, NARROW_SHIFT = 0xA3, 0x80


def user_defined(lead: int, trail: int) -> bool:
    """Cells that cp936 shows as private-use characters."""
    if trail >= 0xA1:
        return 0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE
    return 0xA1 <= lead <= 0xA7 and trail >= 0x40 and trail != 0x7F


def private_use(lead: int, trail: int) -> str:
    """The private-use character of a user-defined cell (U+E000 up, in the order of cp936)."""
    if trail >= 0xA1:
        row = lead - 0xAA if lead <= 0xAF else lead - 0xF8 + 6
        return chr(0xE000 + row * 94 + trail - 0xA1)
    return chr(0xE4C6 + (lead - 0xA1) * 96 + trail - 0x40 - (trail > 0x7F))


@cache
def _tables() -> tuple[dict[Cell, str], dict[str, Cell]]:
    """Cell -> character and back, private-use characters included."""
    characters: dict[Cell, str] = {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            shown = bytes((lead, trail)).decode("gbk", errors="replace")
            if len(shown) == 1 and shown != "\ufffd":
                characters[lead, trail] = shown
            elif user_defined(lead, trail):
                characters[lead, trail] = private_use(lead, trail)
    return characters, {character: cell for cell, character in characters.items()}


def character(lead: int, trail: int) -> str | None:
    """What stands in the cell; None where there is nothing or a private-use character."""
    found = _tables()[0].get((lead, trail))
    return None if found is None or "\ue000" <= found <= "\uf8ff" else found


def cell(visible: str) -> Cell | None:
    """The two bytes of a visible character, None where GBK has none."""
    return _tables()[1].get(visible)


def empty(lead: int, trail: int) -> bool:
    """Whether a decoder finds no character here: nothing assigned, or user-defined."""
    return character(lead, trail) is None


def common(visible: str) -> bool:
    """Whether the character is in GB 2312: what a modern text writes, names included."""
    pair = cell(visible)
    return pair is not None and 0xB0 <= pair[0] <= 0xF7 and pair[1] >= 0xA1


@dataclass(frozen=True, slots=True)
class Candidates:
    """Characters that an unreadable byte may have belonged to: (character, the other byte, symbol of the model)."""

    by_lead: dict[int, list[tuple[str, int, int]]]
    by_trail: dict[int, list[tuple[str, int, int]]]


def _may_be_guessed(visible: str, number: int) -> bool:
    """Known to the model, of the page's script, and neither digit nor letter: these are never invented."""
    if number == 0 or visible in table().simplified_only:
        return False
    return "\u4e00" <= visible <= "\u9fff" or visible in "，。！？；：、“”‘’（）《》〈〉「」【】〔〕—…·"


@cache
def candidates() -> Candidates:
    """Every character that may be guessed, by its lead byte and by its trail byte."""
    model = load()
    by_lead: dict[int, list[tuple[str, int, int]]] = {}
    by_trail: dict[int, list[tuple[str, int, int]]] = {}
    for (lead, trail), visible in _tables()[0].items():
        number = symbol(visible, model)
        if _may_be_guessed(visible, number):
            by_lead.setdefault(lead, []).append((visible, trail, number))
            by_trail.setdefault(trail, []).append((visible, lead, number))
    return Candidates(by_lead, by_trail)


_symbols: dict[str, int] = {}


def symbol(visible: str, model: TrigramModel) -> int:
    """The model's number of a character of either script; 0: unknown, -1: not counted (spaces)."""
    number = _symbols.get(visible)
    if number is None:
        folded = fold(table().simplified.get(visible, visible)) if visible != "\n" else "\n"
        number = model.number.get(folded, 0) if folded else -1
        if len(_symbols) < 70_000:
            _symbols[visible] = number
    return number
