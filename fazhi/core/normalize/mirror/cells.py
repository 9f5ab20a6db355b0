"""Byte arithmetic of GBK (cp936): which two bytes make which character, and which cells hold none.

A damaged page was cut between the two bytes of a character. To read it again one asks: what character do these two
bytes make, which characters share this lead or trail byte, and what did a decoder show for a cell without a character
(a private-use character, `?`, or nothing)?
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from .characters import table
from .model import Row, TrigramModel, folded, load

Cell = tuple[int, int]
# A character that may be guessed: itself, its other byte, its symbol in the model.
Candidate = tuple[str, int, int]
# Cells without a character: user-defined ones, unassigned ones, both.
CellKind = Literal["private", "undefined", "any"]
_GUESSES = 64
# Second bytes of GBK that were shown alone, as ASCII or (0x80) as €: what a run out of step can end at.
TRAIL_ASCII = frozenset({*range(0x40, 0x7F), 0x80})
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
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFF))
    cells = [(lead, trail) for lead in range(0x81, 0xFF) for trail in trails]
    # All at once: a call for each of 24,000 cells is most of the time that the first damaged page takes. Lines keep
    # them apart, whatever a decoder makes of a cell without a character.
    shown = b"\n".join(map(bytes, cells)).decode("gbk", errors="replace").split("\n")
    characters: dict[Cell, str] = {}
    for pair, seen in zip(cells, shown, strict=True):
        if len(seen) == 1 and seen != "\ufffd":
            characters[pair] = seen
        elif user_defined(*pair):
            characters[pair] = private_use(*pair)
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
    """Characters that an unreadable byte may have belonged to, by their known byte; the candidate holds the other."""

    by_lead: dict[int, tuple[Candidate, ...]]
    by_trail: dict[int, tuple[Candidate, ...]]


def _may_be_guessed(visible: str) -> bool:
    """Of the page's script, and neither digit nor letter: these are never invented."""
    if "\u4e00" <= visible <= "\u9fff":
        return visible not in table().simplified_only
    return visible in "，。！？；：、“”‘’（）《》〈〉「」【】〔〕—…·"


@cache
def _guessable() -> tuple[tuple[str, int, int, int], ...]:
    """Every character that may be guessed, of those that the model knows: (character, lead, trail, symbol)."""
    model = load()
    shown = [(visible, *pair) for pair, visible in _tables()[0].items() if _may_be_guessed(visible)]
    return tuple([(*row, number) for row in shown if (number := symbol(row[0], model)) > 0])


@cache
def candidates() -> Candidates:
    """The characters that may be guessed, by their lead byte and by their trail byte."""
    by_lead: dict[int, list[Candidate]] = {}
    by_trail: dict[int, list[Candidate]] = {}
    for visible, lead, trail, number in _guessable():
        by_lead.setdefault(lead, []).append((visible, trail, number))
        by_trail.setdefault(trail, []).append((visible, lead, number))
    return Candidates({k: tuple(v) for k, v in by_lead.items()}, {k: tuple(v) for k, v in by_trail.items()})


@cache
def _by_symbol() -> dict[int, tuple[tuple[str, int, int], ...]]:
    found: dict[int, tuple[tuple[str, int, int], ...]] = {}
    for visible, lead, trail, number in _guessable():
        found[number] = (*found.get(number, ()), (visible, lead, trail))
    return found


def _is_of(kind: CellKind, lead: int, trail: int) -> bool:
    if kind == "private":
        return user_defined(lead, trail)
    return empty(lead, trail) and not (kind == "undefined" and user_defined(lead, trail))


_fits = cache(_is_of)


@cache
def openers(kind: CellKind) -> frozenset[int]:
    """Bytes that can be the first of a cell of this kind."""
    return frozenset(u for u in range(0x81, 0xFF) if any(_is_of(kind, u, v) for v in range(0x81, 0xFF)))


@cache
def opening(lead: int, kind: CellKind) -> tuple[Candidate, ...]:
    """Characters with this lead byte whose trail byte can be the first of a cell of this kind."""
    return tuple(c for c in candidates().by_lead.get(lead, ()) if c[1] in openers(kind))


@cache
def closing(known: int, trail: int, kind: CellKind) -> tuple[Candidate, ...]:
    """Characters with this trail byte whose lead byte makes a cell of this kind with `known`."""
    return tuple(c for c in candidates().by_trail.get(trail, ()) if _fits(kind, known, c[1]))


def _ranked(row: Row, known: int, kind: CellKind) -> list[Candidate]:
    """The likeliest `_GUESSES` symbols of a row whose lead byte makes a cell of this kind with `known`."""
    fitting = [
        (chance, visible, trail, number)
        for number, chance in row.items()
        for visible, lead, trail in _by_symbol().get(number, ())
        if _fits(kind, known, lead)
    ]
    fitting.sort(reverse=True)
    return [candidate[1:] for candidate in fitting[:_GUESSES]]


@lru_cache(maxsize=8192)
def _ranked_after(b: int, known: int, kind: CellKind) -> list[Candidate]:
    return _ranked(load().row(b), known, kind)


@lru_cache(maxsize=8192)
def expected(a: int, b: int, known: int, kind: CellKind) -> tuple[Candidate, ...]:
    """Both bytes unknown: what the model expects after the symbols a b, if it makes such a cell with `known`."""
    likely = _ranked(load().deep_row(a, b)[1], known, kind)
    return tuple(dict.fromkeys(likely + _ranked_after(b, known, kind)))


@cache
def pairs_read(lead: int, syllable: str) -> tuple[tuple[str, int, bool], ...]:
    """Characters with this lead byte and reading: (character, trail byte, traditional only)."""
    known = table()
    found = ((c, cell(c)) for c in known.by_reading.get(syllable, ""))
    return tuple((c, pair[1], c in known.traditional) for c, pair in found if pair and pair[0] == lead)


_symbols: dict[str, int] = {}


def symbol(visible: str, model: TrigramModel) -> int:
    """The model's number of a character of either script; 0: unknown, -1: not counted (spaces)."""
    number = _symbols.get(visible)
    if number is None:
        plain = table().simplified.get(visible, visible)
        # A symbol is its own class: only what the model does not know by itself is folded.
        number = model.number.get(plain)
        if number is None:
            of_class = folded(plain)
            number = model.number.get(of_class, 0) if of_class else -1
        if len(_symbols) < 70_000:
            _symbols[visible] = number
    return number
