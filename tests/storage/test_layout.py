"""Paths below the data folder."""

import duckdb
import pandas as pd
import polars as pl
import pytest

from fazhi.schema.catalogue import CURATED
from fazhi.storage.layout import Layout, checked_batch_id


@pytest.mark.parametrize("name", ["20240101T000000Z", "a", "b-1_2.3", "x" * 64])
def test_a_batch_id_is_a_plain_file_name(name: str) -> None:
    assert checked_batch_id(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "a b",
        "-x",
        "é",
        "批次",
        "x" * 65,
        "quarantine",
        "Fates",
        "audit",
        "a.",
        "a\0",
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a batch"):
        checked_batch_id(name)


def test_every_table_can_be_read_before_the_first_batch(layout: Layout) -> None:
    for record in CURATED:
        folder = layout.table("curated", record.table)
        assert len(pd.read_parquet(folder)) == 0
        assert duckdb.sql(f"select count(*) from '{folder}/*.parquet'").fetchall() == [(0,)]
        assert pl.read_parquet(f"{folder}/*.parquet").height == 0


def test_folders_of_tables_hold_parquet_and_nothing_else(layout: Layout) -> None:
    layout.make()
    found = [p for record in CURATED for p in layout.table("curated", record.table).iterdir()]
    assert {p.suffix for p in found} == {".parquet"}
    assert len(found) == len(CURATED)
