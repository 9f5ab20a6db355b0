"""Paragraphs out of typeset pages (PDF, OFD): pieces of text with their place, put back into lines, rows, paragraphs.

The page is seen as its reader sees it: a line that reaches the right margin goes on in the next one, unless that one is
indented; what stands in the same place on most pages is no text; pieces side by side are a row.
"""

import re
from collections import Counter
from collections.abc import Sequence

from fazhi.core.normalize.formats.pieces import Piece, Sheet
from fazhi.core.normalize.formats.wrapping import joined

_PAGE_NUMBER = re.compile(
    r"[-—–_\s·.|/第共页頁]{0,12}\d{1,4}(?:[-—–_\s·.|/第共页頁of]{1,12}\d{0,4})?[-—–_\s·.|/页頁]{0,12}", re.I
)
# A heading whose characters are set wide apart is no row.
_SPACED_OUT = re.compile(r"\s*[\u4e00-\u9fff](?:\s*\t\s*[\u4e00-\u9fff])+\s*")
_EDGE = 0.1  # of the page's height, above and below
_DIGITS = re.compile(r"\d+")


def paragraphs(sheets: Sequence[Sheet]) -> list[str]:
    """The document's paragraphs and rows, in order, without what repeats on its pages."""
    repeated = _repeated(sheets)
    lines: list[Piece] = []
    for number, sheet in enumerate(sheets):
        kept = [piece for piece in sheet.pieces if not _is_furniture(piece, sheet, repeated)]
        for piece in kept:
            piece.page = number
        lines += _rows(_stacked(kept))
    return joined(lines)


def _pattern(piece: Piece, sheet: Sheet) -> tuple[str, bool]:
    return _DIGITS.sub("#", "".join(piece.text.split())), piece.top < sheet.height / 2


def _at_edge(piece: Piece, sheet: Sheet) -> bool:
    return piece.bottom < _EDGE * sheet.height or piece.top > (1 - _EDGE) * sheet.height


def _repeated(sheets: Sequence[Sheet]) -> set[tuple[str, bool]]:
    """The words that stand at the edge of at least half of the pages, and of two."""
    seen: Counter[tuple[str, bool]] = Counter()
    for sheet in sheets:
        seen.update({_pattern(piece, sheet) for piece in sheet.pieces if _at_edge(piece, sheet)})
    needed = max(2, len(sheets) / 2)
    return {pattern for pattern, count in seen.items() if count >= needed and len(pattern[0].strip("#-.")) > 2}


def _is_furniture(piece: Piece, sheet: Sheet, repeated: set[tuple[str, bool]]) -> bool:
    """A running head, or a page's number: alone on its line, unlike a number in the last row of a table."""
    if not _at_edge(piece, sheet):
        return False
    if _PAGE_NUMBER.fullmatch(piece.text.strip()) is None:
        return _pattern(piece, sheet) in repeated
    return sum(other.top < piece.bottom and other.bottom > piece.top for other in sheet.pieces) == 1


def _stacked(pieces: list[Piece]) -> list[Piece]:
    """Words set one below the other in a narrow cell (商业 over 企业) as one piece."""
    done: list[Piece] = []
    for piece in pieces:
        above = done[-1] if done else None
        if above is not None and _is_below(piece, above):
            above.text += piece.text
            above.left, above.right = min(above.left, piece.left), max(above.right, piece.right)
            above.bottom = piece.bottom
        else:
            done.append(piece)
    return done


def _is_below(piece: Piece, above: Piece) -> bool:
    width = 4.5 * above.size
    narrow = piece.right - piece.left < width and above.right - above.left < width
    apart = abs((piece.left + piece.right) - (above.left + above.right)) / 2
    words = not _DIGITS.search(piece.text) and "\t" not in piece.text
    # A single character over the next is a cell written downwards, spread over the rows beside it.
    reach = above.size * (2.5 if len(piece.text.strip()) == 1 else 1)
    return narrow and words and apart < 0.6 * above.size and -0.3 * above.size < piece.top - above.bottom < reach


def _rows(pieces: list[Piece]) -> list[Piece]:
    """Pieces beside each other as one, joined by tabs."""
    done: list[Piece] = []
    for piece in pieces:
        beside = done[-1] if done else None
        if beside is not None and _is_beside(piece, beside):
            beside.text = f"{beside.text.rstrip()}\t{piece.text.lstrip()}"
            beside.right = piece.right
            beside.top, beside.bottom = min(beside.top, piece.top), max(beside.bottom, piece.bottom)
            beside.is_row = True
        else:
            done.append(piece)
    for piece in done:
        if piece.is_row and _SPACED_OUT.fullmatch(piece.text):
            piece.text, piece.is_row = piece.text.replace("\t", ""), False
    return done


def _is_beside(piece: Piece, other: Piece) -> bool:
    shared = min(piece.bottom, other.bottom) - max(piece.top, other.top)
    return piece.left >= other.right and shared > 0.5 * min(piece.bottom - piece.top, other.bottom - other.top)
