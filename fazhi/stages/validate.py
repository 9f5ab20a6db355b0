"""validate: the suites of every layer over a chunk's tables; what breaks a critical expectation goes to quarantine."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.judge import ExpectationResult, Judgement, RowFailure, judge_layer
from fazhi.core.extract.taxonomy import FALLBACK
from fazhi.core.refusal import Refused
from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.schema.columns import Record, columns_of
from fazhi.schema.curated import Finding, Indicator, Report, Sentence
from fazhi.schema.layers import RawDocument
from fazhi.schema.quality import Result
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.publishable import DOCUMENTS, Tables, findings_on, key_column, standing, without
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.stages.references import parameters
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.places import Place

if TYPE_CHECKING:
    from expectations.characters import Decoded

STAGE = "validate"
# Under this name the report lists what no row can be blamed for: rows that a layer lost. The batch is withheld.
BROKEN = "broken"
# What the batch adds up over its chunks.
SUMS = (
    "orphan_sentences", "orphan_indicators", "reports_with_indicators", "reports_without_issuer",
    "reports_without_year", "characters", "unrepaired", "with_metric", "with_period", "with_system", "parts",
    "parts_compared", "totals_summed",
)  # fmt: skip
# Beside the sums: when the newest item of the chunk arrived.
NEWEST = "newest"
# Files of a chunk that are read at the same time.
_AT_ONCE = 2
_SAID = tuple(f.name for f in fields(ExpectationResult))
# A layer's tables by name.
Layer = Mapping[str, pa.Table]
# A row of these tables can go without taking its document with it.
_ROWS_ALONE = frozenset({Indicator.table, Finding.table})


def run(batch: Batch, chunk: int) -> StageReport:
    """Judge the chunk's tables; write the results, and name in the report what must not be published."""
    return once(batch, chunk, STAGE, _work)


def make_ready() -> None:
    """Load and build what the first chunk needs, before there is one."""
    from expectations import judging

    judging.make_ready()
    parameters({})


def results_path(batch: Batch, chunk: int) -> Place:
    """Where the results of a chunk's suites lie until the batch ends."""
    return batch.work / "results" / f"{chunk:05d}.parquet"


def result_rows(batch: Batch, chunk: int | None, results: list[ExpectationResult]) -> list[Result]:
    """What the suites said, as rows of the results table."""
    now = dt.datetime.now(dt.UTC)
    said = ({name: getattr(result, name) for name in _SAID} for result in results)
    return [Result(batch_id=batch.id, chunk=chunk, validated_at=now, **values) for values in said]


def told(result: ExpectationResult) -> str:
    """A failed expectation that no row can be blamed for, in a line."""
    return f"{result.suite}: {result.expectation} {result.column or ''}: {result.observed}"


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    from expectations.characters import Decoded

    judgement, decoded, expected = Judgement(), Decoded(), _expected(batch, chunk)
    layers, context = dict[str, Layer](), dict[str, pa.Table]()
    for layer, tables in _read(batch, chunk):
        judgement.add(judge_layer(layer, tables, parameters(context, expected[layer], decoded)))
        layers[layer] = tables
        context |= {"arrived": tables[DOCUMENTS]} if layer == "raw" else {} if layer == "extracted" else tables
    curated = _curated(layers)
    excluded = _excluded(judgement.failures, curated)
    passed = without(curated, excluded)
    last = judge_layer("curated", _by_name(passed), parameters(context, passed[Report].num_rows, decoded), again=True)
    rows = result_rows(batch, chunk, judgement.results + last.results)
    write_rows(results_path(batch, chunk), Result, rows, batch.work)
    report.quarantined = _quarantined(batch, chunk, judgement.failures, excluded, layers)
    report.excluded = {table: sorted(keys) for table, keys in excluded.items()}
    report.excluded[BROKEN] = [told(r) for r in judgement.broken + last.broken]
    report.excluded[BROKEN] += [f.message for f in last.failures]
    report.documents_in = curated[Report].num_rows
    report.documents_out = passed[Report].num_rows
    report.rows = {record.table: table.num_rows for record, table in passed.items()}
    report.statistics = _statistics(passed, decoded)


def _by_name(tables: Tables) -> dict[str, pa.Table]:
    return {record.table: table for record, table in tables.items()}


def _read(batch: Batch, chunk: int) -> Iterator[tuple[str, Layer]]:
    """The chunk's layers in order, each file read once, of raw all but the bytes; what comes next is read meanwhile."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        reading = {
            layer: {r.table: pool.submit(_rows, batch, chunk, layer, r) for r in LAYERS[layer]} for layer in OF_CHUNKS
        }
        for layer, tables in reading.items():
            yield layer, {name: table.result() for name, table in tables.items()}


def _rows(batch: Batch, chunk: int, layer: str, record: type[Record]) -> pa.Table:
    names = [c.name for c in columns_of(record) if (record, c.name) != (RawDocument, "content")]
    return read_rows(batch.layout.chunk(layer, record.table, batch.id, chunk), names)


def _curated(layers: Mapping[str, Layer]) -> Tables:
    """What the layers hold of the curated tables; without the outlines of documents that extract kept back."""
    read = {record: layers[layer][record.table] for layer in ("segmented", "extracted") for record in LAYERS[layer]}
    return standing(read, read[Report]["doc_id"])


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
    batch: Batch,
    chunk: int,
    failures: list[RowFailure],
    excluded: Mapping[str, set[str]],
    layers: Mapping[str, Layer],
) -> list[dict[str, Any]]:
    raw = layers["raw"][DOCUMENTS]
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
        item = raw_place(batch, chunk, key) if table == DOCUMENTS else _row(layers["extracted"], table, key)
        doc_id = key if table == DOCUMENTS else item["doc_id"]
        kept.append(kept_back(batch, STAGE, sources.get(doc_id, doc_id), doc_id, refused, item))
    return kept


def _row(extracted: Mapping[str, pa.Table], table: str, key: str) -> dict[str, Any]:
    """The row as extract wrote it, also where its document is not there."""
    record = next(r for r in LAYERS["extracted"] if r.table == table)
    rows = extracted[table].filter(pc.equal(extracted[table][key_column(record)], key)).to_pylist()
    return {"table": table, **rows[0]}


def _statistics(passed: Tables, decoded: "Decoded") -> dict[str, int | str | None]:
    """What the batch-level suite needs to know of the chunk."""
    from expectations.lookups import parts_coverage

    newest = pc.max(passed[Report]["fetched_at"]).as_py()
    indicators = passed[Indicator]
    periods = pc.or_(pc.is_valid(indicators["period_start"]), pc.is_valid(indicators["period_end"]))

    def orphans(record: type[Record], parent: type[Record], key: str) -> int:
        return int(decoded.rows_of(passed[record][key], passed[parent][key]).null_count)

    return {
        "orphan_sentences": orphans(Sentence, Report, "doc_id"),
        "orphan_indicators": orphans(Indicator, Sentence, "sentence_id"),
        "reports_with_indicators": len(pc.unique(indicators["doc_id"])),
        "reports_without_issuer": passed[Report]["issuer"].null_count,
        "reports_without_year": passed[Report]["report_year"].null_count,
        "unrepaired": pc.sum(passed[Report]["unrepaired"]).as_py() or 0,
        "characters": pc.sum(passed[Report]["text_chars"]).as_py() or 0,
        "with_metric": len(indicators) - indicators["metric"].null_count,
        "with_period": pc.sum(periods).as_py() or 0,
        "with_system": pc.sum(pc.not_equal(indicators["system"], FALLBACK)).as_py() or 0,
        "parts": pc.sum(pc.equal(indicators["role"], "part")).as_py() or 0,
        **parts_coverage(indicators),
        NEWEST: newest.isoformat() if newest else None,
    }
