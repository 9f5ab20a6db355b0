"""datapackage.json says what the tables hold: the frictionless tool reads every row against it."""

import json
import shutil
from pathlib import Path

import pytest
from frictionless import validate

from fazhi.schema.arrow import schema_of
from fazhi.schema.catalogue import CURATED
from fazhi.schema.describe import datapackage
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.layout import Layout

pytestmark = pytest.mark.slow


def test_the_published_tables_are_what_they_are_said_to_be(published: Layout) -> None:
    said = validate(published.datapackage)
    assert said.valid, said.flatten(["title", "message"])[:5]
    assert {task.name: task.stats["rows"] for task in said.tasks} == {
        record.table: sum(read_rows(path).num_rows for path in published.curated_files(record)) for record in CURATED
    }


def test_tables_without_rows_are_as_well(layout: Layout) -> None:
    layout.datapackage.write_text(json.dumps(datapackage()), "utf8")
    said = validate(layout.datapackage)
    assert said.valid, said.flatten(["title", "message"])[:5]


def test_a_row_without_its_report_is_found(published: Layout, tmp_path: Path) -> None:
    shutil.copytree(published.root / "curated", tmp_path / "curated")
    broken = Layout(tmp_path)
    for path in broken.curated_files(CURATED[0]):
        path.unlink()
    write_rows(broken.table("curated", "reports") / "none.parquet", CURATED[0], [], tmp_path)
    said = validate(broken.datapackage)
    assert {title for (title,) in said.flatten(["title"])} == {"ForeignKey Error"}


def test_the_descriptor_keeps_the_types_of_the_columns() -> None:
    for record, resource in zip(CURATED, datapackage()["resources"], strict=True):
        kept = {field["name"]: field["arrowType"] for field in resource["schema"]["fields"]}
        assert list(kept) == schema_of(record).names
        assert kept.get("damage", "list<string>") == "list<string>"
