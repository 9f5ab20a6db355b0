"""Everything that one document gives: what the report says of itself, its figures and findings, its compliance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fazhi.core.extract.compliance import assess
from fazhi.core.extract.indicators import Extracted, extract
from fazhi.core.extract.report import Description, describe
from fazhi.core.normalize.alignment import Alignment
from fazhi.core.segment import Segmented
from fazhi.schema.curated import Compliance, Report

# Columns that a report takes over from the normalized document.
CARRIED = ("doc_id", "batch_id", "source", "media_type", "fetched_at", "charset", "charset_confidence", "script",
           "damage", "repairs", "unrepaired", "text")  # fmt: skip


@dataclass(slots=True)
class Found:
    """Everything that one document gives."""

    report: Report
    extracted: Extracted
    compliance: list[Compliance]


def find(row: Mapping[str, Any], segmented: Segmented, alignment: Alignment, version: str) -> Found:
    """What one normalized document (a row of the layer, but for its edits) gives; linear, raises nothing."""
    description = describe(
        row["text"], page_title=row["page_title"], page_date=row["page_date"], page_source=row["page_source"],
        source=row["source"],
    )  # fmt: skip
    extracted = extract(row["doc_id"], row["text"], segmented, description, alignment.source_span)
    compliance = assess(row["doc_id"], segmented.sections, description, row["text"])
    return Found(_report(row, description, version), extracted, compliance)


def _report(row: Mapping[str, Any], d: Description, version: str) -> Report:
    title, issuer, region, year, date = (
        span or (None, None) for span in (d.title_span, d.issuer_span, d.region_span, d.year_span, d.date_span)
    )
    return Report(
        **{name: row[name] for name in CARRIED},
        title=d.title, issuer=d.issuer, issuer_kind=d.issuer_kind, region_code=d.region_code,
        region_name=d.region_name, region_level=d.region_level, report_year=d.report_year,
        published_on=d.published_on, text_chars=len(row["text"]), version=version,
        title_start=title[0], title_end=title[1], issuer_start=issuer[0], issuer_end=issuer[1],
        region_start=region[0], region_end=region[1], year_start=year[0], year_end=year[1],
        date_start=date[0], date_end=date[1],
    )  # fmt: skip
