"""PDF files with a text layer: paragraphs from the places of characters; scans are refused as such."""

import ctypes
import re
import struct
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
_NO_CHARACTER = frozenset((0, 0xFFFE, 0xFFFF, 0x2, 0xD, 0xAD))
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
    """The page's lines in pdfium's order, cut where a gap parts the cells of a row.

    One loop over the characters without calls of our own: a report has thousands.
    """
    run: list[str] = []
    left = right = bottom = top = size = 0.0
    for character, box in _characters(text):
        if box is None:
            if character != "\n":
                if run:
                    run.append(character)
            elif run:
                yield Piece("".join(run), left, right, height - top, height - bottom, size)
                run = []
            continue
        its_left, its_right, its_bottom, its_top = box
        its_size = its_top - its_bottom
        if run and its_left - right > _CELL_GAP * (its_size if its_size > size else size):
            yield Piece("".join(run), left, right, height - top, height - bottom, size)
            run = []
        if not run:
            run, size = [character], its_size
            left, right, bottom, top = box
            continue
        run.append(character)
        left = its_left if its_left < left else left
        right = its_right if its_right > right else right
        bottom = its_bottom if its_bottom < bottom else bottom
        top = its_top if its_top > top else top
        size = its_size if its_size > size else size
    if run:
        yield Piece("".join(run), left, right, height - top, height - bottom, size)


def _characters(text: Any) -> Iterator[tuple[str, tuple[float, float, float, float] | None]]:
    """Every character with its box (left, right, bottom, top); blanks and what pdfium adds come without."""
    import pypdfium2.raw as pdfium

    unicode_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    edges = struct.Struct("4f").unpack_from  # left, top, right, bottom
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = unicode_of(text, at)
        if code == 0xA:
            yield "\n", None
            continue
        if code in _NO_CHARACTER or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        if code == 0x20 or not box_of(text, at, place):
            yield chr(code), None
            continue
        left, top, right, bottom = edges(box)
        yield chr(code), (_ink(text, at) if top - bottom > _TALLEST else (left, right, bottom, top))


def _ink(text: Any, at: int) -> tuple[float, float, float, float]:
    """The box of a character's ink, for fonts whose own measures are nonsense."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, at, *(ctypes.byref(edge) for edge in (left, right, bottom, top)))
    return left.value, right.value, bottom.value, top.value
