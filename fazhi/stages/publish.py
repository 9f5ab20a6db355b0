"""publish: the rows that passed, chunk by chunk, into the files of the curated tables, and of the register beside them.

A document that is new goes to the file of its batch. A document that an earlier batch published is replaced in the file
that holds it: so it stands in a table just once at any instant, by a single rename. Every chunk and every file that
changes is read once a table, however many they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.garbage import give_back
from fazhi.schema.catalogue import CURATED
from fazhi.schema.columns import Record
from fazhi.schema.curated import Report
from fazhi.schema.register import Sketched
from fazhi.stages.batch import Batch, done
from fazhi.stages.duplicates import Decision, decide
from fazhi.stages.publishable import DOCUMENTS, Tables, chunk_tables, without
from fazhi.stages.sketches import sketches_path
from fazhi.storage.commit import Move
from fazhi.storage.files import read_in_groups, read_rows, stream_tables, sync_file
from fazhi.storage.spill import Spill

# The tables that say which copy is kept.
_WITH_COPIES = (Report, Sketched)
Changes = dict[str, dict[str, Any]]


def stage_tables(
    batch: Batch, chunks: int, kept_back: Iterable[str] = (), leaving: Mapping[str, str] | None = None
) -> tuple[list[Move], dict[str, int], Decision]:
    """Write every curated file that the batch makes or changes to its work folder.

    `kept_back`: documents that the batch keeps back for reasons that last; `leaving`: those that go from the tables,
    with the name of the file that holds them. Returns the moves that put the files in
    place, the rows the batch publishes, by table, and what was decided on copies. The batch's own file comes first: a
    copy that takes the place of another is there before that one steps back.
    """
    decision = decide(batch, chunks, kept_back, leaving or ())
    give_back()  # the sketches of all that is alike
    decision.holders.update(leaving or {})
    moves: list[Move] = []
    rows: dict[str, int] = {}
    written: tuple[type[Record], ...] = (*CURATED, Sketched)
    for record in written:
        own, count = _stage_table(batch, chunks, record, decision)
        moves += own
        if record is not Sketched:
            rows[record.table] = count
    return moves, rows, decision


def published_ids(batch: Batch, chunks: int) -> Iterator[pa.Table]:
    """`doc_id` and `source` of the documents that the batch publishes, a chunk at a time."""
    for chunk in range(chunks):
        table = read_rows(batch.layout.chunk("extracted", Report.table, batch.id, chunk), ["doc_id", "source"])
        yield without({Report: table}, done(batch, "validate", chunk).excluded)[Report]


def _stage_table(batch: Batch, chunks: int, record: type[Record], decision: Decision) -> tuple[list[Move], int]:
    """The files of one table; the moves, and how many rows the batch publishes."""
    changes = _changes(batch, record, decision)
    with Spill(record) as spill:
        tally = [0]
        new = _new_rows(batch, chunks, record, decision, spill, tally)
        moves = [_stage(batch, record, f"{batch.id}.parquet", new)]
        again = spill.rows()
        replaced = _by_file(decision.holders)
        for name in sorted({*replaced, *changes}):
            kept = _rest(batch, record, name, replaced.get(name, []), changes.get(name, {}))
            moves.append(_stage(batch, record, name, chain(kept, again.get(name, ()))))
    return moves, tally[0]


def _new_rows(
    batch: Batch, chunks: int, record: type[Record], decision: Decision, spill: Spill, tally: list[int]
) -> Iterator[pa.Table]:
    """The batch's rows of documents that are new; those of the others go to `spill`; all are counted in `tally`."""
    copies = {doc: {"duplicate_of": kept} for doc, kept in decision.duplicate_of.items()}
    for table in _passed(batch, chunks, record):
        tally[0] += table.num_rows
        marked = _with(table, copies) if record in _WITH_COPIES else table
        yield from _parted(marked, decision.holders, spill)


def _parted(table: pa.Table, holders: dict[str, str], spill: Spill) -> Iterator[pa.Table]:
    if not holders:
        yield table
        return
    places: dict[str | None, list[int]] = defaultdict(list)
    for place, doc_id in enumerate(table["doc_id"].to_pylist()):
        places[holders.get(doc_id)].append(place)
    for name, own in places.items():
        if name is None:
            yield table.take(own)
        else:
            spill.add(name, table.take(own))


def _rest(
    batch: Batch, record: type[Record], name: str, replaced: list[str], changes: dict[str, dict[str, Any]]
) -> Iterator[pa.Table]:
    """The rows of a published file but those of `replaced`, with `changes` made in them."""
    gone = pa.array(replaced, pa.string())
    for group in read_in_groups(batch.layout.table(record.layer, record.table) / name):
        yield _with(group.filter(pc.invert(pc.is_in(group["doc_id"], value_set=gone))), changes)


def _with(table: pa.Table, changes: dict[str, dict[str, Any]]) -> pa.Table:
    """`table` with other values: document -> column -> value."""
    touched = [n for n, doc_id in enumerate(table["doc_id"].to_pylist()) if doc_id in changes] if changes else []
    columns = {column for change in changes.values() for column in change} if touched else set[str]()
    for column in sorted(columns):
        values = table[column].to_pylist()
        for place in touched:
            values[place] = changes[table["doc_id"][place].as_py()].get(column, values[place])
        at = table.schema.get_field_index(column)
        table = table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))
    return table


def _changes(batch: Batch, record: type[Record], decision: Decision) -> dict[str, Changes]:
    """What changes in rows of earlier batches: file -> document -> column -> value."""
    changes: dict[str, Changes] = defaultdict(lambda: defaultdict(dict))
    if record in _WITH_COPIES:
        for name, documents in decision.changed.items():
            for doc_id, kept in documents.items():
                changes[name][doc_id]["duplicate_of"] = kept
    if record is Sketched:
        for name, held in decision.held_back.items():
            for doc_id in held:
                changes[name][doc_id]["held_back_by"] = batch.version
    return changes


def _by_file(holders: dict[str, str]) -> dict[str, list[str]]:
    files: dict[str, list[str]] = defaultdict(list)
    for doc_id, name in sorted(holders.items()):
        files[name].append(doc_id)
    return files


def passed(batch: Batch, chunk: int, records: Iterable[type[Record]]) -> Tables:
    """The rows of a chunk that the batch publishes, of the curated tables asked for."""
    return without(chunk_tables(batch, chunk, records), done(batch, "validate", chunk).excluded)


def _passed(batch: Batch, chunks: int, record: type[Record]) -> Iterator[pa.Table]:
    for chunk in range(chunks):
        excluded = done(batch, "validate", chunk).excluded
        if record is Sketched:
            documents = {DOCUMENTS: excluded.get(DOCUMENTS, ())}
            yield without({record: read_rows(sketches_path(batch, chunk))}, documents)[record]
        else:
            yield without(chunk_tables(batch, chunk, (record,)), excluded)[record]


def _stage(batch: Batch, record: type[Record], name: str, tables: Iterable[pa.Table]) -> Move:
    staged = batch.work / "publish" / record.table / name
    final = batch.layout.table(record.layer, record.table) / name
    stream_tables(staged, record, tables)
    sync_file(staged)
    return Move(batch.layout.relative(staged), batch.layout.relative(final))
