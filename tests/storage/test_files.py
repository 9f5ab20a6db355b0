"""Durable files: whole or not at all, on a disk and in a store."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from fazhi.schema.arrow import schema_of, table_of
from fazhi.schema.curated import Compliance, Finding, Sentence
from fazhi.schema.tokens import Token
from fazhi.storage import files
from fazhi.storage.files import (
    column_names,
    read_in_groups,
    read_json,
    read_present,
    read_rows,
    row_count,
    staged,
    stream_tables,
    write_bytes,
    write_json,
    write_rows,
)
from fazhi.storage.folders import files_in, filled, folders_in, present, remove, remove_tree
from fazhi.storage.places import Place


def _row(doc: str) -> Compliance:
    return Compliance(doc_id=doc, requirement="plan", met=None)


def test_rows_come_back_in_the_declared_schema(anywhere: Place) -> None:
    path = anywhere / "table" / "x.parquet"
    write_rows(path, Compliance, [_row("a"), _row("b")], anywhere / "work")
    table = read_rows(path)
    assert table.schema.equals(schema_of(Compliance))
    assert table.to_pylist() == [
        {"doc_id": doc, "requirement": "plan", "met": None, "evidence": None} for doc in ("a", "b")
    ]
    assert read_rows(path, ["doc_id"]).column_names == ["doc_id"]
    assert row_count(path) == 2
    assert column_names(path) == schema_of(Compliance).names


def test_a_failed_write_leaves_the_old_file_and_no_litter(anywhere: Place) -> None:
    path, staging = anywhere / "x.txt", anywhere / "work"
    write_bytes(path, b"old", staging)
    with pytest.raises(RuntimeError), staged(path, staging) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert files_in(staging, "*") == []


def test_a_file_is_replaced_and_read_as_it_is_now(anywhere: Place) -> None:
    path = anywhere / "x.json"
    for value in ({"n": 1}, {"n": 2, "longer": "x" * 1000}, {"n": 3}):
        write_json(path, value, anywhere / "work")
        assert read_json(path) == value
        assert [p.name for p in files_in(anywhere, "*.json")] == ["x.json"]


def test_tables_are_streamed_into_row_groups_of_a_size(anywhere: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_GROUP_ROWS", 2)
    path = anywhere / "x.parquet"
    written = stream_tables(path, Compliance, (table_of(Compliance, [_row(doc)]) for doc in "abc"))
    assert written == 3
    assert [group["doc_id"].to_pylist() for group in read_in_groups(path)] == [["a", "b"], ["c"]]


def test_statistics_are_kept_of_columns_that_rows_are_sought_by(tmp_path: Path) -> None:
    token = Token(word="法治", pos="n", start=3, end=5)
    row = Sentence(doc_id="d", sentence_id="d-t0", position=0, start=3, end=5, text="法治", tokens=[token])
    write_rows(tmp_path / "x.parquet", Sentence, [row], tmp_path)
    group = pq.read_metadata(tmp_path / "x.parquet").row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    assert [c.path_in_schema for c in columns if c.statistics is not None] == [
        "doc_id", "sentence_id", "section_id", "position", "start", "end",
    ]  # fmt: skip


def test_no_rows_make_a_file_without_rows(anywhere: Place) -> None:
    path = anywhere / "x.parquet"
    assert stream_tables(path, Finding, []) == 0
    assert read_rows(path).schema.equals(schema_of(Finding))


def test_a_value_that_does_not_fit_is_an_error(anywhere: Place) -> None:
    bad = Compliance(doc_id="a", requirement="plan", met="yes")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="bool"):
        write_rows(anywhere / "x.parquet", Compliance, [bad], anywhere)
    assert not (anywhere / "x.parquet").exists()


def test_a_folder_lists_its_own_files_and_folders_in_order(anywhere: Place) -> None:
    for name in ("b.parquet", "a.parquet", "c.txt", "sub/d.parquet", "more/e.parquet", "sub-2/f.parquet"):
        write_bytes(anywhere / "in" / name, b"x", anywhere / "work")
    assert [p.name for p in files_in(anywhere / "in")] == ["a.parquet", "b.parquet"]
    assert [p.name for p in folders_in(anywhere / "in")] == ["more", "sub", "sub-2"]
    assert files_in(anywhere / "nowhere") == []
    assert folders_in(anywhere / "nowhere") == []


def test_of_several_files_those_count_that_are_there(anywhere: Place) -> None:
    paths = [anywhere / name for name in ("a", "b", "c")]
    for path in (paths[0], paths[2]):
        write_bytes(path, path.name.encode(), anywhere / "work")
    assert [p.name for p in present(paths)] == ["a", "c"]
    assert [data for _, data in read_present(paths)] == [b"a", b"c"]
    assert read_present([]) == []


def test_a_folder_is_removed_with_all_in_it_and_nothing_beside_it(anywhere: Place) -> None:
    for name in ("b1/plan.json", "b1/deep/er/x", "b10/plan.json", "b1.txt"):
        write_bytes(anywhere / name, b"x", anywhere / "work")
    remove_tree(anywhere / "b1")
    assert not (anywhere / "b1" / "deep" / "er" / "x").exists()
    assert (anywhere / "b10" / "plan.json").exists()
    remove(anywhere / "b1.txt")
    remove(anywhere / "b1.txt")
    assert [p.name for p in files_in(anywhere, "*")] == [p.name for p in folders_in(anywhere) if isinstance(p, Path)]


def test_a_folder_is_filled_from_local_files(anywhere: Place) -> None:
    with filled(anywhere / "page") as folder:
        (folder / "deep").mkdir()
        for name in ("index.html", "deep/1.html"):
            (folder / name).write_text(name)
    assert [(anywhere / "page" / name).read_text() for name in ("index.html", "deep/1.html")] == [
        "index.html",
        "deep/1.html",
    ]
