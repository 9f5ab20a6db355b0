"""OFD files (GB/T 33190): a ZIP archive of XML pages, text in objects with their place on the page."""

import re
from collections.abc import Iterator

from lxml import etree

from fazhi.core.normalize.formats.office import Package, attribute, local
from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.pieces import Piece, Sheet
from fazhi.core.normalize.formats.typeset import paragraphs
from fazhi.core.refusal import Refused

_PAGE = re.compile(r"(?:.*/)?Doc_(\d{1,5})/Pages/Page_(\d{1,6})/Content\.xml", re.I)
_MOST_PAGES = 3_000
_A4_HEIGHT = 297.0  # millimetres


def extract(data: bytes) -> Page:
    """The text of an OFD file; raises Refused(bad_file, too_large, scanned, no_text)."""
    package = Package(data)
    places = sorted((int(m[1]), int(m[2]), name) for name in package.names if (m := _PAGE.fullmatch(name)))
    if not places:
        raise Refused("bad_file", "OFD 文件中没有页面")
    if len(places) > _MOST_PAGES:
        raise Refused("too_large", f"OFD 超过 {_MOST_PAGES} 页")
    pages = [package.xml(name) for _, _, name in places]
    sheets = [Sheet(_A4_HEIGHT, list(_pieces(page))) for page in pages if page is not None]
    lines = paragraphs(sheets)
    if not lines:
        images = any(next(page.iter("{*}ImageObject"), None) is not None for page in pages if page is not None)
        raise Refused("scanned" if images else "no_text", "OFD 中没有文字层")
    return Page("\n".join(lines), None, None, None, "utf-8", 1.0)


def _pieces(page: etree._Element) -> Iterator[Piece]:
    """Text objects in order; those that follow each other on one line are one piece."""
    last: Piece | None = None
    for found in page.iter("{*}TextObject"):
        piece = _piece(found)
        if piece is None:
            continue
        if last is not None and abs(piece.top - last.top) < 0.3 * last.size and _touches(piece, last):
            last.text += piece.text
            last.right = piece.right
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _touches(piece: Piece, last: Piece) -> bool:
    return -0.5 * last.size < piece.left - last.right < last.size


def _piece(found: etree._Element) -> Piece | None:
    text = "".join(code.text or "" for code in found if local(code) == "TextCode")
    try:
        left, top, width, height = (float(number) for number in (attribute(found, "Boundary") or "").split())
        size = float(attribute(found, "Size") or height)
    except ValueError:
        return None
    return Piece(text, left, left + width, top, top + height, size) if text.strip() else None
