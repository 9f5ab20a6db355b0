"""Batches compared through their files: which document is which, why a figure changed, what the page shows."""

from fazhi.schema.curated import Indicator
from fazhi.stages.changes import changes
from fazhi.stages.diff import Earlier, compared, documents_of
from fazhi.stages.left import Left, left_in_place
from fazhi.storage.files import read_json, write_json
from fazhi.storage.history import manifests
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import ended, extracted, indicator, kept_back, published

A, B, C = "a" * 16, "b" * 16, "c" * 16


def _figures(doc_id: str, *quotes: str) -> list[Indicator]:
    return [indicator(doc_id, quote, 10 * n) for n, quote in enumerate(quotes)]


def _left(layout: Layout, batch: str) -> Left:
    return left_in_place(layout, next(m for m in manifests(layout) if m["batch_id"] == batch))


def _compared(layout: Layout, before: str, after: str) -> list[tuple[str, str, str]]:
    one, other = _left(layout, before), _left(layout, after)
    earlier = Earlier(layout, [one.manifest], set(documents_of(other, {"published"})), {"published"})
    return [(c.after.source, c.cause, c.difference.severity) for c in compared(other, earlier)]


def test_the_cause_is_the_bytes_the_version_or_both(layout: Layout) -> None:
    published(layout, "one", 1, "v1", [{"a": _figures(A, "1件"), "b": _figures(B, "1件")}])
    published(layout, "rules", 2, "v2", [{"a": _figures(A, "2件"), "b": _figures(B, "1件")}])
    published(layout, "source", 3, "v1", [{"a": _figures(C, "2件")}])
    published(layout, "both", 4, "v2", [{"a": _figures(C, "2件")}])
    published(layout, "defect", 5, "v1", [{"a": _figures(A, "2件")}])
    assert _compared(layout, "one", "rules") == [("a", "rules", "value")]
    assert _compared(layout, "one", "source") == [("a", "source", "value")]
    assert _compared(layout, "one", "both") == [("a", "both", "value")]
    assert _compared(layout, "one", "defect") == [("a", "neither", "value")]


def test_bytes_count_more_than_labels(layout: Layout) -> None:
    published(layout, "one", 1, "v1", [{"a": _figures(A, "1件"), "b": _figures(B, "7个")}])
    published(layout, "two", 2, "v1", [{"b": _figures(A, "1件"), "a": _figures(C, "9份")}])
    # A only got another label; C stands for nothing: the document that had its label is still here.
    assert _compared(layout, "one", "two") == []


def test_chunks_need_not_agree(layout: Layout) -> None:
    documents = {f"{n}": _figures(f"{n:016d}", "1件") for n in range(9)}
    changed = {source: _figures(rows[0].doc_id, "2件") for source, rows in documents.items()}
    pairs = list(documents.items())
    published(layout, "one", 1, "v1", [dict([pair]) for pair in pairs])
    published(layout, "two", 2, "v2", [dict(list(reversed(changed.items()))[:5]), dict(list(changed.items())[:4])])
    assert len(_compared(layout, "one", "two")) == 9


def test_what_was_kept_back_is_not_compared(layout: Layout) -> None:
    published(layout, "one", 1, "v1", [{"a": _figures(A, "1件", "2件")}])
    extracted(layout, "two", "v2", [{"a": _figures(A, "1件", "5件"), "b": _figures(B, "3件")}])
    row = {"table": "indicators", "indicator_id": f"{A}-n10"}
    ended(layout, "two", 2, [kept_back("two", "a", row, A)], [(A, "a", "published"), (B, "b", "quarantined")], "v2", 1)
    assert _compared(layout, "one", "two") == [("a", "rules", "presence")]


def test_the_page_shows_changes_against_the_latest_publication(layout: Layout) -> None:
    published(layout, "z-first", 1, "v1", [{"a": _figures(A, "1件"), "b": _figures(B, "1件")}])
    published(layout, "second", 2, "v2", [{"a": _figures(A, "2件", "4个")}])
    published(layout, "third", 3, "v3", [{"a": _figures(A, "3件"), "b": _figures(B, "1件"), "new": _figures(C, "5件")}])
    assert [(c.kind, c.before[:2], c.after[:2], c.cause) for c in changes(_left(layout, "third"))[0]] == [
        ("changed", "2件", "3件", "rules"), ("removed", "4个", "", "rules"),
    ]  # fmt: skip
    assert changes(_left(layout, "z-first"))[0] == []


def test_earlier_files_that_are_gone_are_no_error(layout: Layout) -> None:
    published(layout, "one", 1, "v1", [{"a": _figures(A, "1件")}])
    published(layout, "two", 2, "v2", [{"a": _figures(A, "2件")}])
    for path in layout.table("extracted", "reports").glob("one-*"):
        path.unlink()
    assert changes(_left(layout, "two"))[0] == []


def test_the_list_on_the_page_is_capped_the_gravest_first(layout: Layout) -> None:
    before = [indicator(A, "1件", 10 * n, metric=f"m{n}") for n in range(400)]
    after = [indicator(A, "1件" if n % 2 else "2件", 10 * n, metric=f"m{n}", role="part") for n in range(400)]
    published(layout, "one", 1, "v1", [{"a": before}])
    published(layout, "two", 2, "v2", [{"a": after}])
    found = changes(_left(layout, "two"))[0]
    assert len(found) == 200
    assert all(c.before != c.after for c in found)


def test_a_better_copy_is_named_and_compared_with_the_one_it_replaced(layout: Layout) -> None:
    published(layout, "one", 1, "v1", [{"mirror": _figures(A, "1件", "2件")}])
    published(layout, "two", 2, "v1", [{"original": _figures(B, "1件", "3件")}])
    path = layout.manifest("two")
    write_json(path, {**read_json(path), "replaced_copies": {A: B}}, layout.root / "work")
    found = _compared(layout, "one", "two")
    assert found[0] == ("original", "copy", "copy")
    assert found[1:] == [("original", "copy", "value")]
    told = [(row.kind, row.before, row.after, row.cause) for row in changes(_left(layout, "two"))[0]]
    assert ("replaced", "mirror", "original", "copy") in told
