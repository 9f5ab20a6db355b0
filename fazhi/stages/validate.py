"""validate: the suites of every layer over a chunk's tables; what breaks a critical expectation goes to quarantine."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.judge import ExpectationResult, Judgement, RowFailure, judge_layer
from fazhi.core.refusal import Refused
from fazhi.schema.catalogue import LAYERS
from fazhi.schema.columns import columns_of
from fazhi.schema.curated import Finding, Indicator, Report, Sentence
from fazhi.schema.layers import NormalizedDocument, RawDocument
from fazhi.schema.quality import Result
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.publishable import DOCUMENTS, Tables, chunk_tables, findings_on, key_column, without
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.stages.references import parameters
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.places import Place

STAGE = "validate"
# Under this name the report lists what no row can be blamed for: rows that a layer lost. The batch is withheld.
BROKEN = "broken"
# What the batch adds up over its chunks.
SUMS = (
    "orphan_sentences", "orphan_indicators", "reports_with_indicators", "reports_without_issuer",
    "reports_without_year", "characters", "unrepaired",
)  # fmt: skip
# A row of these tables can go without taking its document with it.
_ROWS_ALONE = frozenset({Indicator.table, Finding.table})


def run(batch: Batch, chunk: int) -> StageReport:
    """Judge the chunk's tables; write the results, and name in the report what must not be published."""
    return once(batch, chunk, STAGE, _work)


def results_path(batch: Batch, chunk: int) -> Place:
    """Where the results of a chunk's suites lie until the batch ends."""
    return batch.work / "results" / f"{chunk:05d}.parquet"


def result_rows(batch: Batch, chunk: int | None, results: list[ExpectationResult]) -> list[Result]:
    """What the suites said, as rows of the results table."""
    now = dt.datetime.now(dt.UTC)
    return [Result(batch_id=batch.id, chunk=chunk, validated_at=now, **asdict(r)) for r in results]


def told(result: ExpectationResult) -> str:
    """A failed expectation that no row can be blamed for, in a line."""
    return f"{result.suite}: {result.expectation} {result.column or ''}: {result.observed}"


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    curated = chunk_tables(batch, chunk)
    layers = _layers(batch, chunk, curated)
    context = {**layers["normalized"], **layers["segmented"]}
    expected = _expected(batch, chunk)
    judgement = Judgement()
    for layer, tables in layers.items():
        judgement.add(judge_layer(layer, tables, parameters(context, expected[layer])))
    excluded = _excluded(judgement.failures, curated)
    passed = without(curated, excluded)
    last = judge_layer("curated", _by_name(passed), parameters(context, passed[Report].num_rows))
    rows = result_rows(batch, chunk, judgement.results + last.results)
    write_rows(results_path(batch, chunk), Result, rows, batch.work)
    report.quarantined = _quarantined(batch, chunk, judgement.failures, excluded, curated)
    report.excluded = {table: sorted(keys) for table, keys in excluded.items()}
    report.excluded[BROKEN] = [told(r) for r in judgement.broken + last.broken]
    report.excluded[BROKEN] += [f.message for f in last.failures]
    report.documents_in = curated[Report].num_rows
    report.documents_out = passed[Report].num_rows
    report.rows = {record.table: table.num_rows for record, table in passed.items()}
    report.statistics = _statistics(passed)


def _by_name(tables: Tables) -> dict[str, pa.Table]:
    return {record.table: table for record, table in tables.items()}


def _layers(batch: Batch, chunk: int, curated: Tables) -> dict[str, dict[str, pa.Table]]:
    """The chunk's tables by layer; of raw all but the bytes."""
    layout = batch.layout
    columns = [c.name for c in columns_of(RawDocument) if c.name != "content"]
    raw = read_rows(layout.chunk("raw", RawDocument.table, batch.id, chunk), columns)
    normalized = read_rows(layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk))
    segmented = {r.table: read_rows(layout.chunk("segmented", r.table, batch.id, chunk)) for r in LAYERS["segmented"]}
    extracted = {r.table: curated[r] for r in LAYERS["extracted"]}
    documents = NormalizedDocument.table
    return {"raw": {documents: raw}, "normalized": {documents: normalized}, "segmented": segmented,
            "extracted": extracted}  # fmt: skip


def _expected(batch: Batch, chunk: int) -> dict[str, int]:
    """How many documents each layer should hold, by what the stages say that they let through."""
    stages = {"raw": "ingest", "normalized": "normalize", "segmented": "segment", "extracted": "extract"}
    return {layer: done(batch, stage, chunk).documents_out for layer, stage in stages.items()}


def _excluded(failures: list[RowFailure], curated: Tables) -> dict[str, set[str]]:
    excluded: dict[str, set[str]] = defaultdict(set)
    for failure in failures:
        if failure.table in _ROWS_ALONE:
            excluded[failure.table].add(failure.key)
        else:
            excluded[DOCUMENTS].add(_blamed(failure))
    excluded[Finding.table].update(findings_on(curated, excluded[Indicator.table]))
    return {table: keys for table, keys in excluded.items() if keys}


def _blamed(failure: RowFailure) -> str:
    if failure.doc_id is None:
        raise ValueError(f"{failure.table} {failure.key}: {failure.message}: a row without a document")
    return failure.doc_id


def _quarantined(
    batch: Batch, chunk: int, failures: list[RowFailure], excluded: Mapping[str, set[str]], curated: Tables
) -> list[dict[str, Any]]:
    raw = read_rows(batch.layout.chunk("raw", RawDocument.table, batch.id, chunk), ["doc_id", "source"])
    sources = dict(zip(raw["doc_id"].to_pylist(), raw["source"].to_pylist(), strict=True))
    why: dict[tuple[str, str], list[str]] = defaultdict(list)
    for failure in failures:
        alone = failure.table in _ROWS_ALONE
        why[(failure.table, failure.key) if alone else (DOCUMENTS, _blamed(failure))].append(failure.message)
    for finding in excluded.get(Finding.table, ()):
        why.setdefault((Finding.table, finding), ["所依据的指标已被隔离"])
    kept = []
    for (table, key), messages in sorted(why.items()):
        refused = Refused("expectation_failed", ";".join(dict.fromkeys(messages)))
        item = raw_place(batch, chunk, key) if table == DOCUMENTS else _row(curated, table, key)
        doc_id = key if table == DOCUMENTS else item["doc_id"]
        kept.append(kept_back(batch, STAGE, sources[doc_id], doc_id, refused, item))
    return kept


def _row(curated: Tables, table: str, key: str) -> dict[str, Any]:
    record = next(r for r in curated if r.table == table)
    rows = curated[record].filter(pc.equal(curated[record][key_column(record)], key)).to_pylist()
    return {"table": table, **rows[0]}


def _statistics(passed: Tables) -> dict[str, int]:
    """What the batch-level suite needs to know of the chunk."""
    documents = passed[Report]["doc_id"].combine_chunks()
    sentences = passed[Sentence]["sentence_id"].combine_chunks()

    def outside(record: Any, column: str, allowed: pa.Array) -> int:
        return pc.sum(pc.invert(pc.is_in(passed[record][column], value_set=allowed))).as_py() or 0

    return {
        "orphan_sentences": outside(Sentence, "doc_id", documents),
        "orphan_indicators": outside(Indicator, "sentence_id", sentences),
        "reports_with_indicators": len(pc.unique(passed[Indicator]["doc_id"])),
        "reports_without_issuer": passed[Report]["issuer"].null_count,
        "reports_without_year": passed[Report]["report_year"].null_count,
        "unrepaired": pc.sum(passed[Report]["unrepaired"]).as_py() or 0,
        "characters": pc.sum(passed[Report]["text_chars"]).as_py() or 0,
    }
