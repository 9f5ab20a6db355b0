"""Faults in the layers of a real batch: what the stages wrote is spoilt on disk, and the gate says which rule it broke.

The reports of the sample inbox go through the stages once. Each case spoils one file of a layer, or the clock, and
judges chunk and batch as a run does.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from clean_tables import ROOT

from fazhi.schema.arrow import schema_of
from fazhi.schema.catalogue import LAYERS
from fazhi.stages import extract, ingest, normalize, segment, validate, verdict
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.opening import open_batch
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout

Row = dict[str, Any]
Spoil = Callable[[list[Row]], object]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """The sample inbox, up to the layer `extracted`."""
    root = tmp_path_factory.mktemp("layers")
    shutil.copytree(ROOT / "data/raw/inbox", root / "inbox")
    batch = open_batch(Layout(root / "data"), root / "inbox", "b1").batch
    for stage in (ingest, normalize, segment, extract):
        stage.run(batch, 0)
    return batch


def spoilt(written: Batch, tmp_path: Path, layer: str = "", table: str = "", spoil: Spoil | None = None) -> Batch:
    """A copy of the batch with the rows of one layer's table changed by `spoil`."""
    shutil.copytree(written.root, tmp_path / "data")
    batch = replace(written, root=str(tmp_path / "data"))
    if spoil is not None:
        path = batch.layout.chunk(layer, table, batch.id, 0)
        rows = read_rows(path).to_pylist()
        spoil(rows)
        record = next(r for r in LAYERS[layer] if r.table == table)
        pq.write_table(pa.Table.from_pylist(rows, schema=schema_of(record)), str(path))
    return batch


def judged(batch: Batch, scheduled: dt.datetime | None = None) -> tuple[StageReport, StageReport, list[Row]]:
    """The reports of validate and verdict, and what failed."""
    chunk, whole = validate.run(batch, 0), verdict.run(batch, 0, scheduled)
    results = [r for path in (batch.work / "results").glob("*.parquet") for r in read_rows(path).to_pylist()]
    return chunk, whole, [r for r in results if r["not_run"] is None and not r["success"]]


def first(rows: list[Row], **values: object) -> Row:
    return next(row for row in rows if all(row[name] == value for name, value in values.items()))


def put(**values: object) -> Spoil:
    return lambda rows: rows[0].update(values)


def shift(rows: list[Row]) -> None:
    for name in ("start", "end"):
        rows[0][name] += 1


def cut(rows: list[Row]) -> None:
    rows[0]["text"] = rows[0]["text"][:-40]


def cut_with_length(rows: list[Row]) -> None:
    cut(rows)
    rows[0]["text_chars"] -= 40


# A value that is not what its quote says goes to quarantine; what a person has put there is shown.
def above_total(rows: list[Row]) -> None:
    first(rows, role="part").update(value=1e12, correction="mistyped")


def share_of_130(rows: list[Row]) -> None:
    next(r for r in rows if r["unit"] == "%" and r["role"] != "change").update(value=130.0, correction="mistyped")


def another_document(rows: list[Row]) -> None:
    rows[0]["sentence_id"] = next(r["sentence_id"] for r in rows if r["doc_id"] != rows[0]["doc_id"])


FAULTS: dict[str, tuple[str, str, Spoil, str, str, str]] = {
    "file that is not what its name says": (
        "raw", "documents", put(sha256="0" * 64), "expect_ids_to_be_head_of", "doc_id, sha256", "document"),
    "document cut off": (
        "normalized", "documents", cut, "expect_column_pair_values_to_be_equal", "text, edits", "document"),
    "document of boxes": (
        "normalized", "documents", put(unrepaired=900), "expect_column_values_to_be_between", "unrepaired", "document"),
    "document cut off behind normalize, its length with it": (
        "extracted", "reports", cut_with_length, "expect_column_values_to_be_in_set", "text", "document"),
    "sentence lost": (
        "segmented", "sentences", lambda rows: rows.pop(3), "expect_positions_without_gaps", "position", "document"),
    "sentence of other words": (
        "segmented", "sentences", put(text="另一句话。"), "expect_spans_to_quote_text", "text", "document"),
    "report of the year 2090": (
        "extracted", "reports", put(report_year=2090), "expect_column_values_to_be_between", "report_year", "document"),
    "region that is none": (
        "extracted", "reports", put(region_code="999999"), "expect_values_to_be_known", "region_code", "document"),
    "offsets shifted": (
        "extracted", "indicators", shift, "expect_spans_to_quote_text", "quote", "row"),
    "identifier twice": (
        "extracted", "indicators", lambda rows: rows.insert(1, rows[0]), "expect_column_values_to_be_unique",
        "indicator_id", "row"),
    "sentence of another document": (
        "extracted", "indicators", another_document, "expect_references_in_same_document", "sentence_id, doc_id",
        "row"),
    "indicator of no document": (
        "extracted", "indicators", put(doc_id="0123456789abcdef"), "expect_values_to_be_known", "doc_id", "row"),
    "system that nobody knows": (
        "extracted", "indicators", put(system="weather"), "expect_values_to_be_known", "system", "row"),
    "share of 130 %": (
        "extracted", "indicators", share_of_130, "expect_shares_within_whole", "value, value_high, unit, role",
        "shown"),
    "part above its total": (
        "extracted", "indicators", above_total, "expect_parts_not_above_total", "value, unit", "shown"),
    "value of another number": (
        "extracted", "indicators", lambda rows: first(rows, role="part").update(value=1e12),
        "expect_values_to_stand_in_quotes", "value, value_high, correction", "row"),
    "source places shifted": (
        "extracted", "indicators", put(source_start=1, source_end=3), "expect_source_spans_to_align",
        "source_start, source_end", "row"),
    "page of another address": (
        "normalized", "documents", put(source="elsewhere.html"), "expect_facts_to_be_carried_over", "doc_id",
        "document"),
    "document lost by a stage": (
        "extracted", "reports", lambda rows: rows.pop(), "expect_table_row_count_to_equal", "", "withheld"),
}  # fmt: skip


def test_clean_batch_raises_nothing(written: Batch, tmp_path: Path) -> None:
    chunk, whole, failed = judged(spoilt(written, tmp_path))
    assert failed == []
    assert chunk.quarantined == []
    assert whole.excluded == {"batch": []}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_a_layer_is_caught_by_name(fault: str, written: Batch, tmp_path: Path) -> None:
    layer, table, spoil, expectation, column, fate = FAULTS[fault]
    chunk, whole, failed = judged(spoilt(written, tmp_path, layer, table, spoil))
    said = [r for r in failed if (r["expectation"], r["column"] or "") == (expectation, column)]
    assert said, [(r["suite"], r["expectation"], r["column"]) for r in failed]
    assert said[0]["suite"] == f"{layer}.{table}"
    if fate == "withheld":
        assert any(expectation in reason for reason in whole.excluded["batch"])
    elif fate == "shown":
        assert (chunk.quarantined, said[0]["severity"]) == ([], "warning")
    else:
        kept = {row["reason_code"] for row in chunk.quarantined if ('"table"' in row["item"]) == (fate == "row")}
        assert kept == {"expectation_failed"}


def test_stale_and_late_batches_are_named(written: Batch, tmp_path: Path) -> None:
    stale = replace(spoilt(written, tmp_path), started=written.started + dt.timedelta(days=500))
    _, whole, failed = judged(stale, written.started)
    assert {r["column"] for r in failed} == {"newest_age_days", "lateness_hours"}
    assert whole.excluded == {"batch": []}


def test_what_could_not_be_asked_is_no_failure(written: Batch, tmp_path: Path) -> None:
    batch = spoilt(written, tmp_path)
    judged(batch)
    results = read_rows(batch.work / "results" / "batch.parquet").to_pylist()
    unasked = [r for r in results if r["not_run"]]
    assert {r["column"] for r in unasked} == {"lateness_hours", "density_change"}
    assert all("is not known" in r["not_run"] and not r["success"] for r in unasked)
