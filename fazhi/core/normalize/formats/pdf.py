"""PDF files with a text layer: paragraphs from the places of characters; scans are refused as such."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.pieces import Piece, Sheet
from fazhi.core.normalize.formats.typeset import paragraphs
from fazhi.core.refusal import Refused

_MOST_PAGES = 3_000
_LEAST_TEXT = 20  # characters a page, for a document of images to count as text
_CELL_GAP = 1.0  # heights of a character, between cells of a row
_TALLEST = 100.0  # points
_NO_CHARACTER = frozenset((0, 0xFFFE, 0xFFFF, 0x2, 0xAD))
_BREAKS = frozenset((0xA, 0xD))
_PASSWORD = re.compile("password", re.I)


def extract(data: bytes) -> Page:
    """The text of a PDF; raises Refused(bad_file, too_large, scanned, no_text)."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        why = "已加密:请提供无密码的文件" if _PASSWORD.search(str(error)) else "损坏"
        raise Refused("bad_file", f"PDF {why}") from error
    try:
        if len(document) > _MOST_PAGES:
            raise Refused("too_large", f"PDF 超过 {_MOST_PAGES} 页")
        sheets, images = _sheets(document)
    except pypdfium2.PdfiumError as error:
        raise Refused("bad_file", "PDF 损坏:有读不出来的页") from error
    finally:
        document.close()
    characters = sum(len(piece.text.strip()) for sheet in sheets for piece in sheet.pieces)
    if images and characters < _LEAST_TEXT * images:
        raise Refused("scanned", "扫描件:没有文字层,请提供原文或先做文字识别")
    lines = paragraphs(sheets)
    if not lines:
        raise Refused("no_text", "PDF 中没有文字")
    return Page("\n".join(lines), None, None, None, "utf-8", 1.0)


def _sheets(document: Any) -> tuple[list[Sheet], int]:
    """The pages with their text, and how many have none, but an image."""
    import pypdfium2.raw as pdfium

    sheets: list[Sheet] = []
    images = 0
    for page in document:
        text = page.get_textpage()
        height = page.get_height()
        pieces = list(_pieces(text.raw, height))
        if not pieces:
            images += any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        sheets.append(Sheet(height, pieces))
        text.close()
        page.close()
    return sheets, images


def _pieces(text: Any, height: float) -> Iterator[Piece]:
    """The page's lines in pdfium's order, cut where a gap parts the cells of a row."""
    piece: Piece | None = None
    for character, box in _characters(text):
        if piece is not None and (character == "\n" or (box is not None and _is_apart(box, piece, height))):
            yield piece
            piece = None
        if character == "\n":
            continue
        if box is None:
            if piece is not None:
                piece.text += character
            continue
        left, right, bottom, top = box
        if piece is None:
            piece = Piece(character, left, right, height - top, height - bottom, top - bottom)
        else:
            piece.text += character
            piece.left, piece.right = min(piece.left, left), max(piece.right, right)
            piece.top, piece.bottom = min(piece.top, height - top), max(piece.bottom, height - bottom)
            piece.size = max(piece.size, top - bottom)
    if piece is not None:
        yield piece


def _is_apart(box: tuple[float, float, float, float], piece: Piece, height: float) -> bool:
    left, _, bottom, top = box
    size = max(piece.size, top - bottom)
    return left - piece.right > _CELL_GAP * size


def _characters(text: Any) -> Iterator[tuple[str, tuple[float, float, float, float] | None]]:
    """Every character with its box (left, right, bottom, top); blanks and what pdfium adds come without."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if code in _NO_CHARACTER or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        if code in _BREAKS:
            if code == 0xA:
                yield "\n", None
        elif code == 0x20 or not pdfium.FPDFText_GetLooseCharBox(text, at, place):
            yield chr(code), None
        elif box.top - box.bottom > _TALLEST:
            yield chr(code), _ink(text, at)
        else:
            yield chr(code), (box.left, box.right, box.bottom, box.top)


def _ink(text: Any, at: int) -> tuple[float, float, float, float]:
    """The box of a character's ink, for fonts whose own measures are nonsense."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, at, *(ctypes.byref(edge) for edge in (left, right, bottom, top)))
    return left.value, right.value, bottom.value, top.value
