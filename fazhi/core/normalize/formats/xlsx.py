"""Excel files (XLSX): the values of every sheet, a row a line; formulas as last calculated, never evaluated."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused

_MOST_CELLS = 1_000_000
_MOST_EMPTY_ROWS = 1_000


def extract(data: bytes) -> Page:
    """The text of an XLSX file; raises Refused(bad_file, too_large, no_text)."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        lines = list(_rows(book))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # openpyxl promises nothing about files that are not well formed
        raise Refused("bad_file", f"表格文件损坏或加密:{type(error).__name__}") from error
    if not lines:
        raise Refused("no_text", "表格中没有内容")
    return Page("\n".join(lines), None, None, None, "utf-8", 1.0)


def _rows(book: Any) -> Iterator[str]:
    cells = 0
    for sheet in book.worksheets:
        empty = 0
        for row in sheet.iter_rows():
            cells += len(row)
            if cells > _MOST_CELLS:
                raise Refused("too_large", f"表格超过 {_MOST_CELLS} 格")
            line = "\t".join(written(cell.value, cell.number_format) for cell in row).rstrip("\t ")
            empty = 0 if line else empty + 1
            if empty > _MOST_EMPTY_ROWS:
                break
            if line:
                yield line


def written(value: object, number_format: str | None) -> str:
    """A cell's value as a reader sees it: shares with their %, days as days, whole numbers without `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        shown = float(value) * 100 if "%" in (number_format or "") else float(value)
        return f"{shown:.12g}" + ("%" if "%" in (number_format or "") else "")
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return " ".join(str(value).split())
