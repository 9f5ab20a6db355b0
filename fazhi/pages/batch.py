"""The page of a batch: one static file that a person reads to know what happened and what looks wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.pages.rendering import render_page
from fazhi.pages.reports import listed, pager
from fazhi.pages.summary import BatchSummary, Counts, Past, ReportRow, StageCount

# Longer lists say how many rows they leave out: the tables hold them all.
MAX_ROWS = 500
MAX_BARS = 15


@dataclass(frozen=True, slots=True)
class Series:
    """One chart of the history: what it counts, and its value in every batch."""

    zh: str
    en: str
    kind: str
    points: list[tuple[str, float]]


def render(summary: BatchSummary, reports: Sequence[ReportRow] = (), total: int | None = None) -> bytes:
    """The page as UTF-8: Chinese with an English switch; nothing to fetch but the search beside it.

    In: the summary of a batch, the first of its reports (as many as a page lists), how many there are. Out: a complete
    document; every value from a document is escaped.
    """
    page = render_page(
        "batch.html",
        rows=listed(reports),
        **pager(1, len(reports) if total is None else total),
        summary=summary,
        conserved=_is_conserved(summary.counts, summary.stages),
        history=_history(summary),
        max_rows=MAX_ROWS,
        max_bars=MAX_BARS,
    )
    return page.encode()


def _is_conserved(counts: Counts, stages: Sequence[StageCount]) -> bool:
    """Whether nothing disappeared: what came in is what went out, for the batch and for each stage."""
    whole = counts.documents == counts.published + _kept_out(counts)
    return whole and all(stage.entered == stage.passed + _kept_out(stage) for stage in stages)


def _kept_out(c: Counts | StageCount) -> int:
    """Documents that left before they were published, by whichever door."""
    return c.skipped + c.duplicates + c.quarantined + c.withheld


def _history(summary: BatchSummary) -> list[Series]:
    """The earlier batches and this one, as series."""
    this = Past(
        batch_id=summary.batch_id,
        documents=summary.counts.documents,
        published=summary.counts.published,
        quarantined=summary.counts.quarantined,
        indicators=summary.indicators,
        findings=summary.finding_count,
    )
    batches = [past for past in summary.history if past.batch_id != summary.batch_id] + [this]
    return [
        Series("文档", "Documents", "in", [(b.batch_id, b.documents) for b in batches]),
        Series("发布", "Published", "ok", [(b.batch_id, b.published) for b in batches]),
        Series("隔离", "Quarantined", "bad", [(b.batch_id, b.quarantined) for b in batches]),
        Series("指标", "Indicators", "in", [(b.batch_id, b.indicators) for b in batches]),
        Series("数字矛盾", "Findings", "warn", [(b.batch_id, b.findings) for b in batches]),
    ]
