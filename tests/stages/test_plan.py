"""The plan: every item is counted once, in one place."""

import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.stages import plan as module
from fazhi.stages.batch import Batch
from fazhi.stages.inbox import Item, Unreadable
from fazhi.stages.plan import Plan, make_plan, read_decided, read_items, read_plan
from fazhi.storage.known import Known

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def _batch(root: Path) -> Batch:
    return Batch(str(root), "b1", "v1", NOW)


def _item(content: str, source: str | None = None, size: int = 10) -> Item:
    return Item(source or content, "/nowhere", hashlib.sha256(content.encode()).hexdigest(), size)


def _plan(root: Path, found: list[Item | Unreadable], known: Known | None = None) -> Plan:
    return make_plan(_batch(root), found, "inbox", known or Known())


def test_new_items_go_into_chunks_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK_DOCUMENTS", 2)
    found = [_item(c) for c in "abcde"]
    plan = _plan(tmp_path, list(found))
    assert (plan.chunks, plan.to_process, plan.items_in) == (3, 5, 5)
    assert [read_items(_batch(tmp_path), n) for n in range(3)] == [found[:2], found[2:4], found[4:]]
    assert read_plan(_batch(tmp_path).work) == (plan, NOW.isoformat())


def test_a_thousand_documents_are_few_task_runs(tmp_path: Path) -> None:
    """One a chunk and stage, and two a batch (`tests/flows/test_batch.py`): what Prefect takes for each adds up."""
    plan = _plan(tmp_path, [_item(str(n), size=60_000) for n in range(1000)])
    assert plan.to_process == 1000
    assert 5 * plan.chunks + 2 <= 25


def test_chunks_are_bounded_by_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK_BYTES", 25)
    plan = _plan(tmp_path, [_item(c) for c in "abcde"])
    assert [len(read_items(_batch(tmp_path), n)) for n in range(plan.chunks)] == [2, 2, 1]


def test_the_same_bytes_under_two_paths_are_one_document(tmp_path: Path) -> None:
    plan = _plan(tmp_path, [_item("a", "1.txt"), _item("a", "2.txt")])
    assert (plan.to_process, plan.duplicates) == (1, 1)
    assert [d["row"]["outcome"] for d in read_decided(_batch(tmp_path))] == ["duplicate"]


def test_what_this_version_has_judged_is_not_judged_again(tmp_path: Path) -> None:
    curated, kept = _item("a"), _item("b")
    known = Known({curated.doc_id}, {kept.doc_id: "no_text"})
    plan = _plan(tmp_path, [curated, kept], known)
    assert plan.nothing_new
    assert (plan.skipped, plan.quarantined, plan.quarantined_before) == (1, 1, 1)
    assert plan.reasons == {"no_text": 1}
    assert list(read_decided(_batch(tmp_path))) == []


@pytest.mark.parametrize("reason", ["timeout", "crashed"])
def test_what_was_kept_back_for_a_moments_reason_is_tried_again_three_times(tmp_path: Path, reason: str) -> None:
    item = _item("a")
    tried = [
        _plan(
            tmp_path / f"{tries}", [item], Known(quarantined={item.doc_id: reason}, tries=Counter({item.doc_id: tries}))
        )
        for tries in (1, 2, 3)
    ]
    assert [plan.to_process for plan in tried] == [1, 1, 0]
    assert [plan.nothing_new for plan in tried] == [False, False, True]


def test_what_cannot_be_read_has_a_row_once(tmp_path: Path) -> None:
    pipe = Unreadable("pipe", "/in/pipe", "not_a_file", "命名管道")
    plan = _plan(tmp_path, [pipe])
    assert not plan.nothing_new
    tables = [d["table"] for d in read_decided(_batch(tmp_path))]
    assert sorted(tables) == ["fates", "quarantine"]
    assert _plan(tmp_path, [pipe], Known(quarantined={pipe.item_id: "not_a_file"})).nothing_new


_contents = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["item", "pipe"])), max_size=20)


@given(found=_contents, curated=st.sets(st.sampled_from("abcdef")), kept=st.sets(st.sampled_from("abcdef")))
@settings(deadline=None)
def test_counts_always_add_up(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[str, str]], curated: set[str], kept: set[str]
) -> None:
    root = tmp_path_factory.mktemp("plan")
    things: list[Item | Unreadable] = [
        _item(c) if kind == "item" else Unreadable(c, c, "not_a_file", "…") for c, kind in found
    ]
    known = Known({_item(c).doc_id for c in curated}, {_item(c).doc_id: "no_text" for c in kept})
    plan = _plan(root, things, known)
    assert plan.items_in == plan.to_process + plan.skipped + plan.duplicates + plan.quarantined == len(found)
    assert plan.to_process == sum(len(read_items(_batch(root), n)) for n in range(plan.chunks))


def test_what_was_kept_back_once_and_published_by_a_replay_is_skipped(tmp_path: Path) -> None:
    item = _item("a")
    plan = _plan(tmp_path, [item], Known({item.doc_id}, {item.doc_id: "crashed"}))
    assert (plan.skipped, plan.quarantined, plan.nothing_new) == (1, 0, True)
