"""What kind of document some bytes are: media types told from signatures and text patterns, not from names."""

import re
import zlib
from itertools import compress
from typing import Final

TEXT: Final = "text/plain"
HTML: Final = "text/html"
XML: Final = "application/xml"
PDF: Final = "application/pdf"
RTF: Final = "application/rtf"
DOC: Final = "application/msword"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD: Final = "application/ofd"
ZIP: Final = "application/zip"
TAR: Final = "application/x-tar"
GZIP: Final = "application/gzip"
BZIP2: Final = "application/x-bzip2"
XZ: Final = "application/x-xz"
WARC: Final = "application/warc"
SEVEN_ZIP: Final = "application/x-7z-compressed"
RAR: Final = "application/vnd.rar"
BINARY: Final = "application/octet-stream"

# What `archives.members` takes; the last two only to be refused with a reason.
ARCHIVES: Final = frozenset({ZIP, TAR, GZIP, BZIP2, XZ, WARC, SEVEN_ZIP, RAR})

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOC),
    (b"{\\rtf", RTF),
    (b"WARC/", WARC),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"Rar!\x1a\x07", RAR),
    (b"\x89PNG\r\n", BINARY), (b"\xff\xd8\xff", BINARY), (b"GIF8", BINARY), (b"\x7fELF", BINARY), (b"MZ\x90", BINARY),
    (b"\x00\x00\x01\x00", BINARY), (b"II*\x00", BINARY), (b"MM\x00*", BINARY), (b"SQLite format 3", BINARY),
    (b"PAR1", BINARY), (b"OggS", BINARY), (b"ID3", BINARY), (b"\x00asm", BINARY), (b"\xca\xfe\xba\xbe", BINARY),
)  # fmt: skip
_HEAD: Final = 1 << 16
_TAGS: Final = (
    rb"html|head|body|title|meta|link|script|style|div|span|p|table|tbody|tr|td|th|br|hr|center|font|h[1-6]|ul|ol|li|"
    rb"a|img|strong|b|form|input|iframe|frameset|section|article|main|nav|header|footer"
)
# The first thing in the file is markup: prolog and comments aside, a document type or an element of HTML.
_OPENING: Final = re.compile(rb"<!doctype\s+html|<(?:" + _TAGS + rb")(?=[\s/>])", re.I)
_ANY_TAG: Final = re.compile(rb"</?(" + _TAGS + rb")(?:\s[^<>]{0,2000})?/?>", re.I)
_STRUCTURE: Final = frozenset({b"html", b"head", b"body", b"div", b"p", b"table", b"tr", b"td", b"br", b"span", b"li"})
_HTML_NAME: Final = re.compile(r"\.(?:x?html?|shtml|jsp|aspx?|php)$", re.I)
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
# Of UTF-16: high bytes of Han, its marks and full-width forms; low bytes that no ASCII text has; which bytes are zero.
_WIDE: Final = bytes([*range(0x4E, 0xA0), 0x20, 0x30, 0xFF])
_NO_TEXT: Final = bytes(set(range(32)) - {9, 10, 13})
_ZEROS: Final = b"\1" + bytes(255)


def sniff(data: bytes, name: str | None = None) -> str:
    """The media type of `data`, which may be the document or a good part of its beginning (64 KiB or more).

    `name` (file name or URL) only breaks ties between plain text and HTML. No bytes at all are `text/plain`: it is for
    the reader of the text to refuse them as empty. Bytes of no known kind are `application/octet-stream`.
    """
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if b"%PDF-" in data[:1024]:
        return PDF
    return _container(data) or _text(data, name)


def _container(data: bytes) -> str | None:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data)
    if _is_tar(data):
        return TAR
    for signature, media_type in ((b"\x1f\x8b\x08", GZIP), (b"BZh", BZIP2), (b"\xfd7zXZ\x00", XZ)):
        if data.startswith(signature):
            head = _decompressed_head(data, media_type)
            return TAR if _is_tar(head) else WARC if head.startswith(b"WARC/") else media_type
    return None


def _zipped(data: bytes) -> str:
    """Office formats are ZIP files too: their parts have fixed names, which stand uncompressed in the bytes."""
    parts = ((b"word/document", DOCX), (b"xl/workbook.xml", XLSX), (b"ppt/presentation.xml", BINARY))
    for part, media_type in parts:
        if part in data and b"[Content_Types].xml" in data:
            return media_type
    if data[30:38] == b"mimetype":  # OpenDocument and EPUB name their type in their first part; we read neither
        return BINARY
    return OFD if b"OFD.xml" in data[:_HEAD] and b"Doc_" in data else ZIP


def _is_tar(head: bytes) -> bool:
    """POSIX and GNU archives carry `ustar`; older ones only a checksum over their first block of 512 bytes."""
    if len(head) < 512:
        return False
    if head[257:262] == b"ustar":
        return True
    stated = head[148:156].strip(b" \0")
    if not stated or stated.strip(b"01234567"):
        return False
    return int(stated, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _decompressed_head(data: bytes, media_type: str) -> bytes:
    """The first 512 bytes of what is compressed; as much as can be read of a damaged stream."""
    import bz2
    import lzma

    try:
        if media_type == GZIP:
            return zlib.decompressobj(wbits=31).decompress(data[:_HEAD], 512)
        if media_type == BZIP2:  # nothing comes out before a block of up to 900 KB is complete
            return bz2.BZ2Decompressor().decompress(data[: 1 << 20], 512)
        return lzma.LZMADecompressor(memlimit=1 << 28).decompress(data[: 1 << 20], 512)
    except (zlib.error, OSError, lzma.LZMAError, EOFError, MemoryError):
        return b""


def _text(data: bytes, name: str | None) -> str:
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        narrow = head.decode("utf-32", "ignore").encode("utf-8", "ignore")
    elif (codec := _utf16(head)) is not None:
        narrow = head.decode(codec, "ignore").encode("utf-8", "ignore")
    else:
        # Any ASCII superset will do: markup is ASCII in UTF-8, GB18030 and Big5 alike.
        narrow = head.removeprefix(b"\xef\xbb\xbf")
    if len(narrow.translate(None, _CONTROLS)) < 0.98 * len(narrow):
        return BINARY
    return _markup(narrow, name)


def _utf16(head: bytes) -> str | None:
    """UTF-16 with a mark, or so plainly UTF-16 that it needs none: nearly every unit is ASCII, Han or its marks.

    Chinese text in GB18030 or Big5 that is paired up as UTF-16 falls on Hangul and private-use units instead.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even = head[: min(len(head), 4096) & ~1]
    for codec, high, low in (("utf-16-le", even[1::2], even[0::2]), ("utf-16-be", even[0::2], even[1::2])):
        zeros = high.count(0)
        wide = len(high) - len(high.translate(None, _WIDE))
        if zeros + wide >= max(0.95 * len(high), 2) and _tells_utf16(high, low, zeros):
            return codec
    return None


def _tells_utf16(high: bytes, low: bytes, zeros: int) -> bool:
    """Whether the low bytes are those of UTF-16: characters of text beside the zeros."""
    if zeros:
        narrow = bytes(compress(low, high.translate(_ZEROS)))
        return len(narrow.translate(None, _NO_TEXT)) >= 0.9 * zeros
    # Han alone has no zero bytes; its low bytes are of every value, controls among them, as no text's bytes are.
    return len(low.translate(None, _CONTROLS)) < 0.98 * len(low)


def _markup(head: bytes, name: str | None) -> str:
    start = _after_prolog(head)
    if _OPENING.match(head, start):
        return HTML
    if head.lstrip()[:6].lower() == b"<?xml ":
        return XML
    found = [m[1].lower() for m in _ANY_TAG.finditer(head)]
    structural = sum(tag in _STRUCTURE for tag in found)
    named = name is not None and _HTML_NAME.search(name.partition("?")[0]) is not None
    # A fragment that begins with text: markup throughout, not a `<p>` that somebody writes about.
    return HTML if structural >= (1 if named else 8) and len(found) * 400 >= len(head) * (not named) else TEXT


def _after_prolog(head: bytes) -> int:
    """Where the first thing stands that is not blank, a comment or an XML declaration."""
    at = 0
    while True:
        at += len(head[at : at + 4096]) - len(head[at : at + 4096].lstrip())
        closer = b"-->" if head.startswith(b"<!--", at) else b"?>" if head.startswith(b"<?", at) else None
        end = head.find(closer, at) if closer else -1
        if closer is None or end < 0:
            return at
        at = end + len(closer)
