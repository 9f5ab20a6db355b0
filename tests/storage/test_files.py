"""Durable files: whole or not at all."""

from pathlib import Path

import pytest

from fazhi.schema.arrow import schema_of, table_of
from fazhi.schema.curated import Compliance, Finding
from fazhi.storage.files import read_in_groups, read_rows, staged, stream_tables, write_rows


def _row(doc: str) -> Compliance:
    return Compliance(doc_id=doc, requirement="plan", met=None)


def test_rows_come_back_in_the_declared_schema(tmp_path: Path) -> None:
    path = tmp_path / "table" / "x.parquet"
    write_rows(path, Compliance, [_row("a"), _row("b")], tmp_path / "work")
    table = read_rows(path)
    assert table.schema.equals(schema_of(Compliance))
    assert table.to_pylist() == [
        {"doc_id": doc, "requirement": "plan", "met": None, "evidence": None} for doc in ("a", "b")
    ]


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path, staging = tmp_path / "x.txt", tmp_path / "work"
    path.write_text("old")
    with pytest.raises(RuntimeError), staged(path, staging) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(staging.iterdir()) == []


def test_tables_are_streamed_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    written = stream_tables(path, Compliance, (table_of(Compliance, [_row(doc)]) for doc in "abc"))
    assert written == 3
    assert [group["doc_id"].to_pylist() for group in read_in_groups(path)] == [["a"], ["b"], ["c"]]


def test_no_rows_make_a_file_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    assert stream_tables(path, Finding, []) == 0
    assert read_rows(path).schema.equals(schema_of(Finding))


def test_a_value_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    bad = Compliance(doc_id="a", requirement="plan", met="yes")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="bool"):
        write_rows(tmp_path / "x.parquet", Compliance, [bad], tmp_path)
    assert not (tmp_path / "x.parquet").exists()
