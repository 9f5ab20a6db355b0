"""Sections and sentences of a chunk's documents as extract needs them: read column by column."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

import pyarrow as pa

from fazhi.core.segment import Segmented
from fazhi.schema.columns import columns_of
from fazhi.schema.curated import Section, Sentence
from fazhi.stages.batch import Batch
from fazhi.storage.files import read_rows

# The words of the sentences, most of the layer, say nothing to extract; their text is in the document's.
_OF_SENTENCES = ["doc_id", "sentence_id", "section_id", "position", "start", "end"]

Row = TypeVar("Row", Section, Sentence)


def outlines(batch: Batch, chunk: int) -> dict[str, Segmented]:
    """What segment has found in each document of a chunk; nothing for one that it does not know."""
    found: dict[str, Segmented] = defaultdict(lambda: Segmented(sections=[], sentences=[]))
    names = [column.name for column in columns_of(Section)]
    table = read_rows(batch.layout.chunk("segmented", Section.table, batch.id, chunk), names)
    for doc_id, sections in _by_document(_sections(table)).items():
        found[doc_id].sections = sections
    table = read_rows(batch.layout.chunk("segmented", Sentence.table, batch.id, chunk), _OF_SENTENCES)
    for doc_id, sentences in _by_document(_sentences(table)).items():
        found[doc_id].sentences = sentences
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


def _sentences(table: pa.Table) -> list[Sentence]:
    columns = (table[name].to_pylist() for name in _OF_SENTENCES)
    return [
        Sentence(
            doc_id=doc_id, sentence_id=sentence_id, section_id=section_id, position=position, start=start, end=end,
            text="", tokens=(),
        )
        for doc_id, sentence_id, section_id, position, start, end in zip(*columns, strict=True)
    ]  # fmt: skip


def _by_document(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """`rows`, of which those of a document follow each other, by their document."""
    return {doc_id: list(own) for doc_id, own in groupby(rows, key=lambda row: row.doc_id)}
