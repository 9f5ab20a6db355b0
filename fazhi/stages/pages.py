"""The evidence pages of a chunk, and what the chunk adds to the page of its batch: written in the stages' processes.

Every report that passed has its evidence page, however many there are: every link on the batch's pages stays alive.
"""

import functools
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.core.extract import taxonomy
from fazhi.pages import evidence
from fazhi.pages.changes import Changes
from fazhi.pages.figures import COLUMNS, Figure, figures
from fazhi.pages.labels import Name
from fazhi.schema.arrow import records_of
from fazhi.schema.columns import Record
from fazhi.schema.curated import Finding, Indicator, Report, Sentence
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.edited import edits_of
from fazhi.stages.gathering import Gathered, gather
from fazhi.stages.publishable import Tables, chunk_tables, without
from fazhi.stages.quoting import QUOTED
from fazhi.stages.validate import results_path
from fazhi.storage.files import read_json, read_rows, write_bytes, write_many
from fazhi.storage.places import Place

STAGE = "pages"
RECORDS = (Report, Indicator, Finding)


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the evidence pages of what the chunk publishes to the batch's work folder, once, and what it adds to the
    batch's page beside them (`gathered`)."""
    return once(batch, chunk, STAGE, _work)


def folder(batch: Batch) -> Place:
    """Where the pages of a batch are staged."""
    return batch.work / "page"


def gathered(batch: Batch, chunk: int) -> Gathered:
    """What `run` found on the chunk."""
    return Gathered.from_json(read_json(_gathered_path(batch, chunk)))


def _gathered_path(batch: Batch, chunk: int) -> Place:
    return batch.work / "gathered" / f"{chunk:05d}.json"


def write_chunk(batch: Batch, chunk: int, tables: Tables, failed: set[str], into: Place) -> Gathered:
    """Write the evidence pages of `tables` to the folder `into`; returns what the chunk adds to the batch's page."""
    normalized = _normalized(batch, chunk, tables)
    write_many(into, _pages(tables, normalized))

    def read(layer: str, record: type[Record], columns: list[str]) -> pa.Table:
        return read_rows(batch.layout.chunk(layer, record.table, batch.id, chunk), columns)

    @functools.cache
    def sentences() -> pa.Table:
        return read("segmented", Sentence, ["sentence_id", "text"])

    def extracted() -> Tables:
        return {record: read("extracted", record, columns) for record, columns in QUOTED.items()}

    return gather(tables, normalized, sentences, failed, extracted)


def write_style(into: Place) -> None:
    """The style sheet that the evidence pages share."""
    write_many(into, [(evidence.STYLE, evidence.style(_systems()).encode())])


def failed_ids(results: pa.Table) -> set[str]:
    """Keys of the rows that broke an expectation."""
    return set(pc.list_flatten(results["failed_ids"]).to_pylist())


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    tables = without(chunk_tables(batch, chunk, RECORDS), done(batch, "validate", chunk).excluded)
    failed = failed_ids(read_rows(results_path(batch, chunk), ["failed_ids"]))
    found = write_chunk(batch, chunk, tables, failed, folder(batch) / "evidence")
    told = json.dumps(found.as_json(), ensure_ascii=False).encode()
    write_bytes(_gathered_path(batch, chunk), told, batch.work)
    report.documents_in = report.documents_out = tables[Report].num_rows


def _normalized(batch: Batch, chunk: int, tables: Tables) -> pa.Table:
    """The documents that passed, as normalize left them."""
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    table = read_rows(path, ["doc_id", "source_text", "edits"])
    return table.filter(pc.is_in(table["doc_id"], value_set=tables[Report]["doc_id"].combine_chunks()))


def _pages(tables: Tables, normalized: pa.Table) -> Iterator[tuple[str, bytes]]:
    """The name and the page of each report."""
    systems = _systems()
    own = _by_document(_figures(tables[Indicator], systems))
    contradictions = _by_document(records_of(Finding, tables[Finding]))
    received = {
        doc_id: (source, Changes(edits.starts, edits.ends, edits.lengths, edits.kinds.to_pylist()))
        for doc_id, source, edits in zip(
            normalized["doc_id"].to_pylist(),
            normalized["source_text"].to_pylist(),
            edits_of(normalized["edits"]),
            strict=True,
        )
    }
    report: Report
    for report in records_of(Report, tables[Report]):
        source, changes = received[report.doc_id]
        page = evidence.render(
            report, source, changes, own.get(report.doc_id, []), contradictions.get(report.doc_id, []), systems
        )
        yield f"{report.doc_id}.html", page


def _figures(indicators: pa.Table, systems: dict[str, Name]) -> list[Figure]:
    indicators = indicators.select(COLUMNS)
    for name in ("period_start", "period_end"):
        indicators = indicators.set_column(COLUMNS.index(name), name, indicators[name].cast(pa.int32()))
    names = {key: name.zh for key, name in systems.items()}
    return figures(dict(zip(COLUMNS, (column.to_pylist() for column in indicators.columns), strict=True)), names)


def _by_document(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.doc_id, []).append(row)
    return found


def _systems() -> dict[str, Name]:
    return {system.id: Name(system.zh, system.en) for system in taxonomy.systems()}
