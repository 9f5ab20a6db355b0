"""`fazhi status` and `fazhi report`: what is open, harmless names, data folders that cannot be written."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fazhi.cli.main import main
from fazhi.schema.quality import Fate, Quarantined
from fazhi.storage import files
from fazhi.storage.layout import Layout
from fazhi.storage.lock import exclusive
from tests.conftest import INBOX
from tests.publishing import publish


def _fazhi(layout: Layout, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--data", str(layout.root)])


def _ended(layout: Layout, name: str, outcome: str, message: str = "") -> None:
    """A batch that decided on one item."""
    source = "a\x1b[31m.txt"
    fate = Fate(batch_id=name, item_id="d1", source=source, outcome=outcome, version="v")
    work = layout.root / "work"
    files.write_rows(layout.table("quality", "fates") / f"{name}.parquet", Fate, [fate], work)
    if message:
        row = Quarantined(batch_id=name, source=source, doc_id="d1", stage="normalize", reason_code="scanned",
                          message=message, item=json.dumps({"path": "a"}), version="v")  # fmt: skip
        files.write_rows(layout.table("quality", "quarantine") / f"{name}.parquet", Quarantined, [row], work)
    manifest = {"batch_id": name, "verdict": "published", "counts": {"items_in": 1}, "ended": f"2026-01-0{name[-1]}"}
    files.write_json(layout.manifest(name), manifest, work)


def test_status_tells_what_is_open_and_steers_no_terminal(layout: Layout) -> None:
    _ended(layout, "b1", "quarantined", "第一次\x1b[2J")
    told = _fazhi(layout, "status").output
    assert "quarantine: 1 open items\n" in told
    assert "a·[31m.txt: normalize: scanned: 第一次·[2J" in told
    _ended(layout, "b2", "published")
    told = _fazhi(layout, "status").output
    assert "quarantine: 0 open items, 1 decided on by a later batch" in told
    assert "第一次" not in told


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A data folder after a small batch."""
    inbox = tmp_path_factory.mktemp("inbox")
    shutil.copy(min(INBOX.glob("*.txt")), inbox)
    layout = Layout(tmp_path_factory.mktemp("data"))
    publish(layout, inbox, "one")
    return layout


def test_a_report_is_the_same_built_anew_and_has_a_page_for_each_link(published: Layout) -> None:
    folder = Path(str(published.quality("one")))
    before = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    shutil.rmtree(folder / "evidence")
    (folder / "index.html").unlink()
    told = _fazhi(published, "report")
    assert (told.exit_code, told.stdout.strip()) == (0, str(folder / "index.html"))
    assert {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert not list((folder.parent.parent / "work").glob("pages-*"))


def test_copies_of_a_report_are_marked(layout: Layout, tmp_path: Path) -> None:
    text = min(INBOX.glob("*.txt")).read_text("utf8")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "one.txt").write_text(text, "utf8")
    (inbox / "two.txt").write_text(text + "\n责任编辑：张三\n", "utf8")
    publish(layout, inbox, "one")
    index = Path(str(layout.quality("one"))) / "index.html"
    drawn = index.read_text("utf8")
    assert drawn.count('<span class="zh">副本</span>') == 1
    assert '<section id="copies">' in drawn
    assert _fazhi(layout, "report").exit_code == 0
    assert index.read_text("utf8") == drawn


def test_a_report_that_cannot_be_written_is_named_as_it_is(published: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(published.root))

    monkeypatch.setattr("fazhi.stages.page.write_pages", refused)
    told = _fazhi(published, "report")
    assert (told.exit_code, told.stdout.strip()) == (0, str(published.quality("one") / "index.html"))
    assert "not built anew" in told.stderr
    assert "Permission denied" in told.stderr


def test_a_report_of_a_batch_that_is_not_there_is_refused(published: Layout) -> None:
    told = _fazhi(published, "report", "--batch", "none")
    assert told.exit_code == 2
    assert "there is no ended batch none; there are: one" in told.stderr


def test_files_that_a_killed_process_left_go_at_the_next_start(layout: Layout) -> None:
    from fazhi.stages.opening import prepare

    left = Path(str(layout.root)) / "work" / "0123.staged"
    left.write_text("half")
    with exclusive(layout.lock):
        prepare(layout)
    assert not left.exists()
