"""The list of a batch's reports: on the batch's page as far as it goes, then on pages of its own, with a search."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from fazhi.pages.escaping import escaped, printable
from fazhi.pages.rendering import evidence_link, number, render_page
from fazhi.pages.summary import ReportRow

# As many rows as open in well under a second on a phone.
ROWS_A_PAGE = 500
SCRIPT = "reports.js"
DATA = "reports-data.js"
# What the data of the search must not hold in a script, and what says the same.
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def page_count(total: int) -> int:
    """Pages that `total` reports take, the batch's own page among them."""
    return max(1, -(-total // ROWS_A_PAGE))


def page_name(number: int) -> str:
    """The file of a page of the list, counted from 1: the first is the batch's page."""
    return "index.html" if number == 1 else f"reports-{number}.html"


def listed(rows: Sequence[ReportRow]) -> Markup:
    """Rows of the table as HTML; every value of a document is escaped."""
    return Markup("".join(map(_row, rows)))


def render(batch_id: str, rows: Sequence[ReportRow], page: int, total: int) -> bytes:
    """Page number `page` (from 2) of the list of a batch's reports."""
    told = render_page("reports.html", batch_id=batch_id, rows=listed(rows), **pager(page, total))
    return printable(told)


def pager(page: int, total: int) -> dict[str, Any]:
    """What the templates need to know of the list: `page` of `pages`, `total` reports, the pages to link to."""
    pages = page_count(total)
    near = {1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)}
    return {"page": page, "pages": pages, "total": total, "near": sorted(near), "page_name": page_name}


@cache
def script() -> bytes:
    """The search: filters the rows of a page, or looks through the data where there are several pages."""
    return (files("fazhi.pages") / "templates" / SCRIPT).read_bytes()


def search_data(rows: Iterable[ReportRow]) -> bytes:
    """All rows as a script that holds nothing but data, for the search over several pages."""
    lines = (
        json.dumps([r.doc_id, _name(r), r.issuer, r.region, r.year, r.indicators, r.findings, r.repairs],
                   ensure_ascii=False).translate(_IN_SCRIPT)
        for r in rows
    )  # fmt: skip
    return ("window.fazhiReports = [\n" + ",\n".join(lines) + "\n];\n").encode("utf8", "replace")


def _row(r: ReportRow) -> str:
    unread = f' <span title="□">(□ {number(r.unrepaired)})</span>' if r.unrepaired else ""
    copy = ' <span class="tag"><span class="zh">副本</span><span class="en" lang="en">copy</span></span>'
    return (
        f'<tr><td><a href="{evidence_link(r.doc_id)}">{escaped(_name(r))}</a>{copy if r.duplicate_of else ""}'
        f"<td>{escaped(r.issuer or '—')}<td>{escaped(r.region or '—')}<td>{r.year or '—'}<td>{number(r.indicators)}"
        f"<td>{number(r.findings)}<td>{number(r.repairs)}{unread}\n"
    )


def _name(r: ReportRow) -> str:
    return r.title or r.source or r.doc_id
