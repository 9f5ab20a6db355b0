"""segment: normalized text to an outline of sections, sentences and words."""

from functools import partial

from fazhi.core.refusal import Refused
from fazhi.core.segment import Segmented, segment
from fazhi.schema.arrow import rows_of
from fazhi.schema.curated import Section, Sentence
from fazhi.schema.gathered import Gathered
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages.batch import Batch, StageReport, once
from fazhi.stages.guard import Guard
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.storage.files import read_rows, write_tables

STAGE = "segment"


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the chunk's sections and sentences."""
    return once(batch, chunk, STAGE, _work)


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    sections, sentences = Gathered(Section), Gathered(Sentence)
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    with Guard(batch, STAGE, chunk) as guard:
        for row in rows_of(read_rows(path, ["doc_id", "source", "text"])):
            report.documents_in += 1
            result = guard.run(row["doc_id"], partial(segment, row["doc_id"], row["text"]))
            if isinstance(result, Segmented):
                sections.add(result.sections)
                sentences.add(result.sentences)
                report.documents_out += 1
            elif isinstance(result, Refused):
                place = raw_place(batch, chunk, row["doc_id"])
                report.quarantined.append(kept_back(batch, STAGE, row["source"], row["doc_id"], result, place))
    for record, gathered in ((Section, sections), (Sentence, sentences)):
        written = batch.layout.chunk("segmented", record.table, batch.id, chunk)
        report.rows[record.table] = write_tables(written, record, [gathered.table()], batch.work)
