"""Office files made for tests: DOCX, OFD as ZIP of XML, DOC as an OLE container with a piece table."""

import io
import struct
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file with this body; other parts by name, `numbering="…"` for word/numbering.xml."""
    held = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(held | {f"word/{name}.xml": content for name, content in parts.items()})


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def doc(text: str, *, after: str = "", flags: int = 0x200, pieces: int = 1) -> bytes:
    """A DOC file whose main text is `text`, followed by the text of its notes and headers."""
    units = (text + after).encode("utf-16-le")
    length = len(units) // 2
    start = 0x600
    bounds = [length * n // pieces for n in range(pieces + 1)]
    table = struct.pack(f"<{pieces + 1}I", *bounds)
    table += b"".join(struct.pack("<HIH", 0, start + 2 * bounds[n], 0) for n in range(pieces))
    clx = b"\x01\x02\x00\xff\xff" + b"\x02" + struct.pack("<I", len(table)) + table
    head = bytearray(start)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 0xA, flags)
    struct.pack_into("<II", head, 0x18, start, start + len(units))
    struct.pack_into("<I", head, 0x4C, len(text.encode("utf-16-le")) // 2)
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    return _ole({"WordDocument": bytes(head) + units, "1Table": clx})


def _ole(streams: dict[str, bytes]) -> bytes:
    """A compound file, version 3; streams are padded beyond the size of those kept in the mini stream."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        padded += bytes(-len(padded) % 512)
        first = len(sectors)
        count = len(padded) // 512
        sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(padded), right=number + 1 if number < len(streams) else 0xFFFFFFFF))
    directory = len(sectors)
    sectors.append(b"".join(entries).ljust(512, b"\0"))
    fat += [0xFFFFFFFE, 0xFFFFFFFD]
    table = struct.pack(f"<{len(fat)}I", *fat)
    assert len(table) <= 512
    sectors.append(table.ljust(512, b"\xff"))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", directory + 1).ljust(436, b"\xff")
    return header + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<III", first, size, 0)
