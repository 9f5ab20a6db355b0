"""Office files that reach out: entities, templates, linked books, objects, macros. Nothing is fetched or run."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from fazhi.core.ingest import media
from fazhi.core.normalize.formats import docx, extract_text, html, ofd, xlsx
from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.sandbox import Limits, Sandbox
from fazhi.core.refusal import Refused
from tests.normalize import office_files as make
from tests.security.traps import CANARY, Listener

W_BODY = "<w:p><w:r><w:t>{}法治政府建设年度报告</w:t></w:r></w:p>"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈" * 10}">' for n in range(10))


def _outcome(extract: Callable[[bytes], Page], data: bytes) -> str:
    """The text, or the code of the refusal."""
    try:
        return extract(data).text
    except Refused as refused:
        return refused.code


def _document(doctype: str, entity: str) -> str:
    return f"<!DOCTYPE d [{doctype}]><w:document {make.W}><w:body>{W_BODY.format(entity)}</w:body></w:document>"


XLSX = "fazhi.core.normalize.formats.xlsx:extract"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SHARED = '<c r="A1" t="s"><v>0</v></c>'
STRINGS_TYPE = (
    f'<Override PartName="/{STRINGS}" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sharedStrings+xml"/>'
)
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _sheet(cells: str) -> str:
    return f'<worksheet {S}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'


def _strings(text: str) -> str:
    return f"<sst {S}><si><t>{text}</t></si></sst>"


def _book(new: dict[str, str]) -> bytes:
    """An XLSX file with one text; parts by name replaced or added."""
    book = openpyxl.Workbook()
    book.active["A1"] = "法治政府建设年度报告"
    out = io.BytesIO()
    book.save(out)
    made = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            if name not in new:
                told = STRINGS_TYPE if STRINGS in new else ""
                archive.writestr(name, old.read(name).replace(b"</Types>", f"{told}</Types>".encode()))
        for name, content in new.items():
            archive.writestr(name, content)
    return made.getvalue()


def _doctypes(listener: Listener, canary: Path) -> dict[str, tuple[str, str]]:
    return {
        "file": (f'<!ENTITY x SYSTEM "{canary.as_uri()}">', "&x;"),
        "http": (f'<!ENTITY x SYSTEM "{listener.url}/x">', "&x;"),
        "parameter": (f'<!ENTITY % x SYSTEM "{listener.url}/x.dtd"> %x;', ""),
        "laughs": (LAUGHS, "&l9;"),
        "quadratic": (f'<!ENTITY x "{"哈" * 50_000}">', "&x;" * 5_000),
    }


@pytest.mark.parametrize("attack", ["file", "http", "parameter", "laughs", "quadratic"])
@pytest.mark.parametrize("place", ["docx", "xlsx sheet", "xlsx strings", "ofd", "xml"])
def test_entities_are_neither_fetched_nor_multiplied(
    listener: Listener, canary: Path, no_network: list[str], place: str, attack: str
) -> None:
    doctype, entity = _doctypes(listener, canary)[attack]
    if place == "docx":
        said = _outcome(docx.extract, make.zipped({"word/document.xml": _document(doctype, entity)}))
    elif place == "xlsx sheet":
        cell = f'<c r="A1" t="inlineStr"><is><t>{entity}法治</t></is></c>'
        part = f"<!DOCTYPE d [{doctype}]>{_sheet(cell)}"
        said = _outcome(xlsx.extract, _book({SHEET: part}))
    elif place == "xlsx strings":
        part = f"<!DOCTYPE d [{doctype}]>{_strings(entity + '法治')}"
        said = _outcome(xlsx.extract, _book({SHEET: _sheet(SHARED), STRINGS: part}))
    elif place == "ofd":
        words = f"<TextObject Boundary='0 0 9 9'><TextCode>{entity}法治</TextCode></TextObject>"
        part = f"<!DOCTYPE d [{doctype}]><Page>{words}</Page>"
        said = _outcome(ofd.extract, make.zipped({"Doc_0/Pages/Page_0/Content.xml": part}))
    else:
        words = f"<html><body><p>{entity}{'法治政府建设。' * 9}</p></body></html>"
        page = f"<?xml version='1.0'?><!DOCTYPE html [{doctype}]>{words}"
        said = _outcome(html.extract, page.encode())
    assert CANARY not in said
    assert len(said) < 100_000
    assert (listener.calls, no_network) == (0, [])


def test_without_an_attack_the_same_files_are_read() -> None:
    """Else the tests above would hold for files that nobody can read."""
    assert _outcome(xlsx.extract, _book({SHEET: _sheet(SHARED), STRINGS: _strings("法治")})) == "法治"
    assert _outcome(docx.extract, make.zipped({"word/document.xml": _document("", "").partition("]>")[2]}))
    harmless = '<c r="A1" t="inlineStr"><is><t>法治</t></is></c>'
    assert _outcome(xlsx.extract, _book({SHEET: _sheet(harmless)})) == "法治"


def _related(kind: str, target: str) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="{namespace}">{relation}</Relationships>'


@pytest.mark.parametrize(
    "kind", ["attachedTemplate", "oleObject", "frame", "image", "subDocument", "aFChunk", "hyperlink"]
)
@pytest.mark.parametrize("scheme", ["http", "file", "unc"])
def test_what_a_word_file_names_elsewhere_is_not_fetched(
    listener: Listener, canary: Path, no_network: list[str], kind: str, scheme: str
) -> None:
    target = {"http": f"{listener.url}/t.dotm", "file": canary.as_uri(), "unc": r"\\127.0.0.1\share\t.dotm"}[scheme]
    field = f'<w:p><w:r><w:instrText>INCLUDETEXT "{target}"</w:instrText></w:r><w:altChunk r:id="rId9"/></w:p>'
    names = f'{make.W} xmlns:r="{RELATIONS}"'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {names}><w:body>{W_BODY.format('')}{field}</w:body></w:document>",
        "word/_rels/document.xml.rels": _related(kind, target),
        "word/_rels/settings.xml.rels": _related(kind, target),
        "word/settings.xml": f'<w:settings {names}><w:attachedTemplate r:id="rId9"/></w:settings>',
        "word/vbaProject.bin": "Sub AutoOpen()",
    }  # fmt: skip
    assert _outcome(docx.extract, make.zipped(parts)) == "法治政府建设年度报告"
    assert (listener.calls, no_network) == (0, [])


def test_what_a_workbook_names_elsewhere_is_not_fetched_and_formulas_are_not_run(
    listener: Listener, canary: Path, no_network: list[str]
) -> None:
    formulas = (f'WEBSERVICE("{listener.url}")', f"'{canary}'!A1", "cmd|'/C calc'!A0", "1+1")
    written = [formula.replace('"', "&quot;") for formula in formulas]
    cells = "".join(f'<c r="{"ABCD"[n]}1"><f>{formula}</f><v>{n}</v></c>' for n, formula in enumerate(written))
    connection = f'<connection id="1"><webPr url="{listener.url}"/></connection>'
    data = _book({
        SHEET: _sheet(cells),
        "xl/externalLinks/externalLink1.xml": f"<externalLink {S}/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": _related("externalLinkPath", f"{listener.url}/b.xlsx"),
        "xl/worksheets/_rels/sheet1.xml.rels": _related("oleObject", f"{listener.url}/o.bin"),
        "xl/connections.xml": f"<connections {S}>{connection}</connections>",
        "xl/vbaProject.bin": "Sub Workbook_Open()",
    })  # fmt: skip
    assert _outcome(xlsx.extract, data) == "0\t1\t2\t3"
    assert (listener.calls, no_network) == (0, [])


def test_a_part_that_is_a_bomb_ends_its_child_alone() -> None:
    """One long text that twenty cells show, 60 MB out of 6 kB: refused, and the next document is read."""
    cells = "".join(f'<c r="{column}1" t="s"><v>0</v></c>' for column in "ABCDEFGHIJKLMNOPQRST")
    bomb = _book({SHEET: _sheet(cells), STRINGS: _strings("哈" * (1 << 20))})
    assert len(bomb) < 20_000
    box = Sandbox(Limits(seconds=20, memory_bytes=1 << 30))
    try:
        with pytest.raises(Refused) as refused:
            box.extract(XLSX, bomb)
        assert refused.value.code == "too_large"
        assert box.extract(XLSX, _book({SHEET: _sheet(SHARED), STRINGS: _strings("法治")})).text == "法治"
    finally:
        box.close()


def test_parsers_of_hostile_files_see_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes over a parser finds neither keys nor passwords in its environment."""
    secrets = (
        "AWS_SECRET_ACCESS_KEY",
        "FAZHI_ALERTS_WEBHOOK",
        "PREFECT_API_AUTH_STRING",
        "PREFECT_SERVER_DATABASE_PASSWORD",
    )
    for name in secrets:
        monkeypatch.setenv(name, CANARY)
    box = Sandbox(Limits(memory_bytes=4 << 30))
    try:
        told = box.extract("tests.security.told:environment", b"x").text
    finally:
        box.close()
    assert "PATH=" in told
    assert CANARY not in told


def test_files_that_bring_macros_are_office_files_like_others() -> None:
    """DOCM and XLSM are read for their text; what they would run is a part that nobody opens."""
    body = f"<w:document {make.W}><w:body>{W_BODY.format('')}</w:body></w:document>"
    data = make.zipped({"[Content_Types].xml": "<Types/>", "word/vbaProject.bin": "x", "word/document.xml": body})
    kind = media.sniff(data, "a.docm")
    assert kind == media.DOCX
    assert extract_text(data, kind).text == "法治政府建设年度报告"
