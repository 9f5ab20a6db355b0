"""PDF: paragraphs put back together, furniture dropped, rows kept; scans and broken files refused."""

import io
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.ingest import media
from fazhi.core.normalize.formats import extract_text, pdf
from fazhi.core.normalize.formats.pieces import Piece, Sheet
from fazhi.core.normalize.formats.typeset import paragraphs
from fazhi.core.refusal import Refused

HONGZE = (Path(__file__).parent.parent / "cases" / "formats" / "pdf" / "hongze-2023.pdf").read_bytes()
SIZE = 16.0
LEFT, RIGHT, HEIGHT = 80.0, 528.0, 842.0  # 28 characters a line


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        pdf.extract(data)
    return refused.value.code


def test_real_report_comes_out_in_paragraphs_and_rows() -> None:
    page = extract_text(HONGZE, media.sniff(HONGZE))
    lines = page.text.split("\n")
    for whole in (
        "2023 年政府信息公开工作年度报告",
        "（一）主动公开情况。主要通过政府门户网站主动公开政府文件、项目审批、通知公告等各类政府信息。"
        "2023 年，我区在政府网站平台主动公开政府信息 1136 条。",
        # Across the end of the first page.
        "加强区政府门户网站及政务新媒体日常管理，运用第三方检测平台实行常态化监测，执行信息审核发布制度。"
        "严格执行“分级审核、先审后发”程序，落实“三审三校”制度，从严从实把好政治关、法律关、政策关、保密关、文字关，未经审核的信息一律不准发布。",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "行政规范性文件\t0\t5\t5",
        "一、本年新收政府信息公开申请数量\t21\t0\t0\t0\t0\t0\t21",
        # In the last line of a page: no page number.
        "2.没有现成信息需要另行制作\t3\t0\t0\t0\t0\t0\t3",
        "三、本年度办理结果",
    ):
        assert whole in lines
    assert not [line for line in lines if line.strip("- ").isdigit()]


def line(text: str, row: int, left: float = LEFT) -> Piece:
    top = 100 + 28.0 * row
    return Piece(text, left, left + SIZE * len(text), top, top + SIZE, SIZE)


def test_typeset_furniture_paragraphs_and_rows() -> None:
    head, number = "某某市司法局文件汇编二〇二二年", "- {} -"
    sheets = []
    for page in range(3):
        body = [
            line("今年以来全市各级行政机关深入推进依法行政全年办结行政许可"[:26], 0, LEFT + 2 * SIZE),
            line("法治政府建设年度报告坚持以人民为中心的发展思想一二三四五", 1),
            line("完成任务。", 2),
            line("项目", 4), line("数量", 4, 300), line(str(page), 4, 400),
        ]  # fmt: skip
        top = Piece(head, LEFT, 300, 30, 46, SIZE)
        foot = Piece(number.format(page + 1), 290, 320, 800, 816, SIZE)
        sheets.append(Sheet(HEIGHT, [foot, top, *body]))
    whole = sheets[0].pieces[2].text + sheets[0].pieces[3].text + "完成任务。"
    assert paragraphs(sheets) == [text for page in range(3) for text in (whole, f"项目\t数量\t{page}")]


def test_a_number_broken_at_the_margin_is_one_number() -> None:
    first = line("我局全年共办结各类行政许可行政处罚行政强制案件合计一二12", 0)
    assert paragraphs([Sheet(HEIGHT, [first, line("34件,同比增长百分之五。", 1)])]) == [
        f"{first.text}34件,同比增长百分之五。"
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    text = "今年以来我局深入推进依法行政全年办结许可处罚强制各类案件一千二百余件同比增长百分之五成效明显群众满意" * 4
    words = [text[at : at + 13] for at in range(0, 169, 13)]
    first = [line(part, row) for row, part in enumerate(words[:6])]
    second = [line(part, row, LEFT + 15 * SIZE) for row, part in enumerate(words[6:])]
    end = line("完。", len(words) - 6, LEFT + 15 * SIZE)
    assert paragraphs([Sheet(HEIGHT, [*first, *second, end])]) == ["".join(words) + "完。"]


def test_a_heading_set_wide_is_no_row() -> None:
    wide = [line(character, 0, 200 + 60 * at) for at, character in enumerate("年度报告")]
    assert paragraphs([Sheet(HEIGHT, [*wide, line("项目", 2), line("一", 2, 300)])]) == ["年度报告", "项目\t一"]


def test_a_heading_after_a_full_line_stands_alone() -> None:
    full = line("我局全年共办结各类行政许可行政处罚行政强制案件合计一二件。", 0)
    assert paragraphs([Sheet(HEIGHT, [full, line("(二)问题", 1)])]) == [full.text, "(二)问题"]


def document(*, image: bool, text: str = "") -> bytes:
    made = pypdfium2.PdfDocument.new()
    for _ in range(3):
        page = made.new_page(595, 842)
        if image:
            drawn = pypdfium2.PdfImage.new(made)
            bitmap = pypdfium2.PdfBitmap.new_native(8, 8, pdfium.FPDFBitmap_BGR)
            drawn.set_bitmap(bitmap)
            drawn.set_matrix(pypdfium2.PdfMatrix().scale(500, 700))
            page.insert_obj(drawn)
        if text:
            written = pdfium.FPDFPageObj_NewTextObj(made.raw, b"Helvetica", 12.0)
            units = (text + "\0").encode("utf-16-le")
            import ctypes

            pdfium.FPDFText_SetText(written, ctypes.cast(ctypes.create_string_buffer(units), pdfium.FPDF_WIDESTRING))
            pdfium.FPDFPageObj_Transform(written, 1, 0, 0, 1, 90, 700)
            pdfium.FPDFPage_InsertObject(page.raw, written)
        page.gen_content()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_scans_and_empty_files_are_refused_as_what_they_are() -> None:
    assert code_of(document(image=True)) == "scanned"
    assert code_of(document(image=False)) == "no_text"
    assert code_of(b"%PDF-1.4 rubbish") == "bad_file"
    assert code_of(HONGZE[:2_000]) == "bad_file"
    assert pdf.extract(document(image=True, text="A text layer of a scan")).text.startswith("A text layer")


def test_an_encrypted_file_is_refused() -> None:
    at = HONGZE.rindex(b"/Root")
    rubbish = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -3904/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")>>"
    with pytest.raises(Refused, match="加密"):
        pdf.extract(HONGZE[:at] + rubbish + HONGZE[at:])


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_files_raise_nothing_but_refused(drawn: st.DataObject) -> None:
    data = bytearray(HONGZE)
    for _ in range(drawn.draw(st.integers(0, 20))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    cut = bytes(data[: drawn.draw(st.sampled_from([len(data), len(data) // 2, 5_000, 100]))])
    try:
        text = extract_text(cut, media.PDF).text
    except Refused as refused:
        text = refused.message
    assert text.strip()


PIECES = st.builds(
    Piece,
    st.text(alphabet="法治政府建设12,。\t-第页", min_size=1, max_size=30),
    *(st.floats(0, 900) for _ in range(4)),
    st.floats(0.1, 200),
)


@given(st.lists(st.lists(PIECES, max_size=12), max_size=4))
@settings(deadline=None)
def test_any_places_are_put_together(pages: list[list[Piece]]) -> None:
    before = "".join(sorted("".join(piece.text for page in pages for piece in page)))
    after = paragraphs([Sheet(HEIGHT, page) for page in pages])
    assert set("".join(after)) <= set(before) | {"\t", " "}
    assert all(text.strip() for text in after)
