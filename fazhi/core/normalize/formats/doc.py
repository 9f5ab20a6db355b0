"""Old Word files (DOC): the main text out of the piece table of an OLE container, [MS-DOC] § 2.4.1.

The container is read by legacy-doc; the text is taken here, because rows of tables, the end of the main text and field
codes (`HYPERLINK …`) get lost in its own.
"""

import re
import struct
from collections.abc import Iterator

from legacy_doc import ExtractionOptions, LegacyDocError
from legacy_doc.ole import OleReader

from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.rows import table_row
from fazhi.core.refusal import Refused

# Offsets in the file information block: [MS-DOC] § 2.5.1–2.5.6.
_IDENT, _FLAGS, _TEXT_START, _TEXT_END, _MAIN_LENGTH, _CLX = 0x0, 0xA, 0x18, 0x1C, 0x4C, 0x1A2
_ENCRYPTED, _TABLE_1 = 0x100, 0x200
_WORD_97 = 0xC1
_COMPRESSED = 0x40000000
_FIELD = re.compile("[\x13\x14\x15]")
_PARAGRAPH = re.compile("([^\r\x07]*)(\r|\x07|\\Z)")
_CHARACTERS = str.maketrans({"\x0b": "\n", "\x0c": "\r", "\x0e": "\r", "\x1e": "-", "\xa0": " "} | {
    chr(code): None for code in (*range(7), 8, 0x0F, *range(0x10, 0x1E), 0x1F)
})  # fmt: skip


def extract(data: bytes) -> Page:
    """The text of a DOC file; raises Refused(bad_file, no_text)."""
    try:
        text = _main_text(OleReader(data, options=ExtractionOptions(max_file_bytes=len(data))))
    except (LegacyDocError, struct.error, ValueError, IndexError, KeyError, OverflowError, RecursionError) as error:
        raise Refused("bad_file", f"Word 97–2003 文档损坏、加密或不是文档:{type(error).__name__}") from error
    lines = [line for line in _lines(_without_codes(text).translate(_CHARACTERS)) if line]
    if not lines:
        raise Refused("no_text", "Word 文档没有文字(可能只有图片)")
    return Page("\n".join(lines), None, None, None, "utf-8", 1.0)


def _main_text(ole: OleReader) -> str:
    word: bytes = ole.read_stream("WordDocument")
    _, version = struct.unpack_from("<HH", word, _IDENT)
    (flags,) = struct.unpack_from("<H", word, _FLAGS)
    if flags & _ENCRYPTED:
        raise LegacyDocError("encrypted")
    if version < _WORD_97:
        # Word 6 and 95: one run of bytes in the code page of the system.
        start, end = struct.unpack_from("<II", word, _TEXT_START)
        return word[start:end].decode("gb18030", "replace")
    table: bytes = ole.read_stream("1Table" if flags & _TABLE_1 else "0Table")
    (length,) = struct.unpack_from("<I", word, _MAIN_LENGTH)
    start, size = struct.unpack_from("<II", word, _CLX)
    pieces = "".join(_pieces(word, _piece_table(table[start : start + size])))
    return pieces.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "replace")


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while at < len(clx) and clx[at] == 1:  # formatting of pieces: skipped
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise LegacyDocError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + size]


def _pieces(word: bytes, table: bytes) -> Iterator[str]:
    count = (len(table) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table)
    budget = len(word)  # pieces of an honest file do not overlap
    for number in range(count):
        length = ends[number + 1] - ends[number]
        (place,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)
        narrow = bool(place & _COMPRESSED)
        start = (place & ~_COMPRESSED) // 2 if narrow else place
        size = length if narrow else 2 * length
        budget -= size
        if length < 0 or budget < 0:
            raise LegacyDocError("pieces overlap")
        yield word[start : start + size].decode("cp1252" if narrow else "utf-16-le", "replace")


def _without_codes(text: str) -> str:
    """Fields as their result: what stands between begin and separator is an instruction."""
    kept: list[str] = []
    at, open_fields, hidden = 0, 0, 0
    for mark in _FIELD.finditer(text):
        if not hidden:
            kept.append(text[at : mark.start()])
        at = mark.end()
        if mark[0] == "\x13":
            open_fields += 1
            hidden += 1
        elif mark[0] == "\x14":
            hidden = max(hidden - 1, 0)
        else:
            open_fields = max(open_fields - 1, 0)
            hidden = min(hidden, open_fields)
    return "".join(kept) + ("" if hidden else text[at:])


def _lines(text: str) -> Iterator[str]:
    """Paragraphs and rows. A cell ends with a bell, a row with one more; an empty cell looks like a row's end."""
    row: list[list[str]] = []
    cell: list[str] = []
    for found in _PARAGRAPH.finditer(text):
        lines = [line.strip() for line in found[1].split("\n")]
        if found[2] == "\x07" and not any(cell) and not any(lines):
            yield from table_row(row)
            row, cell = [], []
        elif found[2] == "\x07":
            row.append(cell + lines)
            cell = []
        elif row:
            cell += lines
        else:
            yield from lines
    yield from table_row([*row, cell])
