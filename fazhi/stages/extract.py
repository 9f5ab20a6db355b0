"""extract: text, sections and sentences to the report's own words about itself, its figures, and what they say."""

from functools import partial
from typing import Any

from fazhi.core.extract.corrections import correct
from fazhi.core.extract.document import CARRIED, Found, find
from fazhi.core.normalize.alignment import Alignment
from fazhi.core.refusal import Refused
from fazhi.core.segment import Segmented
from fazhi.schema.arrow import rows_of
from fazhi.schema.curated import Compliance, Finding, Indicator, Report
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.corrections import in_force, used
from fazhi.stages.edited import Edits, edits_of
from fazhi.stages.guard import Guard
from fazhi.stages.outlines import outlines
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.stages.sketches import write_sketches
from fazhi.storage.files import read_rows, write_rows

STAGE = "extract"
_OF_DOCUMENTS = [*CARRIED, "page_title", "page_date", "page_source"]


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the chunk's reports, indicators, findings and compliance."""
    return once(batch, chunk, STAGE, _work)


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    segmented = outlines(batch, chunk)
    kept = {row["doc_id"] for row in done(batch, "segment", chunk).quarantined}
    found, corrections = list[Found](), in_force()
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    table = read_rows(path, [*_OF_DOCUMENTS, "edits"])
    with Guard(batch, STAGE, chunk) as guard:
        for row, edits in zip(rows_of(table.select(_OF_DOCUMENTS)), edits_of(table["edits"]), strict=True):
            if row["doc_id"] in kept:
                continue
            report.documents_in += 1
            result = guard.run(row["doc_id"], partial(_found, row, segmented[row["doc_id"]], edits, batch.version))
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


def _found(row: dict[str, Any], segmented: Segmented, edits: Edits, version: str) -> Found:
    alignment = Alignment.of_columns(edits.starts.tolist(), edits.ends.tolist(), edits.lengths.tolist())
    return find(row, segmented, alignment, version)


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
