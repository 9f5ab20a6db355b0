"""A composed report as the bytes of a file: three kinds of page, plain text, Word, PDF. The same bytes everywhere."""

import io
import zipfile
from functools import cache
from html import escape
from string import Template

from bench.composing import MATERIAL, Composed, Paragraph

PAGES = ("old_table", "trs_editor", "modern")
_DECLARED = {"utf-8": "UTF-8", "gb18030": "gb2312"}
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
# A line of a PDF page holds 36 characters of 12 points, a page 40 lines.
_PER_LINE, _PER_PAGE = 36, 40
# What numbers of pages are written with.
_OF_NUMBERS = frozenset("- 0123456789")


def html(report: Composed, page: str, charset: str) -> bytes:
    """The report in one of the `PAGES`; pages in GB18030 declare gb2312, as they do."""
    rows = "".join(f"<tr><td>{escape(a)}</td><td>{b}</td></tr>\n" for a, b in report.table)
    table = f'<table border="1">\n<tr><td>指标</td><td>数量</td></tr>\n{rows}</table>' if rows else ""
    body = "\n".join(_marked_up(p, page) for p in report.paragraphs)
    filled = _template(page).substitute(
        title=escape(report.title), date=report.date, source=escape(report.issuer), charset=_DECLARED[charset],
        body=body + table,
    )  # fmt: skip
    return filled.encode(charset, "xmlcharrefreplace")


def text(report: Composed, charset: str) -> bytes:
    """The report as a plain text that was copied out of a page."""
    head = f"{report.title}\n\n来源：{report.issuer} 发布日期：{report.date}\n字体：[ 大 | 中 | 小 ]\n\n"
    rows = "".join(f"{a}\t{b}\n" for a, b in report.table)
    return (head + "\n\n".join("　　" + p.text for p in report.paragraphs) + "\n" + rows).encode(charset)


def docx(report: Composed) -> bytes:
    """The report as a Word file; entries are stored, because compressed bytes differ between versions of zlib."""
    lines = [report.title, *(p.text for p in report.paragraphs)]
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    cells = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{escape(a)}</w:t></w:r></w:p></w:tc>"
        f"<w:tc><w:p><w:r><w:t>{b}</w:t></w:r></w:p></w:tc></w:tr>"
        for a, b in report.table
    )
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{cells}</w:tbl><w:p/>" if cells else ""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}">'
    document = f"{head}<w:body>{body}{table}</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


def pdf(report: Composed) -> bytes:
    """The report as a PDF with a text layer as Word and WPS write it: numbered glyphs and a map of what they say.

    No font is embedded: what reads text needs none.
    """
    lines = [report.title, *(line for p in report.paragraphs for line in _wrapped(p))]
    lines += [f"{a} {b}" for a, b in report.table]
    pages = [lines[at : at + _PER_PAGE] for at in range(0, len(lines), _PER_PAGE)]
    glyphs = {c: n for n, c in enumerate(sorted({*_OF_NUMBERS, *"".join(lines)}), 1)}
    objects = _font(glyphs)
    kids = []
    for number, page in enumerate(pages, 1):
        objects.append(_stream(_page_content(page, number, glyphs)))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


@cache
def _template(page: str) -> Template:
    return Template((MATERIAL / "pages" / f"{page}.html").read_text("utf8"))


def _marked_up(paragraph: Paragraph, page: str) -> str:
    shown = escape(paragraph.text)
    if page == "old_table":
        return f"&nbsp;&nbsp;&nbsp;&nbsp;{shown}<br><br>"
    if page == "modern":
        return f"<h{paragraph.depth + 1}>{shown}</h{paragraph.depth + 1}>" if paragraph.depth else f"<p>{shown}</p>"
    run = f'<span style="font-family: 仿宋_GB2312; font-size: 16pt" lang="ZH-CN">{shown}</span>'
    return f'<p class="MsoNormal" style="text-indent: 32pt; line-height: 28pt">{run}</p>'


def _wrapped(paragraph: Paragraph) -> list[str]:
    shown = "　　" + paragraph.text
    return [shown[at : at + _PER_LINE] for at in range(0, len(shown), _PER_LINE)]


def _font(glyphs: dict[str, int]) -> list[bytes]:
    """Objects 1 to 6: catalogue, pages (filled in later), font with its descendant, descriptor and map to Unicode."""
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FangSong /DW 1000 /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /FangSong /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>",
        _stream(_to_unicode(glyphs)),
    ]


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    """The map of a font (ISO 32000-1, 9.10.3): at most a hundred glyphs a section."""
    said = [b"<%04x> <%s>" % (glyph, _hexadecimal(character)) for character, glyph in glyphs.items()]
    parts = [said[at : at + 100] for at in range(0, len(said), 100)]
    sections = [b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part)) for part in parts]
    return b"\n".join(
        [b"/CIDInit /ProcSet findresource begin", b"12 dict begin", b"begincmap", b"/CMapName /Glyphs def",
         b"/CMapType 2 def", b"1 begincodespacerange", b"<0000> <ffff>", b"endcodespacerange", *sections,
         b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end"]
    )  # fmt: skip


def _page_content(lines: list[str], number: int, glyphs: dict[str, int]) -> bytes:
    shown = [b"BT /F1 12 Tf 18 TL 60 780 Td"]
    shown += [b"<%s> Tj T*" % _numbered(line, glyphs) for line in lines]
    return b"\n".join([*shown, b"ET", b"BT /F1 9 Tf 290 40 Td <%s> Tj ET" % _numbered(f"- {number} -", glyphs)])


def _numbered(line: str, glyphs: dict[str, int]) -> bytes:
    return "".join(f"{glyphs[character]:04x}" for character in line).encode()


def _hexadecimal(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
