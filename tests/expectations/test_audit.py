"""The audit judges file by file: a copy whose kept copy stands in another batch's file is in order."""

from pathlib import Path

import pytest

from fazhi.stages import audit
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout
from tests.duplicates.in_batches import kept, published, report
from tests.duplicates.pairs import texts

(TEXT, *_) = texts(3)
FIRST, COPY = "http://www.hongze.gov.cn/1.html", "http://m.example.com/1.html"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "data")


def _judged(layout: Layout, name: str, names: list[str]) -> tuple[bool, int | None, int]:
    """Whether the kept copies of a file are known: success, rows with one to look up, rows without."""
    audit.run(str(layout.root), name, audit.documents(layout, names))
    rows = read_rows(layout.root / "quality" / "audit" / name)
    found = [r for r in rows.to_pylist() if r["suite"] == "curated.reports" and r["column"] == "duplicate_of"]
    (one,) = [r for r in found if r["expectation"] == "expect_values_to_be_known"]
    return one["success"], one["evaluated"], one["failed_rows"]


def test_a_kept_copy_in_the_file_of_another_batch_is_known(layout: Layout) -> None:
    published(layout, "one", [[report(TEXT, FIRST)]])
    published(layout, "two", [[report(TEXT, COPY)]])
    assert sorted(of is None for of in kept(layout).values()) == [False, True]
    both = ["one.parquet", "two.parquet"]
    assert _judged(layout, "two.parquet", both) == (True, 1, 0)
    assert _judged(layout, "one.parquet", both) == (True, 0, 0)


def test_a_kept_copy_that_is_nowhere_is_told_of(layout: Layout) -> None:
    published(layout, "one", [[report(TEXT, FIRST)]])
    published(layout, "two", [[report(TEXT, COPY)]])
    assert _judged(layout, "two.parquet", ["two.parquet"]) == (False, 1, 1)
