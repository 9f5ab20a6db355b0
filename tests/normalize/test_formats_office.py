"""DOCX, DOC, XLSX, OFD, RTF, plain text: paragraphs, rows, numbers of lists; and that damaged files are refused."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.ingest import media
from fazhi.core.normalize.formats import doc, docx, extract_text, ofd, rtf, xlsx
from fazhi.core.normalize.formats.docx_numbering import numeral
from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused
from tests.normalize import office_files as make

CASES = Path(__file__).parent.parent / "cases" / "formats"
Extractor = Callable[[bytes], Page]
TIANJIN = (CASES / "docx" / "tianjin-2025.docx").read_bytes()


def code_of(extract: Extractor, data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        extract(data)
    return refused.value.code


OUTCOMES = ("text", "bad_file", "no_text", "too_large", "scanned")


def outcome(extract: Extractor, data: bytes) -> str:
    try:
        return "text" if extract(data).text.strip() else "silence"
    except Refused as refused:
        return refused.code


def test_real_docx_gives_the_same_paragraphs_as_its_text() -> None:
    text = (CASES / "docx" / "tianjin-2025.txt").read_text("utf-8")
    expected = [line.strip() for line in text.split("\n") if line.strip()]
    assert extract_text(TIANJIN, media.sniff(TIANJIN)).text.split("\n") == expected


def test_docx_keeps_what_a_reader_sees() -> None:
    body = (
        make.paragraph("法治政府建设")
        + "<w:p><w:r><w:t>全年</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>办结</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        + "<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>3件</w:t><w:br/><w:t>次行</w:t></w:r></w:p>"
        + "<w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
        + "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>"
        + "<w:sdt><w:sdtContent>" + make.paragraph("控件里的段落") + "</w:sdtContent></w:sdt>"
    )  # fmt: skip
    assert docx.extract(make.docx(body)).text.split("\n") == [
        "法治政府建设",
        "全年办结12-3件",
        "次行",
        "链接",
        "控件里的段落",
    ]


def test_docx_rows_and_layout_tables() -> None:
    def cell(*texts: str) -> str:
        return "<w:tc>" + "".join(map(make.paragraph, texts)) + "</w:tc>"

    long = "为加强法治政府建设," * 30
    rows = [
        cell("项目") + cell("数量"),
        cell("行政", "许可") + cell("12"),
        cell("只有一格"),
        cell("左") + cell(long, long),
    ]
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    lines = docx.extract(make.docx(body)).text.split("\n")
    assert lines == ["项目\t数量", "行政许可\t12", "只有一格", "左", long, long]


def test_docx_numbers_of_lists() -> None:
    def level(depth: int, style: str, pattern: str) -> str:
        held = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/>'
        return f'<w:lvl w:ilvl="{depth}">{held}</w:lvl>'

    numbering = (
        f'<w:numbering {make.W}><w:abstractNum w:abstractNumId="7">'
        + level(0, "chineseCountingThousand", "%1、") + level(1, "chineseCounting", "(%2)") + level(2, "bullet", "•")
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )  # fmt: skip
    heading = '<w:style w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    styles = f"<w:styles {make.W}>{heading}</w:styles>"

    def numbered(text: str, depth: int) -> str:
        return make.paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')

    body = (
        numbered("总体情况", 0) + numbered("制度", 1) + numbered("执法", 1) + numbered("点", 2) + numbered("", 0)
        + make.paragraph("问题", '<w:pStyle w:val="h1"/>') + numbered("不足", 1)
    )  # fmt: skip
    lines = docx.extract(make.docx(body, numbering=numbering, styles=styles)).text.split("\n")
    assert lines == ["一、总体情况", "(一)制度", "(二)执法", "点", "二、问题", "(一)不足"]


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (11, "japaneseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"), (35, "chineseCounting", "三十五"), (102, "chineseCounting", "一〇二"),
        (3, "decimal", "3"), (2, "upperLetter", "B"), (4, "lowerRoman", "iv"), (5, "decimalEnclosedCircle", "⑤"),
    ],
)  # fmt: skip
def test_numerals(number: int, style: str, text: str) -> None:
    assert numeral(number, style) == text


def test_docx_entities_are_not_resolved() -> None:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {make.W}><w:body>'
        "<w:p><w:r><w:t>&x;法治</w:t></w:r></w:p></w:body></w:document>",
    }
    assert code_of(docx.extract, make.zipped(parts)) == "bad_file"


def test_empty_and_broken_docx() -> None:
    assert code_of(docx.extract, make.docx("")) == "no_text"
    assert code_of(docx.extract, b"PK\x03\x04") == "bad_file"
    assert code_of(docx.extract, make.zipped({"word/document.xml": "<w:document"})) == "bad_file"
    assert code_of(docx.extract, make.zipped({"other.xml": "<a/>"})) == "bad_file"


def test_doc_paragraphs_rows_and_fields() -> None:
    text = (
        "法治政府建设年度报告\r一、总体情况\r2022年,\x13HYPERLINK \"http://x\"\x14某局\x15办结\x0b许可12件。\r"
        "项目\x07数量\x07\x07许可\r审批\x07 \x0712\x07\x07三、下一步\r\x13 PAGE \x141\x15\x0c"
    )  # fmt: skip
    made = make.doc(text, after="脚注和页眉\r")
    assert media.sniff(made) == media.DOC
    lines = ["法治政府建设年度报告", "一、总体情况", "2022年,某局办结", "许可12件。", "项目\t数量"]
    found = doc.extract(made).text.split("\n")
    assert found[:5] == lines
    assert "脚注和页眉" not in found
    assert "三、下一步" in found
    assert doc.extract(make.doc(text, pieces=7)).text.split("\n") == found
    assert extract_text(made, media.DOC).text.split("\n") == found


def test_doc_that_cannot_be_read() -> None:
    assert code_of(doc.extract, make.doc("密", flags=0x300)) == "bad_file"
    assert code_of(doc.extract, make.doc("\r\r\x07\r")) == "no_text"
    assert code_of(doc.extract, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "bad_file"


def workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["项目", "数量", "占比", "日期"])
    sheet.append(["行政 许可", 12.0, 0.125, dt.date(2022, 3, 5)])
    sheet["C2"].number_format = "0.0%"
    sheet.append([])
    sheet.append([None, 3.5, True, "=1+1"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx_values() -> None:
    made = workbook()
    assert media.sniff(made) == media.XLSX
    rows = ["项目\t数量\t占比\t日期", "行政 许可\t12\t12.5%\t2022年3月5日", "\t3.5\t是"]
    assert extract_text(made, media.XLSX).text.split("\n") == rows
    assert code_of(xlsx.extract, b"PK\x03\x04") == "bad_file"


def ofd_file(content: str) -> bytes:
    page = f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>'
    return make.zipped({"OFD.xml": "<OFD/>", "Doc_0/Document.xml": "<D/>", "Doc_0/Pages/Page_0/Content.xml": page})


def test_ofd_text_objects() -> None:
    def line(text: str, left: float, top: float, width: float) -> str:
        code = f"<ofd:TextCode>{text}</ofd:TextCode>"
        return f'<ofd:TextObject Boundary="{left} {top} {width} 5" Size="5">{code}</ofd:TextObject>'

    content = (
        line("法治政府建设报告", 85, 40, 40) + line("今年以来,我局坚持依法行政,推进各项工作,全面", 40, 60, 140)
        + line("完成任务,办结行政许可事项一百二十件,群众很满", 30, 70, 150) + line("意。", 30, 80, 10)
        + line("二、", 40, 90, 10) + line("问题", 50, 90, 10)
    )  # fmt: skip
    made = ofd_file(content)
    assert media.sniff(made) == media.OFD
    body = "今年以来,我局坚持依法行政,推进各项工作,全面完成任务,办结行政许可事项一百二十件,群众很满意。"
    assert extract_text(made, media.OFD).text.split("\n") == ["法治政府建设报告", body, "二、问题"]
    assert code_of(ofd.extract, ofd_file("<ofd:ImageObject/>")) == "scanned"
    assert code_of(ofd.extract, make.zipped({"OFD.xml": "<a/>"})) == "bad_file"


def test_rtf_text_escapes_and_rows() -> None:
    made = (
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}{\*\generator x}{\header \'d2\'b3}\pard "
        rb"\'b7\'a8\'d6\'ce\u25919?\u24220? 2023\par a\cell b\cell\row{\field{\*\fldinst HYPERLINK}{\fldrslt c}}\par}"
    )
    assert media.sniff(made) == media.RTF
    assert extract_text(made, media.RTF).text.split("\n") == ["法治政府 2023", "a\tb", "c"]
    assert code_of(rtf.extract, rb"{\rtf1}") == "no_text"
    assert code_of(rtf.extract, b"{" * 5_000) == "bad_file"


FILES = {
    "docx": (docx.extract, make.docx(make.paragraph("法治政府建设") * 5)),
    "doc": (doc.extract, make.doc("法治政府\r项目\x07数量\x07\x07三、下一步\r" * 20, pieces=5)),
    "xlsx": (xlsx.extract, workbook()),
    "ofd": (ofd.extract, ofd_file('<TextObject Boundary="1 2 3 4"><TextCode>法治</TextCode></TextObject>')),
    "rtf": (rtf.extract, rb"{\rtf1\ansi{\fonttbl{\f0 x;}}\'b7\'a8\u25919?\par a\cell\row}"),
}


@given(st.sampled_from(sorted(FILES)), st.data())
@settings(max_examples=250, deadline=None)
def test_damaged_files_raise_nothing_but_refused(kind: str, drawn: st.DataObject) -> None:
    extract, whole = FILES[kind]
    data = bytearray(whole)
    for _ in range(drawn.draw(st.integers(0, 4))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    assert outcome(extract, bytes(data[: drawn.draw(st.integers(0, len(data)))])) in OUTCOMES


@given(st.sampled_from(sorted(FILES)), st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_raise_nothing_but_refused(kind: str, data: bytes) -> None:
    extract, whole = FILES[kind]
    for candidate in (data, whole[:40] + data):
        assert outcome(extract, candidate) in OUTCOMES


@pytest.mark.parametrize("kind", [media.ZIP, media.BINARY, "image/png", "x"])
def test_other_media_are_refused(kind: str) -> None:
    assert code_of(lambda data: extract_text(data, kind), b"data") == "binary"
    assert code_of(lambda data: extract_text(data, kind), b"") == "empty"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_plain_text_is_the_decoded_file(charset: str) -> None:
    text = "某某市2022年法治政府建设年度报告\r\n\r\n  一、总体情况\n全年办结行政许可事项一百二十件。\n"
    page = extract_text(text.encode(charset), media.TEXT, "utf-8")
    assert (page.text, page.charset, page.title) == (text, charset, None)
