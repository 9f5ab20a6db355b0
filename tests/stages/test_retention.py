"""Retention: what goes, what never goes, what is only listed."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from fazhi.schema.curated import Report
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages.retention import Policy, Removal, removals, remove, write_log
from fazhi.storage.files import write_json, write_rows
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import ARRIVED, doc_id_of, ended, kept_back, raw, report

LATER = ARRIVED + dt.timedelta(days=100)


def _batch(layout: Layout, batch: str, hour: int, documents: dict[str, bytes], published: bool) -> None:
    """An ended batch with all its layers and pages; `published`: the curated rows of its documents name it."""
    staging = layout.root / "work"
    raw(layout, batch, documents)
    write_rows(layout.chunk("normalized", "documents", batch, 0), NormalizedDocument, [], staging)
    rows = [report(doc_id_of(content), source, batch, "v1") for source, content in documents.items()]
    write_rows(layout.chunk("extracted", "reports", batch, 0), Report, rows, staging)
    write_rows(layout.table("curated", "reports") / f"{batch}.parquet", Report, rows if published else [], staging)
    ended(layout, batch, hour, [], [(doc_id_of(c), s, "published") for s, c in documents.items()], chunks=1)
    evidence = Path(str(layout.quality(batch))) / "evidence"
    evidence.mkdir()
    (evidence / "a.html").write_text("page")
    (evidence.parent / "index.html").write_text("page")


@pytest.fixture
def history(layout: Layout) -> Layout:
    """`old` was read again by `new`, which published rows name; `alone` holds the only bytes of its document."""
    _batch(layout, "old", 1, {"a.txt": b"a", "b.txt": b"b"}, published=False)
    _batch(layout, "alone", 2, {"c.txt": b"c"}, published=False)
    _batch(layout, "new", 3, {"a.txt": b"a", "b.txt": b"b"}, published=True)
    return layout


def _paths(found: list[Removal], what: str) -> set[str]:
    return {removal.path for removal in found if removal.what == what}


def test_only_what_nothing_needs_goes(history: Layout) -> None:
    found = removals(history, Policy(), LATER)
    assert _paths(found, "layer") == {
        f"{layer}/{batch}-00000.parquet" for layer in ("normalized/documents", "extracted/reports")
        for batch in ("old", "alone")
    }  # fmt: skip
    assert _paths(found, "page") == {
        f"quality/{batch}/{name}" for batch in ("old", "alone") for name in ("index.html", "evidence")
    }
    assert _paths(found, "raw") == {"raw/documents/old-00000.parquet"}  # the bytes of `alone` are nowhere else


def test_what_is_needed_goes_when_that_is_asked_for(history: Layout) -> None:
    found = removals(history, Policy(needed=True), LATER)
    assert _paths(found, "raw") == {f"raw/documents/{b}-00000.parquet" for b in ("old", "alone", "new")}
    assert "quality/new/index.html" in _paths(found, "page")


def test_curated_tables_and_the_history_never_go(history: Layout) -> None:
    before = {p for p in history.root.rglob("*") if p.is_file()}
    remove(history, removals(history, Policy(0, 0, 0, needed=True), LATER))
    gone = {p.relative_to(history.root).parts[0] for p in before if not p.exists()}
    assert gone == {"raw", "normalized", "extracted", "quality"}
    left = {p.relative_to(history.root).as_posix() for p in before if p.exists()}
    assert {"quality/old/batch.json", "quality/fates/old.parquet", "curated/reports/new.parquet"} <= left


@pytest.mark.parametrize("policy", [Policy(None, None, None), Policy(101, 101, 101)])
def test_what_is_not_old_enough_stays(history: Layout, policy: Policy) -> None:
    assert removals(history, policy, LATER) == []


def test_a_list_names_bytes_and_changes_nothing(history: Layout) -> None:
    before = sorted(history.root.rglob("*"))
    found = removals(history, Policy(), LATER)
    assert sorted(history.root.rglob("*")) == before
    sizes = {r.path: r.bytes for r in found}
    assert sizes["quality/old/index.html"] == 4
    assert sizes["raw/documents/old-00000.parquet"] == (history.root / "raw/documents/old-00000.parquet").stat().st_size
    assert remove(history, found) == sum(sizes.values())
    assert removals(history, Policy(), LATER) == []


def test_what_was_removed_is_written_down(history: Layout) -> None:
    found = removals(history, Policy(), LATER)
    write_log(history, found[:1], LATER)
    write_log(history, found[1:], LATER)
    lines = (history.root / "quality" / "removed.jsonl").read_text("utf8").splitlines()
    assert [json.loads(line)["path"] for line in lines] == [removal.path for removal in found]


def test_bytes_that_an_open_item_of_the_quarantine_names_stay(layout: Layout) -> None:
    """Its bytes lie in a newer file too, but the item names this one."""
    raw(layout, "kept", {"a.txt": b"a"})
    item = kept_back("kept", "a.txt", {"file": "raw/documents/kept-00000.parquet"}, doc_id_of(b"a"))
    ended(layout, "kept", 1, [item], [(doc_id_of(b"a"), "a.txt", "quarantined")])
    assert _paths(removals(layout, Policy(), LATER), "raw") == set()
    raw(layout, "later", {"a.txt": b"a"})
    ended(layout, "later", 2, [], [])
    assert _paths(removals(layout, Policy(), LATER), "raw") == set()
    ended(layout, "latest", 3, [], [(doc_id_of(b"a"), "a.txt", "published")])
    assert _paths(removals(layout, Policy(), LATER), "raw") == {"raw/documents/kept-00000.parquet"}


def test_a_batch_that_nobody_went_on_with_goes_and_one_under_work_stays(layout: Layout) -> None:
    for name in ("dead", "alive", "committing"):
        write_json(layout.work(name) / "plan.json", {}, layout.root / "work")
        raw(layout, name, {"a.txt": b"a"})
    write_json(layout.work("committing") / "commit.json", {}, layout.root / "work")
    (layout.root / "work" / "left.staged").write_bytes(b"12345")
    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=100)
    os.utime(layout.root / "work" / "alive" / "plan.json", (now.timestamp(), now.timestamp()))
    found = removals(layout, Policy(), now)
    assert _paths(found, "abandoned") == {"work/dead", "raw/documents/dead-00000.parquet"}
    assert _paths(found, "staged") == {"work/left.staged"}
    remove(layout, found)
    assert layout.unfinished() == ["alive", "committing"]


def test_the_tables_from_before_a_rebuild_go_in_their_time(history: Layout) -> None:
    kept = history.root / "versions" / "new" / "reports"
    kept.mkdir(parents=True)
    os.link(history.root / "curated" / "reports" / "new.parquet", kept / "new.parquet")
    (kept / "old.parquet").write_bytes(b"123")
    (removal,) = [r for r in removals(history, Policy(versions_days=30), LATER) if r.what == "version"]
    assert (removal.path, removal.bytes) == ("versions/new", 3)  # what is still published costs nothing twice
    remove(history, [removal])
    assert (history.root / "curated" / "reports" / "new.parquet").exists()
    assert not (history.root / "versions" / "new").exists()
