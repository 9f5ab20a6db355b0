"""The panel out of the curated tables: one row an issuer and year, one column a standard indicator.

Spreadsheets run what begins with `=`, `+`, `-` or `@` as a formula: such text gets an apostrophe in front (CSV) or is
written as text (XLSX).
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fazhi.schema.curated import Indicator, Report
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout

FORMATS = (".csv", ".xlsx", ".parquet")
_REPORT = ["doc_id", "issuer", "region_code", "region_name", "report_year", "title", "source"]
_INDICATOR = [
    "doc_id", "indicator_id", "indicator_code", "system", "metric", "value", "value_high", "unit", "qualifier", "role",
    "direction", "period_start", "period_end", "quote",
]  # fmt: skip
# Values that say what a thing amounts to; ends of a change, parts and ranks would be mixed up in one column.
_PANEL_ROLES = ("level", "to")


def write_panel(layout: Layout, output: Path) -> int:
    """Write the panel (.csv, .xlsx) or the long form (.parquet) to `output`; returns its rows."""
    long = _long(layout)
    if output.suffix.lower() == ".parquet":
        pq.write_table(pa.Table.from_pylist(long) if long else pa.table({}), output, compression="zstd")
        return len(long)
    head, rows = _wide(long)
    if output.suffix.lower() == ".csv":
        _write_csv(output, head, rows)
    else:
        _write_xlsx(output, head, rows)
    return len(rows)


def _long(layout: Layout) -> list[dict[str, Any]]:
    reports = {row["doc_id"]: row for p in layout.curated_files(Report) for row in read_rows(p, _REPORT).to_pylist()}
    rows = [r for p in layout.curated_files(Indicator) for r in read_rows(p, _INDICATOR).to_pylist()]
    return [{**reports[row["doc_id"]], **row} for row in rows]


def _wide(long: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """The first figure of a report for each standard indicator; reports without issuer or year keep their source."""
    codes = sorted({row["indicator_code"] for row in long if row["indicator_code"]})
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

    book = Workbook(write_only=True)
    sheet = book.create_sheet("panel")
    sheet.append(head)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # text, whatever it begins with
            cells.append(cell)
        sheet.append(cells)
    book.save(output)


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
