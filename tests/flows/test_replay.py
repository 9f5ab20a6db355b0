"""Replay through the flow: what was kept back is run again as a batch of its own, and is published where it is good."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fazhi.core.refusal import Refused
from fazhi.stages.replay import Selection
from fazhi.storage.kept import kept
from fazhi.storage.layout import Layout
from tests.conftest import INBOX
from tests.flows.in_process import run_stages_here

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_api")]


def _run(layout: Layout, batch_id: str, source: Path | None = None, replay: Selection | None = None) -> Any:
    from flows.batch import batch

    return batch(str(source) if source else None, str(layout.root), batch_id, 2, replay, return_state=True)


def _refuse(*args: object) -> object:
    raise Refused("crashed", "as older code would")


def test_what_older_code_kept_back_is_published_and_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout, inbox = Layout(tmp_path / "data"), tmp_path / "inbox"
    inbox.mkdir()
    report = sorted(INBOX.glob("001_*"))[0]
    (inbox / report.name).write_bytes(report.read_bytes())
    (inbox / "english.txt").write_text("nothing but English here. " * 100)
    (inbox / "empty.txt").touch()
    with monkeypatch.context() as older:
        older.setattr("fazhi.stages.opening.version", lambda: "older")
        run_stages_here(older)
        older.setattr("fazhi.stages.normalize._normalized", _refuse)
        assert _run(layout, "old", inbox).is_completed()
    assert [item.row.reason_code for item in kept(layout)] == ["empty", "crashed", "crashed"]
    (inbox / report.name).unlink()  # the raw layer has it
    state = _run(layout, "again", replay=Selection())
    assert state.is_completed(), state.message
    counts = json.loads(layout.manifest("again").read_text("utf8"))["counts"]
    assert counts == {"items_in": 3, "published": 1, "skipped": 0, "duplicates": 0, "quarantined": 2}
    (published,) = pd.read_parquet(layout.table("curated", "reports")).to_dict("records")
    assert (published["source"], published["batch_id"]) == (report.name, "again")
    statuses = {(i.row.source, i.row.batch_id): i.status for i in kept(layout)}
    assert statuses == {
        ("empty.txt", "old"): "superseded", ("english.txt", "old"): "superseded", (report.name, "old"): "resolved",
        ("empty.txt", "again"): "open", ("english.txt", "again"): "open",
    }  # fmt: skip
    assert _run(layout, "third", replay=Selection()).message == "nothing new"
