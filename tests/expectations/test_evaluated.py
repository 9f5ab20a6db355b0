"""How many rows an expectation really looked at: nulls, other units, other roles and lone parts are not."""

import clean_tables
import pyarrow as pa
import pytest
from test_faults import CLEAN_BATCH

from expectations.evaluated import Evaluated
from expectations.judge import judge_batch, judge_layer
from expectations.suites import LAYER_SUITES, Entry

PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
COLUMNS = pa.table(
    {
        "value": [1.0, 250.0, 3.0, None],
        "high": [None, 260.0, None, None],
        "unit": ["%", "%", "件", None],
        "role": ["level", "change", "rank", "level"],
        "total": [9.0, 9.0, 9.0, None],
        "total.unit": ["%", "件", "件", None],
        "parts.count": [2, 1, None, 3],
    }
)


@pytest.mark.parametrize(
    ("type", "kwargs", "looked"),
    [
        ("expect_column_values_to_not_be_null", {"column": "high"}, 4),
        ("expect_column_values_to_be_between", {"column": "high", "min_value": 0}, 1),
        ("expect_column_values_to_be_unique", {"column": "value"}, 3),
        (PAIR, {"column_A": "high", "column_B": "value"}, 3),
        (PAIR, {"column_A": "high", "column_B": "value", "ignore_row_if": "either_value_is_missing"}, 1),
        ("expect_compound_columns_to_be_unique", {"column_list": ["value", "high"]}, 4),
        ("expect_table_row_count_to_be_between", {"min_value": 1}, 4),
        ("expect_shares_within_whole",
         {"column_list": ["value", "high", "unit", "role"], "units": ["%"], "whole": 100, "free": ["change"]}, 1),
        ("expect_ranks_from_one", {"column_list": ["value", "role"], "roles": ["rank"]}, 1),
        ("expect_parts_not_above_total", {"column_list": ["value", "unit", "total", "total.unit"]}, 2),
        ("expect_part_sums_not_above_total", {"column_list": ["value", "total", "parts.count"], "slack": 0}, 2),
        ("expect_differences_to_agree", {"column_list": ["value", "high", "total"], "tolerance": 0}, 1),
        ("expect_values_to_be_known", {"column_list": ["unit", "role"]}, 3),
        ("expect_found_in_enough", {"column_list": ["value", "total"], "least": 3, "share": 0.5}, 2),
        ("expect_units_to_stand_in_quotes",
         {"column_list": ["role", "unit", "total.unit"], "bare": "", "besides": []}, 4),
    ],
)  # fmt: skip
def test_only_rows_with_something_to_look_at_are_counted(type: str, kwargs: dict[str, object], looked: int) -> None:
    entry = Entry(type=type, kwargs=kwargs, severity="warning", zh="z", en="e")
    assert Evaluated(COLUMNS).count(entry) == looked


@pytest.mark.parametrize("layer", LAYER_SUITES)
def test_every_result_says_how_many_rows_it_looked_at(layer: str) -> None:
    results = judge_layer(layer, clean_tables.layers()[layer], clean_tables.parameters(layer)).results
    assert all(0 <= r.evaluated <= r.rows for r in results)
    assert {r.evaluated == r.rows for r in results} >= {True}
    looked = {(r.expectation, r.column): r.evaluated for r in results}
    if layer == "extracted":
        every = looked["expect_ids_to_be_built_from", "indicator_id, doc_id, start"]
        assert 0 < looked["expect_parts_not_above_total", "value, unit"] < every


def test_a_floor_that_does_not_apply_has_looked_at_nothing() -> None:
    few = judge_batch(CLEAN_BATCH | {"parts": 3, "parts_compared": 0}).results
    (floor,) = [r for r in few if r.column == "parts, parts_compared"]
    assert (floor.success, floor.evaluated, floor.rows) == (True, 0, 1)
