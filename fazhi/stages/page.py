"""The page of a batch as files: the page itself, the list of its reports, their search; at its end or anew."""

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from fazhi.pages import batch as batch_page
from fazhi.pages import reports as report_pages
from fazhi.pages.summary import BatchSummary, ReportRow
from fazhi.schema.curated import Report
from fazhi.stages.gathering import Gathered
from fazhi.stages.left import Left, left_in_place
from fazhi.stages.pages import RECORDS, failed_ids, write_chunk, write_style
from fazhi.stages.summary import summarize
from fazhi.storage.commit import put_in_place
from fazhi.storage.files import read_json, read_rows, sync_all, write_many
from fazhi.storage.folders import files_in, remove_tree
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place


def write_pages(left: Left, folder: Place, gathered: Callable[[int], Gathered], kept: Mapping[str, str]) -> None:
    """Write the page of a batch, its list of reports and the style of its evidence pages to the staging `folder`.

    `gathered` gives what a chunk has added; it is asked for each chunk more than once, and one is held at a time.
    `kept`: kept copies of the reports that are copies.
    """
    chunks = range(left.manifest["chunks"])

    def marked(chunk: int) -> Gathered:
        found = gathered(chunk)
        found.mark(kept)
        return found

    summary = summarize(left, map(marked, chunks))

    def rows() -> Iterator[ReportRow]:
        return (row for chunk in chunks for row in marked(chunk).reports)

    write_many(folder, _files(summary, rows))
    write_style(folder / "evidence")
    sync_all(folder)


def _files(summary: BatchSummary, rows: Callable[[], Iterator[ReportRow]]) -> Iterator[tuple[str, bytes]]:
    total, listed = summary.counts.published + summary.counts.withheld, rows()
    first = list(islice(listed, report_pages.ROWS_A_PAGE))
    yield "index.html", batch_page.render(summary, first, total)
    for page in range(2, report_pages.page_count(total) + 1):
        own = list(islice(listed, report_pages.ROWS_A_PAGE))
        yield report_pages.page_name(page), report_pages.render(summary.batch_id, own, page, total)
    yield report_pages.SCRIPT, report_pages.script()
    if report_pages.page_count(total) > 1:
        yield report_pages.DATA, report_pages.search_data(rows())


def rebuild_pages(layout: Layout, batch_id: str) -> Place:
    """Write the pages of an ended batch anew from what it left; returns the path of its page.

    The caller holds the data folder's lock.
    """
    manifest: dict[str, Any] = read_json(layout.manifest(batch_id))
    left, final = left_in_place(layout, manifest), layout.quality(batch_id)
    staging = layout.root / "work" / f"pages-{uuid.uuid4().hex}"
    passing, results = left.passing(), read_rows(left.results, ["chunk", "failed_ids"])
    failed = failed_ids(results)
    kept: dict[int, Gathered] = {}

    def gathered(chunk: int) -> Gathered:
        if chunk not in kept:
            kept[chunk] = write_chunk(left.batch, chunk, passing(chunk, RECORDS), failed, staging / "evidence")
        return kept[chunk]

    try:
        write_pages(left, staging, gathered, _kept_copies(layout))
        for name in ("evidence", *(place.name for place in files_in(staging, "*.*"))):
            put_in_place(staging / name, final / name)
    finally:
        with contextlib.suppress(FileNotFoundError):
            remove_tree(staging)
    return final / "index.html"


def _kept_copies(layout: Layout) -> dict[str, str]:
    """The kept copy of every published report that is a copy, as the tables have it now."""
    found: dict[str, str] = {}
    for path in layout.curated_files(Report):
        rows = read_rows(path, ["doc_id", "duplicate_of"])
        pairs = zip(rows["doc_id"].to_pylist(), rows["duplicate_of"].to_pylist(), strict=True)
        found.update((doc_id, kept) for doc_id, kept in pairs if kept)
    return found
