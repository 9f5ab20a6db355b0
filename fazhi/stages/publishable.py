"""The rows of a chunk that may go on to curated: those of its layers, without what validate took out."""

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.schema.arrow import conformed
from fazhi.schema.catalogue import CURATED
from fazhi.schema.columns import Record, columns_of
from fazhi.schema.curated import Finding, Indicator, Report
from fazhi.stages.batch import Batch
from fazhi.storage.files import read_rows
from fazhi.storage.places import Place

_LAYER_OF = {"sections": "segmented", "sentences": "segmented"}
# The key under which `StageReport.excluded` names whole documents.
DOCUMENTS = "documents"
Tables = dict[type[Record], pa.Table]


def key_column(record: type[Record]) -> str:
    """The column by which a row of the table is named in `excluded`: its own id, else its document."""
    own = [c.name for c in columns_of(record) if c.key and c.name.endswith("_id")]
    return own[0]


def chunk_tables(batch: Batch, chunk: int, records: Iterable[type[Record]] = CURATED) -> Tables:
    """The chunk's rows of the curated tables asked for, as segment and extract wrote them.

    Sections and sentences of documents that extract kept back are not among them.
    """
    documents = read_rows(chunk_path(batch, chunk, Report), ["doc_id"])["doc_id"]
    return standing({record: read_rows(chunk_path(batch, chunk, record)) for record in records}, documents)


def standing(tables: Tables, documents: pa.ChunkedArray) -> Tables:
    """`tables` in the schema of today, with the rows of `documents` alone."""
    return {record: _keep(conformed(record, table), "doc_id", documents) for record, table in tables.items()}


def chunk_path(batch: Batch, chunk: int, record: type[Record]) -> Place:
    """Where the chunk's rows of a curated table lie."""
    layer = _LAYER_OF.get(record.table, "extracted")
    return batch.layout.chunk(layer, record.table, batch.id, chunk)


def without(tables: Tables, excluded: Mapping[str, Iterable[str]]) -> Tables:
    """`tables` less the excluded documents and rows; a part whose total went stands alone (`part_of` null)."""
    documents = list(excluded.get(DOCUMENTS, ()))
    kept = {}
    for record, table in tables.items():
        kept[record] = _drop(table, "doc_id", documents)
        rows = list(excluded.get(record.table, ()))
        if rows:
            kept[record] = _drop(kept[record], key_column(record), rows)
    if Indicator in kept:
        kept[Indicator] = _part_of_what_stands(kept[Indicator])
    return kept


def findings_on(tables: Tables, indicators: Iterable[str]) -> list[str]:
    """Ids of the findings that rest on any of `indicators`."""
    gone = set(indicators)
    rows = tables[Finding].select(["finding_id", "indicator_ids"]).to_pylist() if gone else []
    return [row["finding_id"] for row in rows if gone.intersection(row["indicator_ids"])]


def _part_of_what_stands(indicators: pa.Table) -> pa.Table:
    stands = pc.is_in(indicators["part_of"], value_set=_values(indicators["indicator_id"]))
    part_of = pc.if_else(stands, indicators["part_of"], pa.scalar(None, pa.string()))
    at = indicators.schema.get_field_index("part_of")
    return indicators.set_column(at, indicators.schema.field(at), part_of)


def _keep(table: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    stays = pc.is_in(table[column], value_set=_values(values))
    # Nearly always all of them stay: a table with its texts is not copied for nothing.
    return table if pc.all(stays, min_count=0).as_py() else table.filter(stays)


def _drop(table: pa.Table, column: str, values: list[str]) -> pa.Table:
    if not values:
        return table
    return table.filter(pc.invert(pc.is_in(table[column], value_set=pa.array(values, pa.string()))))


def _values(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()
