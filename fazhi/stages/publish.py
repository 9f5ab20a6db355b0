"""publish: the rows that passed, chunk by chunk, into the files of the curated tables, and the commit.

A document that is new goes to the file of its batch. A document that an earlier batch published is replaced in the file
that holds it: so it stands in a table just once at any instant, by a single rename.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.schema.catalogue import CURATED
from fazhi.schema.columns import Record
from fazhi.schema.curated import Report
from fazhi.stages.batch import Batch, done
from fazhi.stages.publishable import chunk_tables, without
from fazhi.storage.commit import Move
from fazhi.storage.files import read_in_groups, read_rows, stream_tables, sync_file
from fazhi.storage.places import Place


def stage_tables(batch: Batch, chunks: int) -> tuple[list[Move], dict[str, int]]:
    """Write every curated file that the batch makes or changes to its work folder.

    Returns the moves that put them in place, and the rows the batch publishes, by table.
    """
    holders = _holders(batch, chunks)
    moves: list[Move] = []
    rows: dict[str, int] = {}
    for record in CURATED:
        replaced = [doc for documents in holders.values() for doc in documents]
        new = (_minus(table, replaced) for table in _passed(batch, chunks, record))
        move, count = _stage(batch, record, f"{batch.id}.parquet", new)
        moves.append(move)
        for name, documents in sorted(holders.items()):
            again = (_only(table, documents) for table in _passed(batch, chunks, record))
            kept = (_minus(group, documents) for group in read_in_groups(_curated(batch, record, name)))
            tally: list[int] = []
            moves.append(_stage(batch, record, name, chain(kept, _counted(again, tally)))[0])
            count += sum(tally)
        rows[record.table] = count
    return moves, rows


def published_ids(batch: Batch, chunks: int) -> Iterator[pa.Table]:
    """`doc_id` and `source` of the documents that the batch publishes, a chunk at a time."""
    for table in _passed(batch, chunks, Report):
        yield table.select(["doc_id", "source"])


def _passed(batch: Batch, chunks: int, record: type[Record]) -> Iterator[pa.Table]:
    for chunk in range(chunks):
        yield without(chunk_tables(batch, chunk, (record,)), done(batch, "validate", chunk).excluded)[record]


def _holders(batch: Batch, chunks: int) -> dict[str, list[str]]:
    """The curated files that hold documents of this batch already: file name -> doc_ids."""
    ours = {doc for table in published_ids(batch, chunks) for doc in table["doc_id"].to_pylist()}
    holders: dict[str, list[str]] = defaultdict(list)
    for path in batch.layout.curated_files(Report):
        if path.name != f"{batch.id}.parquet":
            held = ours.intersection(read_rows(path, ["doc_id"])["doc_id"].to_pylist())
            if held:
                holders[path.name] = sorted(held)
    return holders


def _counted(tables: Iterable[pa.Table], tally: list[int]) -> Iterator[pa.Table]:
    """`tables` as they are, the rows of each noted in `tally`: none of them is held."""
    for table in tables:
        tally.append(table.num_rows)
        yield table


def _curated(batch: Batch, record: type[Record], name: str) -> Place:
    return batch.layout.table("curated", record.table) / name


def _stage(batch: Batch, record: type[Record], name: str, tables: Iterable[pa.Table]) -> tuple[Move, int]:
    staged = batch.work / "publish" / record.table / name
    final = _curated(batch, record, name)
    rows = stream_tables(staged, record, tables)
    sync_file(staged)
    return Move(batch.layout.relative(staged), batch.layout.relative(final)), rows


def _minus(table: pa.Table, documents: list[str]) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["doc_id"], value_set=pa.array(documents, pa.string()))))


def _only(table: pa.Table, documents: list[str]) -> pa.Table:
    return table.filter(pc.is_in(table["doc_id"], value_set=pa.array(documents, pa.string())))
