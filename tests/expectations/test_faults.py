"""Clean tables raise nothing; every seeded fault is caught by the expectation that was made for it."""

import datetime as dt
import json

import clean_tables
import pyarrow as pa
import pytest

from expectations import judging, suites
from expectations.judge import Judgement, judge_batch, judge_layer
from expectations.parameters import parameters_of

FAULTS = [json.loads(line) for line in (clean_tables.CASES / "faults.jsonl").read_text("utf8").splitlines()]
BATCHES = [json.loads(line) for line in (clean_tables.CASES / "batches.jsonl").read_text("utf8").splitlines()]
CLEAN_BATCH = {
    "items_in": 30, "published": 25, "skipped": 1, "duplicates": 1, "quarantined": 3, "quarantined_rows": 2,
    "documents_raw": 28, "documents_normalized": 26, "documents_segmented": 26, "documents_extracted": 26,
    "sentences": 5000, "indicators": 780, "reports_with_indicators": 25, "reports_without_issuer": 4,
    "reports_without_year": 1, "duplicate_doc_ids": 0, "orphan_sentences": 0, "orphan_indicators": 0,
    "characters": 300_000, "unrepaired": 12, "chunks_expected": 3, "chunks_judged": 3, "newest_age_days": 0.1,
    "lateness_hours": 0.0, "history_indicators_per_1000": 2.5, "parts": 60, "parts_compared": 58, "totals_summed": 12,
    "with_metric": 770, "with_period": 730, "with_system": 640,
}  # fmt: skip


@pytest.mark.parametrize("layer", ["raw", "normalized", "segmented", "extracted", "curated"])
def test_clean_tables_break_nothing(layer: str) -> None:
    judgement = judge_layer(layer, clean_tables.layers()[layer], clean_tables.parameters(layer))
    assert [r for r in judgement.results if not r.success] == []
    assert judgement.failures == []


@pytest.mark.parametrize("case", FAULTS, ids=[f"{c['layer']}: {c['fault']}" for c in FAULTS])
def test_seeded_fault_is_caught_by_name(case: dict) -> None:
    layer, table = case["layer"], case["table"]
    tables = dict(clean_tables.layers()[layer])
    tables[table], touched = _corrupted(tables[table], case)
    judgement = _judge_one(layer, case.get("suite", table), tables)
    caught = _caught(judgement, case)
    assert caught, [(r.expectation, r.column) for r in judgement.results if not r.success]
    if case["severity"] != "critical" or not caught[0].failed_rows:
        return
    assert caught[0].failed_rows <= caught[0].evaluated <= caught[0].rows
    blamed = [f for f in judgement.failures if f.expectation == case["expectation"] and f.column == case["column"]]
    assert len(blamed) >= caught[0].failed_rows
    assert all(f.key and f.message and f.severity == "critical" for f in blamed)
    if "op" not in case:
        # The corrupted row, or the one after it (overlaps).
        assert {touched, touched + 1} & {f.row for f in blamed}


BETWEEN = {
    "sentence of a document that went": ("sentences", "doc_id", "expect_values_to_be_known"),
    "section of a document that went": ("sections", "doc_id", "expect_values_to_be_known"),
    "indicator whose sentence went": ("indicators", "sentence_id", "expect_references_in_same_document"),
    "indicator whose section went": ("indicators", "section_id", "expect_references_in_same_document"),
    "part whose total went": ("indicators", "part_of", "expect_references_in_same_document"),
    "requirement of a document that went": ("compliance", "doc_id", "expect_values_to_be_known"),
}


@pytest.mark.parametrize(("table", "column", "expectation"), BETWEEN.values(), ids=BETWEEN)
def test_what_breaks_between_the_layers_and_curated_is_caught(table: str, column: str, expectation: str) -> None:
    """The rows have passed their own suites; of what is left only what the taking out can break is asked."""
    tables = dict(clean_tables.layers()["curated"])
    assert not judge_layer("curated", tables, clean_tables.parameters("curated"), again=True).failures
    at = tables[table].schema.get_field_index(column)
    lost = pa.array(["0123456789abcdef" if column == "doc_id" else "0123456789abcdef-n0"] * tables[table].num_rows)
    tables[table] = tables[table].set_column(at, tables[table].schema.field(at), lost)
    blamed = judge_layer("curated", tables, clean_tables.parameters("curated"), again=True).failures
    assert (table, expectation, column) in {(f.table, f.expectation, (f.column or "").split(",")[0]) for f in blamed}


def test_what_is_asked_again_is_a_part_of_the_suite() -> None:
    for whole, left in zip(suites.suite_of("curated").parts, suites.remaining("curated").parts, strict=True):
        assert len(left.entries) < len(whole.entries)
        assert all(entry in whole.entries and entry.across for entry in left.entries)


EVERYWHERE = [
    (layer, part.table, name)
    for layer in ("raw", "normalized", "segmented", "extracted")
    for part in suites.suite_of(layer).parts
    if not part.context
    for name in clean_tables.layers()[layer][part.table].column_names
]


@pytest.mark.parametrize("rows", ["first", "every"])
@pytest.mark.parametrize(("layer", "table", "column"), EVERYWHERE, ids=[".".join(place) for place in EVERYWHERE])
def test_null_in_any_column_is_judged_and_no_defect(layer: str, table: str, column: str, rows: str) -> None:
    """What must not be null is blamed by name, whatever else looks at it; nothing raises on the way."""
    tables = dict(clean_tables.layers()[layer])
    field = tables[table].schema.field(column)
    spoilt = [
        row | {column: None} if rows == "every" or not i else row for i, row in enumerate(tables[table].to_pylist())
    ]
    tables[table] = pa.Table.from_pylist(spoilt, schema=tables[table].schema)
    (part,) = [p for p in suites.suite_of(layer).parts if p.table == table and not p.context]
    asked = [e.kwargs.get("column") for e in part.derived if e.type == "expect_column_values_to_not_be_null"]
    judgement = judge_layer(layer, tables, clean_tables.parameters(layer))
    blamed = {
        r.column for r in judgement.results if r.expectation == "expect_column_values_to_not_be_null" and not r.success
    }
    assert blamed == ({column} & set(asked)), field


def test_clean_batch_breaks_nothing() -> None:
    judgement = judge_batch(CLEAN_BATCH)
    assert [r for r in judgement.results if not r.success] == []


@pytest.mark.parametrize("case", BATCHES, ids=[c["fault"] for c in BATCHES])
def test_batch_fault_is_caught_by_name(case: dict) -> None:
    assert _caught(judge_batch(CLEAN_BATCH | case["set"]), case)


def test_quarantine_alone_never_withholds() -> None:
    """A batch of which nothing could be read is withheld by nothing."""
    emptied = {name: 0 for name, value in CLEAN_BATCH.items() if isinstance(value, int)}
    judgement = judge_batch(emptied | {"items_in": 7, "quarantined": 7, "documents_raw": 5})
    assert judgement.failed("critical") == []
    assert [r.column for r in judgement.failed("warning")] == ["quarantined_share"]


def _judge_one(layer: str, suite: str, tables: dict[str, pa.Table]) -> Judgement:
    """The part that has to catch it alone: `judge_layer` is the sum of its parts, and each costs half a second here."""
    whole = suites.suite_of(layer)
    (part,) = [p for p in whole.parts if p.table == suite]
    return judging.judge_part(part, tables, parameters_of(whole, clean_tables.parameters(layer)))


def _caught(judgement: Judgement, case: dict) -> list:
    wanted = (case["expectation"], case["column"], case["severity"], False)
    return [r for r in judgement.results if (r.expectation, r.column, r.severity, r.success) == wanted]


def _corrupted(table: pa.Table, case: dict) -> tuple[pa.Table, int]:
    rows = table.to_pylist()
    at = next(i for i, row in enumerate(rows) if case.get("where", {}).items() <= row.items())
    row = rows[at]
    row |= {name: _value(table, name, value) for name, value in case.get("set", {}).items()}
    row |= {name: row[name] + by for name, by in case.get("shift", {}).items()}
    row |= {name: row[name] + tail for name, tail in case.get("append", {}).items()}
    row |= {name: row[name][:length] for name, length in case.get("cut", {}).items()}
    row |= {name: row[name].replace(*words) for name, words in case.get("replace", {}).items()}
    row |= {name: row[other] for name, other in case.get("same", {}).items()}
    if name := case.get("twice"):
        row[name] = row[name] * 2
    if word := case.get("word"):
        row["tokens"][0]["word"] = word * len(row["tokens"][0]["word"])
    match case.get("op"):
        case "double":
            rows.insert(at, row)
        case "drop":
            del rows[at]
        case "drop_last":
            del rows[-1]
        case "circle":
            next(r for r in rows if r["indicator_id"] == row["part_of"])["part_of"] = row["indicator_id"]
        case "beside":
            start = row["start"] + 1
            rows.insert(at + 1, row | {"start": start, "indicator_id": f"{row['doc_id']}-n{start}"})
        case "keep_first":
            rows = [r for r in rows if r["doc_id"] != row["doc_id"]] + [row] * (case["table"] == "indicators")
    return pa.Table.from_pylist(rows, schema=table.schema), at


def _value(table: pa.Table, name: str, value: object) -> object:
    kind = table.schema.field(name).type
    if pa.types.is_timestamp(kind):
        return dt.datetime.fromisoformat(str(value))
    if pa.types.is_date(kind):
        return dt.date.fromisoformat(str(value))
    return float(value) if pa.types.is_floating(kind) else value  # type: ignore[arg-type]
