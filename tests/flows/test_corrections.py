"""Corrections through the flow: applied, traced, counted; a run stops where one no longer fits."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fazhi.core.extract.declared import declared
from fazhi.storage.layout import Layout
from tests.conftest import INBOX
from tests.flows.in_process import run_stages_here

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_api")]
REPORT = sorted(INBOX.glob("001_*"))[0]


def _run(layout: Layout, batch_id: str) -> Any:
    from flows.batch import batch

    return batch(str(REPORT), str(layout.root), batch_id, 1, return_state=True)


def _declare(patch: pytest.MonkeyPatch, version: str, expected: float) -> None:
    """One correction for the sample report, as other rules: what is published is read again."""
    entry = {"id": "sample", "doc_id": _doc_id(), "table": "indicators", "quote": "25461项",
             "expect": {"value": expected}, "set": {"value": 25462}, "reason": "r", "status": "presumed"}  # fmt: skip
    corrections = declared({"corrections": [entry], "lookups": {"reports.issuer": {"nobody": "somebody"}}})
    for module in ("extract", "corrections"):
        patch.setattr(f"fazhi.stages.{module}.in_force", lambda: corrections)
    patch.setattr("fazhi.stages.opening.version", lambda: version)


def _doc_id() -> str:
    import hashlib

    return hashlib.sha256(REPORT.read_bytes()).hexdigest()[:16]


def test_a_correction_is_published_with_its_trace_until_it_no_longer_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(tmp_path / "data")
    run_stages_here(monkeypatch)
    _declare(monkeypatch, "00000001", 25461)
    assert _run(layout, "one").is_completed()
    indicators = pd.read_parquet(layout.table("curated", "indicators"))
    (row,) = indicators[indicators.correction.notna()].to_dict("records")
    assert (row["quote"], row["value"], row["correction"]) == ("25461项", 25462, "sample")
    manifest = json.loads(layout.manifest("one").read_text("utf8"))
    assert manifest["unused_corrections"] == ["issuer=nobody"]
    page = (layout.quality("one") / "index.html").read_text("utf8")
    assert "value: 25461 → 25462" in page
    _declare(monkeypatch, "00000002", 25460)
    state = _run(layout, "two")
    assert state.is_failed()
    assert "correction sample" in state.message
    assert layout.batches() == ["one"]
    assert len(pd.read_parquet(layout.table("curated", "indicators"))) == len(indicators)
