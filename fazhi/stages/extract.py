"""extract: text, sections and sentences to the report's own words about itself, its figures, and what they say."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa

from fazhi.core.extract.corrections import correct
from fazhi.core.extract.document import CARRIED, Found, find
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
_OF_DOCUMENTS = (*CARRIED, "page_title", "page_date", "page_source", "edits")
_OF_SENTENCES = ("doc_id", "sentence_id", "section_id", "position", "start", "end")


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
