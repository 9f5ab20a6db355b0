"""The panel out of the curated tables: one row an issuer and year, one column a standard indicator.

Spreadsheets run what begins with `=`, `+`, `-` or `@` as a formula: such text gets an apostrophe in front (CSV) or is
written as text (XLSX). A spreadsheet that is told another separator than the comma would cut a text in pieces: an
apostrophe also stands before what would begin a piece.
"""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fazhi.schema.arrow import schema_of
from fazhi.schema.curated import Indicator, Report
from fazhi.storage.files import read_each
from fazhi.storage.layout import Layout

FORMATS = (".csv", ".xlsx", ".parquet")
_REPORT = ["doc_id", "issuer", "region_code", "region_name", "report_year", "title", "source"]
_INDICATOR = [
    "doc_id", "indicator_id", "indicator_code", "system", "metric", "value", "value_high", "unit", "qualifier", "role",
    "direction", "period_start", "period_end", "quote",
]  # fmt: skip
# Values that say what a thing amounts to; ends of a change, parts and ranks would be mixed up in one column.
_PANEL_ROLES = ("level", "to")
# Full-width signs count: Excel takes them for their half-width likes in Chinese settings.
_SIGNS = "=+\\-@＝＋－＠"
# What is not seen before them, and what a reader may pass over.
_UNSEEN = r"\s\x00-\x1f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(rf"(?:^[{_UNSEEN}]*|[;\t\r\n]\s*)(?=[{_SIGNS}])|^(?=[\t\r])")


def write_panel(layout: Layout, output: Path) -> int:
    """Write the panel (.csv, .xlsx) or the long form (.parquet) to `output`; returns its rows."""
    long = _long(layout)
    if output.suffix.lower() == ".parquet":
        pq.write_table(pa.Table.from_pylist(long, schema=_long_schema()), output, compression="zstd")
        return len(long)
    head, rows = _wide(long)
    if output.suffix.lower() == ".csv":
        _write_csv(output, head, rows)
    else:
        _write_xlsx(output, head, rows)
    return len(rows)


def _long(layout: Layout) -> list[dict[str, Any]]:
    """Every figure with its report. A report that came in several copies counts once, as the kept copy has it."""
    reports = {
        row["doc_id"]: {name: row[name] for name in _REPORT}
        for table in read_each(layout.curated_files(Report), [*_REPORT, "duplicate_of"])
        for row in table.to_pylist() if row["duplicate_of"] is None
    }  # fmt: skip
    rows = (row for table in read_each(layout.curated_files(Indicator), _INDICATOR) for row in table.to_pylist())
    return [{**reports[row["doc_id"]], **row} for row in rows if row["doc_id"] in reports]


def _long_schema() -> pa.Schema:
    """The declared types, whatever the values: a column without any is not of type null."""
    report, indicator = schema_of(Report), schema_of(Indicator)
    return pa.schema([report.field(name) for name in _REPORT] + [indicator.field(name) for name in _INDICATOR[1:]])


def _wide(long: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """The first figure of a report for each standard indicator; reports without issuer or year keep their source."""
    codes = sorted({row["indicator_code"] for row in long if row["indicator_code"] and row["role"] in _PANEL_ROLES})
    cells: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in long:
        key = tuple(row[name] for name in _REPORT[1:])
        values = cells.setdefault(key, {})
        if row["indicator_code"] and row["role"] in _PANEL_ROLES:
            values.setdefault(row["indicator_code"], row["value"])
    order = sorted(cells, key=lambda key: tuple(str(part or "") for part in key))
    return [*_REPORT[1:], *codes], [[*key, *(cells[key].get(code) for code in codes)] for key in order]


def _write_csv(output: Path, head: list[str], rows: list[list[Any]]) -> None:
    import csv

    # utf-8-sig: without the mark, Excel reads Chinese CSV in the system's code page.
    with output.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _write_xlsx(output: Path, head: list[str], rows: list[list[Any]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("panel")
    sheet.freeze_panes = "A2"
    sheet.append(head)
    for row in rows:
        cells = []
        for value in row:
            is_text = isinstance(value, str)
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if is_text else value)
            if is_text:
                cell.data_type = "s"  # text, whatever it begins with
            cells.append(cell)
        sheet.append(cells)
    book.save(output)


def _harmless(cell: Any) -> Any:
    """`cell`; as text with an apostrophe before whatever a spreadsheet would run."""
    return _FORMULA.sub(_quoted, cell) if isinstance(cell, str) else cell


def _quoted(found: re.Match[str]) -> str:
    return f"'{found[0]}" if found.start() == 0 else f"{found[0]}'"
