"""The pages of a batch as files: the page itself, and an evidence page for each report that it lists."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from fazhi.core.extract import taxonomy
from fazhi.pages import batch as batch_page
from fazhi.pages import evidence
from fazhi.schema.arrow import records_of
from fazhi.schema.curated import Finding, Indicator, Report
from fazhi.schema.layers import EditRow, NormalizedDocument
from fazhi.stages.batch import Batch
from fazhi.stages.left import Left, left_in_place
from fazhi.stages.publishable import Tables
from fazhi.stages.summary import summarize
from fazhi.storage.files import read_json, read_rows, write_bytes
from fazhi.storage.folders import filled
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place


def write_pages(left: Left, folder: Path) -> None:
    """Write `index.html` and `evidence/<doc_id>.html` to `folder`."""
    summary = summarize(left)
    staging = left.batch.layout.root / "work"
    write_bytes(folder / "index.html", batch_page.render(summary).encode(), staging)
    listed = {report.doc_id for report in summary.reports}
    for chunk, tables in left.chunks():
        if not listed.intersection(tables[Report]["doc_id"].to_pylist()):
            continue
        for name, page in _evidence(left.batch, chunk, tables, listed):
            (folder / "evidence").mkdir(exist_ok=True)
            (folder / "evidence" / f"{name}.html").write_text(page, "utf8")


def rebuild_pages(layout: Layout, batch_id: str) -> Place:
    """Write the pages of an ended batch anew from what it left; returns the path of its page."""
    manifest: dict[str, Any] = read_json(layout.manifest(batch_id))
    with filled(layout.quality(batch_id)) as folder:
        write_pages(left_in_place(layout, manifest), folder)
    return layout.quality(batch_id) / "index.html"


def _evidence(batch: Batch, chunk: int, tables: Tables, listed: set[str]) -> list[tuple[str, str]]:
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    normalized = {row["doc_id"]: row for row in read_rows(path, ["doc_id", "source_text", "edits"]).to_pylist()}
    names = {system.id: evidence.Name(system.zh, system.en) for system in taxonomy.systems()}
    pages = []
    for report in records_of(Report, tables[Report]):
        if report.doc_id in listed:
            row = normalized[report.doc_id]
            edits = [EditRow(**edit) for edit in row["edits"]]
            indicators = records_of(Indicator, _of(tables, Indicator, report.doc_id))
            findings = records_of(Finding, _of(tables, Finding, report.doc_id))
            page = evidence.render(report, edits, row["source_text"], indicators, findings, names)
            pages.append((report.doc_id, page))
    return pages


def _of(tables: Tables, record: Any, doc_id: str) -> Any:
    return tables[record].filter(pc.equal(tables[record]["doc_id"], doc_id))
