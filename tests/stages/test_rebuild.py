"""Rebuild: everything from raw with today's code, compared, then put in the place of what is published."""

import contextlib
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from fazhi.core.refusal import Refused
from fazhi.schema.arrow import records_of
from fazhi.schema.catalogue import LAYERS
from fazhi.schema.curated import Indicator
from fazhi.stages import close, extract, ingest, normalize, rebuild, segment, validate, verdict
from fazhi.stages.opening import Opened, prepare
from fazhi.storage import commit
from fazhi.storage.files import write_rows
from fazhi.storage.layout import Layout
from tests.conftest import INBOX
from tests.publishing import publish

REPORTS = sorted(INBOX.glob("*.txt"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two batches as other code has published them: two reports, one report."""
    root = tmp_path_factory.mktemp("rebuild")
    layout = Layout(root / "data")
    with pytest.MonkeyPatch.context() as older:
        older.setattr("fazhi.stages.opening.version", lambda: "01dc0de01dc0")
        for batch, files in (("one", REPORTS[:2]), ("two", REPORTS[2:])):
            inbox = root / batch
            inbox.mkdir()
            for file in files:
                (inbox / file.name).write_bytes(file.read_bytes())
            publish(layout, inbox, batch)
    path = layout.root / "curated" / "indicators" / "one.parquet"
    rows = records_of(Indicator, pq.read_table(path))
    rows[0].value += 1  # as older rules may have read it
    write_rows(path, Indicator, rows, layout.root / "work")
    return layout.root


@pytest.fixture
def layout(before: Path, tmp_path: Path) -> Layout:
    """A copy of the data folder to rebuild."""
    shutil.copytree(before, tmp_path / "data")
    return Layout(tmp_path / "data")


@pytest.fixture(scope="module")
def rebuilt(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A data folder after a rebuild, for the tests that only look."""
    layout = Layout(tmp_path_factory.mktemp("rebuilt") / "data")
    shutil.copytree(before, layout.root)
    assert _rebuilt(layout)["counts"] == {
        "items_in": 3,
        "published": 3,
        "skipped": 0,
        "duplicates": 0,
        "quarantined": 0,
    }
    return layout


def _stages(opened: Opened) -> None:
    for chunk in range(opened.plan.chunks):
        for stage in (ingest, normalize, segment, extract, validate):
            stage.run(opened.batch, chunk)
    verdict.run(opened.batch, 0)
    rebuild.compare(opened.batch)


def _rebuilt(layout: Layout, batch_id: str = "new", **options: Any) -> dict[str, Any]:
    opened = rebuild.open_rebuild(layout, batch_id, **options)
    _stages(opened)
    return close.run(opened.batch).statistics


def _table(layout: Layout, table: str) -> pd.DataFrame:
    return pd.read_parquet(layout.table("curated", table))


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(folder.rglob("*.parquet"))
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _differences(layout: Layout, batch: str = "new") -> dict[str, Any]:
    told: dict[str, Any] = json.loads((layout.root / "quality" / batch / "differences.json").read_text("utf8"))
    return told


def test_every_document_is_read_anew_and_stands_once_in_the_files_it_stood_in(before: Path, rebuilt: Layout) -> None:
    old, new = _table(Layout(before), "reports"), _table(rebuilt, "reports")
    assert sorted(new.doc_id) == sorted(old.doc_id)
    assert set(old.version) == {"01dc0de01dc0"}
    assert "01dc0de01dc0" not in set(new.version)
    assert dict(zip(new.doc_id, new.fetched_at, strict=True)) == dict(zip(old.doc_id, old.fetched_at, strict=True))
    names = {path.name: len(pd.read_parquet(path)) for path in (rebuilt.root / "curated" / "reports").iterdir()}
    assert (names["one.parquet"], names["two.parquet"]) == (2, 1)


def test_what_was_published_before_is_kept_until_retention(before: Path, rebuilt: Layout) -> None:
    digests = _digests(before / "curated")
    assert _digests(rebuilt.root / "versions" / "new") == digests
    assert _digests(rebuilt.root / "curated") != digests


def test_what_is_read_otherwise_is_told_with_its_cause_and_nothing_else(rebuilt: Layout) -> None:
    told = _differences(rebuilt)
    assert told["documents"] == {"before": 3, "rebuilt": 3, "new": 0, "gone": [], "left_as_they_were": 0}
    assert (told["severities"], told["causes"]) == ({"value": 1}, {"rules": 1})
    (row,) = told["rows"]
    assert row["before"]["value"] == row["after"]["value"] + 1


def test_with_only_outdated_a_second_rebuild_has_nothing_to_do(rebuilt: Layout) -> None:
    assert rebuild.open_rebuild(rebuilt, only_outdated=True).plan.nothing_new
    again = rebuild.open_rebuild(rebuilt, "again")
    assert again.plan.to_process == 3
    shutil.rmtree(again.batch.work)


def _refuse_one(patch: pytest.MonkeyPatch) -> None:
    honest = normalize._normalized
    lost = REPORTS[0].name

    def refusing(raw: dict[str, Any]) -> Any:
        if raw["source"] == lost:
            raise Refused("degenerate", "today's code keeps it back")
        return honest(raw)

    patch.setattr(normalize, "_normalized", refusing)


@pytest.mark.slow
def test_a_rebuild_that_would_lose_too_much_is_withheld(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = _digests(layout.root / "curated")
    _refuse_one(monkeypatch)
    manifest = _rebuilt(layout)
    assert manifest["verdict"] == "withheld"
    assert "1 of 3 published documents would be gone" in manifest["reasons"][0]
    assert _digests(layout.root / "curated") == digests
    assert not (layout.root / "versions" / "new").exists()


@pytest.mark.slow
def test_a_document_that_todays_code_keeps_back_leaves_the_tables_when_that_is_allowed(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refuse_one(monkeypatch)
    manifest = _rebuilt(layout, may_lose=0.5)
    counts = manifest["counts"]
    assert (counts["items_in"], counts["published"], counts["quarantined"]) == (3, 2, 1)
    assert REPORTS[0].name not in set(_table(layout, "reports").source)
    (gone,) = _differences(layout)["documents"]["gone"]
    for table in ("sections", "sentences", "indicators", "findings", "compliance"):
        assert gone not in set(_table(layout, table).doc_id)


def test_killed_between_any_two_renames_every_document_stands_once_and_the_next_run_goes_on(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = rebuild.open_rebuild(layout, "new")
    ingest.run(opened.batch, 0)
    normalize.run(opened.batch, 0)
    again = rebuild.open_rebuild(layout)
    assert (again.resumed, again.batch.id) == (True, "new")
    _stages(again)
    honest, moved = commit.put_in_place, list[str]()

    def dying(staged: Any, final: Any) -> None:
        if str(final) not in moved:
            moved.append(str(final))
            honest(staged, final)
            assert sorted(_table(layout, "reports").source) == [path.name for path in REPORTS]
            raise KeyboardInterrupt  # killed after every rename

    with monkeypatch.context() as patch:
        patch.setattr(commit, "put_in_place", dying)
        with pytest.raises(KeyboardInterrupt):
            close.run(again.batch)
        while (again.batch.work / "commit.json").exists():
            with contextlib.suppress(KeyboardInterrupt):
                prepare(layout)
    assert len(moved) > 3 * len(LAYERS["curated"])
    assert "01dc0de01dc0" not in set(_table(layout, "reports").version)
    assert layout.batches() == ["new", "one", "two"]


@pytest.mark.slow
def test_a_document_whose_bytes_are_gone_stays_as_it_is(layout: Layout) -> None:
    for path in (layout.root / "raw" / "documents").glob("two-*.parquet"):
        path.unlink()
    _rebuilt(layout)
    assert _differences(layout)["documents"]["left_as_they_were"] == 1
    versions = _table(layout, "reports").set_index("source").version
    assert versions[REPORTS[2].name] == "01dc0de01dc0"
    assert "01dc0de01dc0" not in set(versions[[path.name for path in REPORTS[:2]]])


def test_a_raw_file_that_is_damaged_stops_nothing(layout: Layout) -> None:
    (layout.root / "raw" / "documents" / "two-00000.parquet").write_bytes(b"PAR1 no more")
    opened = rebuild.open_rebuild(layout, "new")
    assert opened.plan.to_process == 2
