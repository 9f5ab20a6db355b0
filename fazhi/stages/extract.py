"""extract: text, sections and sentences to the report's own words about itself, its figures, and what they say."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from fazhi.core.extract import Extracted, extract
from fazhi.core.extract.compliance import assess
from fazhi.core.extract.corrections import correct
from fazhi.core.extract.report import Description, describe
from fazhi.core.normalize.alignment import Alignment
from fazhi.core.normalize.edits import Edit
from fazhi.core.refusal import Refused
from fazhi.core.segment import Segmented
from fazhi.schema.arrow import rows_of
from fazhi.schema.curated import Compliance, Finding, Indicator, Report, Section, Sentence
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.corrections import in_force, used
from fazhi.stages.guard import Guard
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.stages.sketches import write_sketches
from fazhi.storage.files import read_rows, write_rows

STAGE = "extract"
_CARRIED = ("doc_id", "batch_id", "source", "media_type", "fetched_at", "charset", "charset_confidence", "script",
            "damage", "repairs", "unrepaired", "text")  # fmt: skip
_OF_DOCUMENTS = (*_CARRIED, "page_title", "page_date", "page_source", "edits")
_OF_SENTENCES = ("doc_id", "sentence_id", "section_id", "position", "start", "end")


@dataclass(slots=True)
class Found:
    """Everything that one document gives."""

    report: Report
    extracted: Extracted
    compliance: list[Compliance]


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the chunk's reports, indicators, findings and compliance."""
    return once(batch, chunk, STAGE, _work)


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    segmented = _segmented(batch, chunk)
    kept = {row["doc_id"] for row in done(batch, "segment", chunk).quarantined}
    found, corrections = list[Found](), in_force()
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    with Guard(batch, STAGE, chunk) as guard:
        for row in rows_of(read_rows(path, list(_OF_DOCUMENTS))):
            if row["doc_id"] in kept:
                continue
            report.documents_in += 1
            result = guard.run(row["doc_id"], partial(find, row, segmented[row["doc_id"]], batch.version))
            if isinstance(result, Refused):
                place = raw_place(batch, chunk, row["doc_id"])
                report.quarantined.append(kept_back(batch, STAGE, row["source"], row["doc_id"], result, place))
            else:
                # Outside the guard: a correction that no longer fits stops the run, it is no fault of the document.
                result.report, result.extracted.indicators = correct(
                    result.report, result.extracted.indicators, corrections
                )
                found.append(result)
    _write(batch, chunk, found, report)


def find(row: dict[str, Any], segmented: Segmented, version: str) -> Found:
    """What one normalized document (a row of the layer) gives."""
    description = describe(
        row["text"], page_title=row["page_title"], page_date=row["page_date"], page_source=row["page_source"],
        source=row["source"],
    )  # fmt: skip
    alignment = Alignment([Edit(**edit) for edit in row["edits"]])
    extracted = extract(row["doc_id"], row["text"], segmented, description, alignment.source_span)
    compliance = assess(row["doc_id"], segmented.sections, description, row["text"])
    return Found(_report(row, description, version), extracted, compliance)


def _report(row: dict[str, Any], d: Description, version: str) -> Report:
    title, issuer, region, year, date = (
        span or (None, None) for span in (d.title_span, d.issuer_span, d.region_span, d.year_span, d.date_span)
    )
    return Report(
        **{name: row[name] for name in _CARRIED},
        title=d.title, issuer=d.issuer, issuer_kind=d.issuer_kind, region_code=d.region_code,
        region_name=d.region_name, region_level=d.region_level, report_year=d.report_year,
        published_on=d.published_on, text_chars=len(row["text"]), version=version,
        title_start=title[0], title_end=title[1], issuer_start=issuer[0], issuer_end=issuer[1],
        region_start=region[0], region_end=region[1], year_start=year[0], year_end=year[1],
        date_start=date[0], date_end=date[1],
    )  # fmt: skip


def _segmented(batch: Batch, chunk: int) -> dict[str, Segmented]:
    sections = _by_document(Section, read_rows(batch.layout.chunk("segmented", Section.table, batch.id, chunk)))
    # The words of the sentences, most of the layer, say nothing to extract; their text is in the document's.
    path = batch.layout.chunk("segmented", Sentence.table, batch.id, chunk)
    sentences = _by_document(partial(Sentence, text="", tokens=()), read_rows(path, list(_OF_SENTENCES)))
    documents = sections.keys() | sentences.keys()
    whole = {doc: Segmented(sections=sections.get(doc, []), sentences=sentences.get(doc, [])) for doc in documents}
    return defaultdict(lambda: Segmented(sections=[], sentences=[]), whole)


def _by_document(record: Callable[..., Any], table: pa.Table) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in table.to_pylist():
        grouped[row["doc_id"]].append(record(**row))
    return grouped


def _write(batch: Batch, chunk: int, found: list[Found], report: StageReport) -> None:
    rows: dict[type[Any], list[Any]] = {
        Report: [f.report for f in found],
        Indicator: [i for f in found for i in f.extracted.indicators],
        Finding: [i for f in found for i in f.extracted.findings],
        Compliance: [c for f in found for c in f.compliance],
    }
    for record, kept in rows.items():
        write_rows(batch.layout.chunk("extracted", record.table, batch.id, chunk), record, kept, batch.work)
        report.rows[record.table] = len(kept)
    write_sketches(batch, chunk, rows[Report])
    report.documents_out = len(found)
    report.statistics = {
        "reports_with_indicators": sum(bool(f.extracted.indicators) for f in found),
        "corrections": sorted(used(trace for f in found for trace in _traces(f))),
    }


def _traces(found: Found) -> list[str | None]:
    return [found.report.correction, *(indicator.correction for indicator in found.extracted.indicators)]
