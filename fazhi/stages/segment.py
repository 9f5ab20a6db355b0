"""segment: normalized text to an outline of sections, sentences and words."""

from functools import partial

from fazhi.core.refusal import Refused
from fazhi.core.segment import Segmented, segment
from fazhi.schema.curated import Section, Sentence
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages.batch import Batch, StageReport, once
from fazhi.stages.guard import Guard
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.storage.files import read_rows, write_rows

STAGE = "segment"


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the chunk's sections and sentences."""
    return once(batch, chunk, STAGE, _work)


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    sections: list[Section] = []
    sentences: list[Sentence] = []
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    with Guard(batch, STAGE, chunk) as guard:
        for row in read_rows(path, ["doc_id", "source", "text"]).to_pylist():
            report.documents_in += 1
            result = guard.run(row["doc_id"], partial(segment, row["doc_id"], row["text"]))
            if isinstance(result, Segmented):
                sections += result.sections
                sentences += result.sentences
                report.documents_out += 1
            elif isinstance(result, Refused):
                place = raw_place(batch, chunk, row["doc_id"])
                report.quarantined.append(kept_back(batch, STAGE, row["source"], row["doc_id"], result, place))
    layout = batch.layout
    write_rows(layout.chunk("segmented", Section.table, batch.id, chunk), Section, sections, batch.work)
    write_rows(layout.chunk("segmented", Sentence.table, batch.id, chunk), Sentence, sentences, batch.work)
    report.rows = {Section.table: len(sections), Sentence.table: len(sentences)}
