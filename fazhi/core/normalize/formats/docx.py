"""Word files (DOCX): paragraphs and table rows of the body; headers, footers, notes and deleted text left out."""

from collections.abc import Iterator

from lxml import etree

from fazhi.core.normalize.formats.docx_numbering import Numbering
from fazhi.core.normalize.formats.office import Package, attribute, child, children, local
from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.rows import table_row
from fazhi.core.refusal import Refused

# What a reader of the final document does not see, or sees a second time (Fallback repeats a text box).
_SKIPPED = frozenset({
    "del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "pPr", "rPr", "sectPr", "footnoteReference",
    "rt", "tblPr", "trPr", "tcPr", "sdtPr", "chart",
})  # fmt: skip
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": " "}


def extract(data: bytes) -> Page:
    """The text of a DOCX file; raises Refused(bad_file, too_large, no_text)."""
    package = Package(data)
    name = next((n for n in package.names if n.startswith("word/document") and n.endswith(".xml")), "")
    document = package.xml(name)
    if document is None:
        raise Refused("bad_file", "Word 文档没有正文部分")
    numbering = Numbering.read(package.xml("word/numbering.xml"), package.xml("word/styles.xml"))
    lines = [line for line in _lines(document, numbering) if line]
    if not lines:
        raise Refused("no_text", "Word 文档没有文字(可能只有图片)")
    return Page("\n".join(lines), None, None, None, "utf-8", 1.0)


def _lines(element: etree._Element, numbering: Numbering) -> Iterator[str]:
    for inner in element:
        name = local(inner)
        if name == "p":
            yield from _paragraph(inner, numbering)
        elif name == "tbl":
            yield from _table(inner, numbering)
        elif name not in _SKIPPED:
            yield from _lines(inner, numbering)


def _table(table: etree._Element, numbering: Numbering) -> Iterator[str]:
    for row in table.iter("{*}tr"):
        if next(row.iterancestors("{*}tbl"), None) is not table:
            continue  # of a table in a cell
        cells = [list(_lines(cell, numbering)) for cell in _cells(row)]
        if next(row.iter("{*}tbl"), None) is None:
            yield from table_row(cells)
        else:
            yield from (line for cell in cells for line in cell)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for inner in row:
        if local(inner) == "tc":
            yield inner
        elif local(inner) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _cells(inner)


def _paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, pieces, boxes)
    lines = [line.strip() for line in "".join(pieces).split("\n")]
    if any(lines):
        # An empty paragraph is not numbered, as Word shows it.
        marker = numbering.marker(child(paragraph, "pPr"))
        lines[0] = f"{marker}{lines[0]}"
        yield from lines
    for box in boxes:
        yield from _lines(box, numbering)


def _collect(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    """Text of a paragraph's runs into `pieces`; text boxes anchored in it into `boxes`."""
    for inner in element:
        name = local(inner)
        if name == "t":
            pieces.append(inner.text or "")
        elif name == "txbxContent":
            boxes.append(inner)
        elif name in _CHARACTERS:
            pieces.append("" if attribute(inner, "type") in ("page", "column") else _CHARACTERS[name])
        elif name not in _SKIPPED and not (name == "r" and _is_hidden(inner)):
            _collect(inner, pieces, boxes)


def _is_hidden(run: etree._Element) -> bool:
    properties = child(run, "rPr")
    return properties is not None and any(
        attribute(mark, "val") not in ("0", "false", "off") for mark in children(properties, "vanish")
    )
