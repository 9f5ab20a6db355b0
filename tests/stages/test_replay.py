"""What is open in quarantine, what a replay takes of it, and where it finds the bytes."""

import zipfile
from pathlib import Path

import pytest

from fazhi.schema.quality import item_id_without_bytes
from fazhi.stages.inbox import Item
from fazhi.stages.opening import UnusableInput
from fazhi.stages.plan import read_items
from fazhi.stages.replay import LABEL, Selection, choose, open_replay
from fazhi.storage.kept import kept
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import ARRIVED, doc_id_of, ended, kept_back, raw

A, B = b"first document", b"second document"
FILE = "raw/documents/z-00000.parquet"


def _place(content: bytes) -> dict[str, str]:
    return {"file": FILE, "doc_id": doc_id_of(content)}


@pytest.fixture
def filled(layout: Layout) -> Layout:
    """Batch `z`: two documents kept back, one row of a third, and a file without bytes."""
    raw(layout, "z", {"a.txt": A, "b.txt": B, "c.txt": b"third"})
    third = doc_id_of(b"third")
    row = {"table": "indicators", "indicator_id": f"{third}-n5", "doc_id": third}
    rows = [
        kept_back("z", "a.txt", _place(A), doc_id_of(A)),
        kept_back("z", "b.txt", _place(B), doc_id_of(B), reason_code="crashed"),
        kept_back("z", "c.txt", row, third, stage="validate", reason_code="expectation_failed"),
        kept_back("z", "empty.txt", {"path": str(layout.root / "empty.txt")}, stage="ingest", reason_code="empty"),
    ]
    fates = [(doc_id_of(A), "a.txt", "quarantined"), (doc_id_of(B), "b.txt", "quarantined"),
             (third, "c.txt", "published"), ("x1", "empty.txt", "quarantined")]  # fmt: skip
    ended(layout, "z", 1, rows, fates)
    return layout


def _statuses(layout: Layout) -> dict[str, str]:
    return {item.row.source: item.status for item in kept(layout) if item.row.batch_id == "z"}


def test_all_is_open_until_a_later_batch_decides(filled: Layout) -> None:
    assert set(_statuses(filled).values()) == {"open"}
    # Its name sorts first: what counts is when it ended.
    again = kept_back("a", "b.txt", _place(B), doc_id_of(B))
    fates = [(doc_id_of(A), "a.txt", "published"), (doc_id_of(B), "b.txt", "quarantined"),
             (doc_id_of(b"third"), "c.txt", "published"), (doc_id_of(b"bytes"), "empty.txt", "published")]  # fmt: skip
    ended(filled, "a", 2, [again], fates)
    assert _statuses(filled) == {
        "a.txt": "resolved", "b.txt": "superseded", "c.txt": "resolved", "empty.txt": "resolved",
    }  # fmt: skip
    assert [item.row.batch_id for item in kept(filled) if item.status == "open"] == ["a"]


def test_a_withheld_batch_and_a_duplicate_decide_nothing(filled: Layout) -> None:
    ended(filled, "later", 2, [], [(doc_id_of(A), "a.txt", "withheld"), (doc_id_of(B), "copy.txt", "duplicate")])
    assert _statuses(filled)["a.txt"] == _statuses(filled)["b.txt"] == "open"


def test_items_are_named_by_document_row_or_source(filled: Layout) -> None:
    ids = [item.item_id for item in kept(filled)]
    third = doc_id_of(b"third")
    assert ids == [doc_id_of(A), doc_id_of(B), f"{third}-n5", item_id_without_bytes("empty.txt", "empty")]


def test_the_same_version_is_left_unless_forced(filled: Layout) -> None:
    left = choose(filled, Selection(), "v1")
    assert (left.again, len(left.unchanged)) == ([], 4)
    assert len(choose(filled, Selection(force=True), "v1").again) == 3
    assert len(choose(filled, Selection(), "v2").again) == 3


def test_what_has_no_bytes_any_more_is_told(filled: Layout) -> None:
    (filled.root / FILE).unlink()
    choice = choose(filled, Selection(), "v2")
    assert len(choice.lost) == 4
    assert choice.again == []


def test_by_reason_and_by_name(filled: Layout) -> None:
    by_reason = choose(filled, Selection(reason="crashed"), "v2")
    assert [item.row.source for item in by_reason.again] == ["b.txt"]
    third = doc_id_of(b"third")
    for name in (third, f"{third}-n5"):
        assert [item.row.source for item in choose(filled, Selection((name,)), "v2").again] == ["c.txt"]
    with pytest.raises(UnusableInput, match="nobody"):
        choose(filled, Selection(("nobody",)), "v2")


def test_a_resolved_item_can_not_be_named(filled: Layout) -> None:
    ended(filled, "later", 2, [], [(doc_id_of(A), "a.txt", "published")])
    with pytest.raises(UnusableInput, match="not open"):
        choose(filled, Selection((doc_id_of(A),)), "v2")


def test_the_plan_holds_the_bytes_as_received_under_their_labels(filled: Layout) -> None:
    (filled.root / "empty.txt").write_bytes(b"bytes at last")
    opened, choice = open_replay(filled, Selection(), "again")
    assert len(choice.again) == 4
    assert (opened.plan.input, opened.plan.items_in, opened.plan.to_process) == (LABEL, 4, 4)
    items = read_items(opened.batch, 0)
    assert {i.source: Path(i.path).read_bytes() for i in items} == {
        "a.txt": A, "b.txt": B, "c.txt": b"third", "empty.txt": b"bytes at last",
    }  # fmt: skip
    first: Item = items[0]
    assert (first.doc_id, first.declared_charset) == (doc_id_of(Path(first.path).read_bytes()), "gbk")
    assert first.fetched_at == ARRIVED.isoformat()


def test_several_rows_of_a_document_are_one_item_of_the_batch(layout: Layout) -> None:
    raw(layout, "z", {"a.txt": A})
    rows = [
        kept_back("z", "a.txt", {"table": "indicators", "indicator_id": f"{doc_id_of(A)}-n{n}"}, doc_id_of(A))
        for n in range(3)
    ]
    ended(layout, "z", 1, rows, [(doc_id_of(A), "a.txt", "published")])
    opened, choice = open_replay(layout, Selection(), "again")
    assert (len(choice.again), opened.plan.items_in) == (3, 1)


def test_an_unfinished_replay_is_resumed(filled: Layout) -> None:
    first, _ = open_replay(filled, Selection((doc_id_of(A),)))
    second, _ = open_replay(filled, Selection())
    assert second.resumed
    assert second.batch.id == first.batch.id


def test_nothing_selected_leaves_nothing_behind(layout: Layout) -> None:
    opened, choice = open_replay(layout, Selection())
    assert opened.plan.nothing_new
    assert (choice.again, layout.unfinished()) == ([], [])


def test_of_an_archive_only_what_was_kept_back_comes_again(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.txt", "published long ago")
        archive.writestr("late.txt", "was unreadable")
    row = kept_back("z", "reports.zip!/late.txt", {"path": str(path)}, stage="ingest", reason_code="bad_archive")
    ended(layout, "z", 1, [row], [("x1", "reports.zip!/late.txt", "quarantined")])
    opened, _ = open_replay(layout, Selection(), "again")
    assert [item.source for item in read_items(opened.batch, 0)] == ["reports.zip!/late.txt"]
