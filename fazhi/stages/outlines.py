"""Sections and sentences of a chunk's documents as extract needs them: read column by column."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

import pyarrow as pa

from fazhi.core.segment import Segmented
from fazhi.schema.columns import columns_of
from fazhi.schema.curated import Section, Sentence
from fazhi.schema.sentences import Sentences
from fazhi.stages.batch import Batch
from fazhi.storage.files import read_rows

# The words of the sentences, most of the layer, say nothing to extract; their text is in the document's.
_OF_SENTENCES = ["doc_id", "section_id", "start", "end"]


def outlines(batch: Batch, chunk: int) -> dict[str, Segmented]:
    """What segment has found in each document of a chunk; nothing for one that it does not know."""
    found: dict[str, Segmented] = defaultdict(lambda: Segmented(sections=[], sentences=[]))
    names = [column.name for column in columns_of(Section)]
    table = read_rows(batch.layout.chunk("segmented", Section.table, batch.id, chunk), names)
    for doc_id, sections in groupby(_sections(table), key=attrgetter("doc_id")):
        found[doc_id].sections = list(sections)
    table = read_rows(batch.layout.chunk("segmented", Sentence.table, batch.id, chunk), _OF_SENTENCES)
    for sentences in _sentences(table):
        found[sentences.doc_id].sentences = sentences
    return found


def _sections(table: pa.Table) -> list[Section]:
    columns = (table[column.name].to_pylist() for column in columns_of(Section))
    return [
        Section(
            doc_id=doc_id, section_id=section_id, parent_id=parent_id, depth=depth, marker=marker, heading=heading,
            role=role, start=start, end=end,
        )
        for doc_id, section_id, parent_id, depth, marker, heading, role, start, end in zip(*columns, strict=True)
    ]  # fmt: skip


def _sentences(table: pa.Table) -> Iterator[Sentences]:
    """The sentences of each document, of which those of one follow each other, in order."""
    documents, sections, starts, ends = (table[name].to_pylist() for name in _OF_SENTENCES)
    first = 0
    for doc_id, own in groupby(documents):
        last = first + sum(1 for _ in own)
        yield Sentences(doc_id, "", starts[first:last], ends[first:last], sections[first:last], None)
        first = last
