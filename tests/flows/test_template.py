"""The template of Prefect's database: laid out into an empty home, kept only when it is of use, never in the way."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows import template


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _home(folder: Path, *statements: str) -> Path:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "prefect.db")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        for table in ("alembic_version", "flow_run", "configuration"):
            made.execute(f"CREATE TABLE {table} (id TEXT)")
        made.execute("INSERT INTO alembic_version VALUES ('a3b9')")
        for statement in statements:
            made.execute(statement)
        made.commit()
    return folder


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_an_empty_home_gets_what_a_new_one_left(tmp_path: Path) -> None:
    empty = _empty(tmp_path / "empty")
    assert template.lay_out(empty)
    assert list(empty.iterdir()) == []
    template.keep(_home(tmp_path / "new"))
    assert [p.name for p in template.place().parent.iterdir()] == [template.place().name]
    assert not template.lay_out(empty)
    with closing(sqlite3.connect(empty / "prefect.db")) as laid_out:
        assert laid_out.execute("SELECT * FROM alembic_version").fetchall() == [("a3b9",)]


def test_a_database_that_is_there_stays(tmp_path: Path) -> None:
    template.keep(_home(tmp_path / "new"))
    used = _home(tmp_path / "used", "INSERT INTO flow_run VALUES ('1')")
    assert not template.lay_out(used)
    with closing(sqlite3.connect(used / "prefect.db")) as kept:
        assert kept.execute("SELECT * FROM flow_run").fetchall() == [("1",)]


@pytest.mark.parametrize("table", ["flow_run", "configuration"])
def test_what_belongs_to_an_installation_never_becomes_a_template(tmp_path: Path, table: str) -> None:
    template.keep(_home(tmp_path / "used", f"INSERT INTO {table} VALUES ('1')"))
    assert list(template.place().parent.iterdir()) == []


@pytest.mark.parametrize("damaged", [b"", b"no database at all" * 100])
def test_a_damaged_template_is_passed_over_and_made_anew(tmp_path: Path, damaged: bytes) -> None:
    template.place().parent.mkdir(parents=True)
    template.place().write_bytes(damaged)
    empty = _empty(tmp_path / "empty")
    assert template.lay_out(empty)
    assert list(empty.iterdir()) == []
    template.keep(_home(tmp_path / "new"))
    assert not template.lay_out(empty)


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    template.keep(_home(tmp_path / "new"))
    assert template.lay_out(_empty(tmp_path / "empty"))
