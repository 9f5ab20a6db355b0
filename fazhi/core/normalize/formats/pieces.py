"""Pieces of text with their place on a page: what PDF and OFD give, and paragraphs are put together from."""

from dataclasses import dataclass


@dataclass(slots=True)
class Piece:
    """A run of text on one line; y grows downwards, units are the page's. `size`: height of its characters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int = 0
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its height, its pieces in reading order."""

    height: float
    pieces: list[Piece]
