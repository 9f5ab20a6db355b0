"""The whole run: the sample inbox, twice, with a poisoned inbox, withheld, and with documents that come again."""

import asyncio
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from fazhi.schema.arrow import schema_of
from fazhi.schema.catalogue import CURATED, LAYERS
from fazhi.schema.quality import Result
from fazhi.storage.layout import Layout
from tests.conftest import INBOX
from tests.flows.poisoned import EXPECTED, fill

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_api")]
TABLES = [record.table for record in CURATED]


def _run(layout: Layout, source: Path, batch_id: str | None = None) -> Any:
    from flows.batch import batch

    return batch(str(source), str(layout.root), batch_id, 2, return_state=True)


def _manifest(layout: Layout, batch_id: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(layout.manifest(batch_id).read_text("utf8"))
    return manifest


def _rows(layout: Layout, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pd.read_parquet(layout.table("curated", table)).to_dict("records")
    return rows


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, prefect_api: None) -> Layout:
    """A data folder after the sample batch."""
    layout = Layout(tmp_path_factory.mktemp("sample") / "data")
    state = _run(layout, INBOX, "first")
    assert state.is_completed(), state.message
    return layout


def test_all_three_sample_reports_are_published(sample: Layout) -> None:
    manifest = _manifest(sample, "first")
    assert manifest["verdict"] == "published"
    assert manifest["counts"] == {"items_in": 3, "published": 3, "skipped": 0, "duplicates": 0, "quarantined": 0}
    assert len(_rows(sample, "reports")) == 3
    indicators = pd.read_parquet(sample.table("curated", "indicators"))
    assert indicators.groupby("doc_id").size().min() >= 10


def test_no_expectation_raised_or_failed_critically(sample: Layout) -> None:
    results = pd.read_parquet(sample.quality("first") / "results.parquet")
    assert len(results) > 50
    assert results[~results.success & (results.severity == "critical")].empty
    assert {"raw", "normalized", "segmented", "extracted", "curated", "batch"} <= {
        s.split(".")[0] for s in results.suite
    }


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "quality"])
def test_every_file_has_the_declared_schema(sample: Layout, layer: str) -> None:
    for record in LAYERS[layer]:
        files = sorted(sample.table(layer, record.table).iterdir())
        assert files
        for path in files:
            assert path.suffix == ".parquet"
            assert pq.read_schema(path).equals(schema_of(record))


@pytest.mark.parametrize("table", TABLES)
def test_pandas_duckdb_and_polars_read_the_same(sample: Layout, table: str) -> None:
    folder = sample.table("curated", table)
    rows = len(pd.read_parquet(folder))
    assert duckdb.sql(f"select count(*) from '{folder}/*.parquet'").fetchall() == [(rows,)]
    assert pl.read_parquet(folder).height == rows
    assert rows > 0 or table == "findings"


def test_every_quote_stands_where_it_says(sample: Layout) -> None:
    texts = {row["doc_id"]: row["text"] for row in _rows(sample, "reports")}
    normalized = pd.read_parquet(sample.table("normalized", "documents")).set_index("doc_id")
    for row in _rows(sample, "indicators"):
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["quote"]
        source = normalized.loc[row["doc_id"], "source_text"]
        assert 0 <= row["source_start"] < row["source_end"] <= len(source)
        digits = [c for c in row["quote"] if c.isdigit() and c.isascii()]
        received = [c for c in source[row["source_start"] : row["source_end"]] if c.isdigit() and c.isascii()]
        assert digits == received


def test_sentences_hold_every_character_that_is_not_blank(sample: Layout) -> None:
    sentences = pd.read_parquet(sample.table("curated", "sentences"))
    for report in _rows(sample, "reports"):
        own = sentences[sentences.doc_id == report["doc_id"]]
        held = "".join(own.sort_values("position").text)
        assert "".join(held.split()) == "".join(report["text"].split())


def test_edits_replayed_on_the_source_give_the_text(sample: Layout) -> None:
    from fazhi.core.normalize.edits import Edit, apply

    for path in sample.table("normalized", "documents").iterdir():
        for row in pq.read_table(path).to_pylist():
            assert apply(row["source_text"], [Edit(**edit) for edit in row["edits"]]) == row["text"]


def test_the_page_and_its_evidence_are_there(sample: Layout) -> None:
    page = (sample.quality("first") / "index.html").read_text("utf8")
    for report in _rows(sample, "reports"):
        assert f"evidence/{report['doc_id']}.html" in page
        evidence = (sample.quality("first") / "evidence" / f"{report['doc_id']}.html").read_text("utf8")
        own = [r for r in _rows(sample, "indicators") if r["doc_id"] == report["doc_id"]]
        assert all(f'id="{row["indicator_id"]}"' in evidence for row in own)


def test_prefect_has_recorded_one_task_run_a_chunk_and_stage(sample: Layout) -> None:
    from prefect import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

    async def names() -> list[str]:
        async with get_client() as client:
            wanted = FlowRunFilter(name=FlowRunFilterName(any_=["batch first"]))
            for _ in range(3000):  # its recorder may be far behind
                runs = await client.read_task_runs(flow_run_filter=wanted)
                if len(runs) >= 7:
                    break
                await asyncio.sleep(0.2)
            return sorted(run.name for run in runs)

    assert asyncio.run(names()) == sorted(
        [f"{stage} chunk 0" for stage in ("ingest", "normalize", "segment", "extract", "validate")]
        + ["validate batch first", "publish batch first"]
    )


def test_a_second_run_publishes_nothing(sample: Layout) -> None:
    before = {p: p.stat().st_mtime_ns for p in (sample.root / "curated").rglob("*.parquet")}
    state = _run(sample, INBOX)
    assert state.message == "nothing new"
    assert {p: p.stat().st_mtime_ns for p in (sample.root / "curated").rglob("*.parquet")} == before
    assert sample.batches() == ["first"]
    assert sample.unfinished() == []


def test_another_folder_gets_the_same_rows(sample: Layout, tmp_path: Path) -> None:
    other = Layout(tmp_path / "data")
    assert _run(other, INBOX, "other").is_completed()
    for table in TABLES:
        assert _comparable(other, table) == _comparable(sample, table)


def _comparable(layout: Layout, table: str) -> list[dict[str, Any]]:
    rows = [r for p in sorted(layout.table("curated", table).iterdir()) for r in pq.read_table(p).to_pylist()]
    return [{k: v for k, v in row.items() if k not in ("batch_id", "fetched_at")} for row in rows]


def test_poison_is_kept_back_and_the_rest_goes_on(tmp_path: Path) -> None:
    layout, inbox = Layout(tmp_path / "data"), tmp_path / "inbox"
    fill(inbox)
    assert _run(layout, inbox, "poisoned").is_completed()
    manifest = _manifest(layout, "poisoned")
    counts = manifest["counts"]
    assert counts["published"] == 3
    assert counts["quarantined"] == len(EXPECTED)
    assert counts["items_in"] == sum(v for k, v in counts.items() if k != "items_in")
    quarantine = pd.read_parquet(layout.table("quality", "quarantine"))
    assert dict(zip(quarantine.source, quarantine.reason_code, strict=True)) == EXPECTED
    assert all(len(message) > 5 for message in quarantine.message)
    assert _run(layout, inbox).message == "nothing new"
    assert len(pd.read_parquet(layout.table("quality", "quarantine"))) == len(EXPECTED)


def test_a_batch_of_poison_alone_is_not_withheld(tmp_path: Path) -> None:
    layout, inbox = Layout(tmp_path / "data"), tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "empty.txt").touch()
    (inbox / "english.txt").write_text("nothing but English here. " * 100)
    assert _run(layout, inbox, "poison").is_completed()
    assert _manifest(layout, "poison")["counts"]["quarantined"] == 2
    assert _manifest(layout, "poison")["verdict"] == "published"


def test_a_batch_that_breaks_a_critical_expectation_is_withheld(tmp_path: Path) -> None:
    """Twenty-five texts without a number: an extraction that finds nothing is broken, and says so."""
    layout, inbox = Layout(tmp_path / "data"), tmp_path / "inbox"
    inbox.mkdir()
    for n in range(25):
        mark = "法治政府依行"[n % 6] * (n // 6 + 1)
        text = f"关于{mark}建设情况的报告\n一、主要举措\n坚持依法行政,健全制度,加强监督,{mark}取得积极成效。\n" * 3
        (inbox / f"{n:02d}.txt").write_text(text, "utf8")
    state = _run(layout, inbox, "broken")
    assert state.name == "Withheld"
    assert _manifest(layout, "broken")["verdict"] == "withheld"
    assert all(len(_rows(layout, table)) == 0 for table in TABLES)
    assert (layout.quality("broken") / "index.html").exists()
    fates = pd.read_parquet(layout.table("quality", "fates"))
    assert set(fates.outcome) == {"withheld"}


def test_documents_published_by_other_code_are_replaced_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout, inbox = Layout(tmp_path / "data"), tmp_path / "inbox"
    inbox.mkdir()
    names = sorted(path.name for path in INBOX.glob("*.txt"))
    for name in names[:2]:
        (inbox / name).write_bytes((INBOX / name).read_bytes())
    monkeypatch.setattr("fazhi.stages.opening.version", lambda: "01dc0de01dc0")
    assert _run(layout, inbox, "one").is_completed()
    monkeypatch.undo()
    (inbox / names[2]).write_bytes((INBOX / names[2]).read_bytes())
    assert _run(layout, inbox, "two").is_completed()
    reports = pd.read_parquet(layout.table("curated", "reports"))
    assert sorted(reports.source) == names
    assert "01dc0de01dc0" not in set(reports.version)
    assert set(reports.batch_id) == {"two"}
    files = {p.name for p in layout.table("curated", "reports").iterdir()}
    assert {"one.parquet", "two.parquet"} <= files
    one = pd.read_parquet(layout.table("curated", "reports") / "one.parquet")
    assert sorted(one.source) == names[:2]


def test_results_are_kept_in_the_declared_schema(sample: Layout) -> None:
    assert pq.read_schema(sample.quality("first") / "results.parquet").equals(schema_of(Result))
    summary = json.loads((sample.quality("first") / "results.json").read_text("utf8"))
    assert summary["summary"]["failed_critical"] == 0


def test_the_audit_finds_nothing_wrong_with_what_is_published(sample: Layout) -> None:
    from flows.audit import audit

    state = audit(str(sample.root), return_state=True)
    assert state.is_completed(), state.message
