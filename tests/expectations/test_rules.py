"""The rules by themselves: what holds, what does not, what a null means; they never raise on what a column can hold."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations import characters, joins, rules

NONE = None
NAN = float("nan")
SHARE = {"units": ["%"], "whole": 100, "free": ["change"]}
BARE = {"bare": "[0-9]+个?", "besides": ["%"]}
SIGNS = {"units": ["%", "‰"], "signs": "[%％‰]", "bare": "[0-9.]+"}


@pytest.mark.parametrize(
    ("rule", "row", "kwargs", "holds"),
    [
        (rules.ids_to_be_head_of, ["ab", "abcd"], {"length": 2}, True),
        (rules.ids_to_be_head_of, ["ab", "bbcd"], {"length": 2}, False),
        (rules.ids_to_be_built_from, ["d-s3", "d"], {"letter": "s"}, True),
        (rules.ids_to_be_built_from, ["d-s", "d"], {"letter": "s"}, False),
        (rules.ids_to_be_built_from, ["d-s٣", "d"], {"letter": "s"}, False),
        (rules.ids_to_be_built_from, ["d-n7", "d", 7], {"letter": "n"}, True),
        (rules.ids_to_be_built_from, ["d-n07", "d", 7], {"letter": "n"}, False),
        (rules.values_to_be_known, [NONE, False], {}, True),
        (rules.values_to_be_known, ["x", False], {}, False),
        (rules.references_in_same_document, [NONE, "d", NONE], {}, True),
        (rules.references_in_same_document, ["p", "d", NONE], {}, False),
        (rules.references_in_same_document, ["p", "d", "e"], {}, False),
        (rules.spans_within_text, [0, 3, 3], {}, True),
        (rules.spans_within_text, [3, 3, 3], {}, False),
        (rules.spans_within_text, [0, 3, NAN], {}, False),
        (rules.spans_within_text, [NAN, NAN, 3], {}, True),
        (rules.spans_within_text, [NAN, 2, 3], {}, False),
        (rules.spans_to_quote_text, ["a", NONE], {}, False),
        (rules.spans_to_nest, [1, 2, 1, 2], {}, True),
        (rules.spans_to_nest, [1, 2, 2, 9], {}, False),
        (rules.spans_not_to_overlap, [4, 4], {}, True),
        (rules.spans_not_to_overlap, [3, 4], {}, False),
        (rules.positions_without_gaps, [0, NAN], {}, True),
        (rules.positions_without_gaps, [1, NAN], {}, False),
        (rules.depths_below_parents, [3, 1], {}, True),
        (rules.depths_below_parents, [1, 1], {}, False),
        (rules.shares_within_whole, [100.0, NAN, "%", "level"], SHARE, True),
        (rules.shares_within_whole, [130.0, NAN, "%", "level"], SHARE, False),
        (rules.shares_within_whole, [90.0, 130.0, "%", "level"], SHARE, False),
        (rules.shares_within_whole, [130.0, NAN, "%", "change"], SHARE, True),
        (rules.shares_within_whole, [-3.0, NAN, "%", "change"], SHARE, True),
        (rules.shares_within_whole, [130.0, NAN, "项", "level"], SHARE, True),
        (rules.share_units_to_stand_in_quotes, ["85", "%", NONE], SIGNS, True),
        (rules.share_units_to_stand_in_quotes, ["85%", "%", NONE], SIGNS, True),
        (rules.share_units_to_stand_in_quotes, ["85％", "项", NONE], SIGNS, False),
        (rules.share_units_to_stand_in_quotes, ["85项", "%", NONE], SIGNS, False),
        (rules.share_units_to_stand_in_quotes, ["85项", "%", "mistyped"], SIGNS, True),
        (rules.units_to_stand_in_quotes, ["85件", "项", "项", "mistyped"], BARE, True),
        (rules.units_to_stand_in_quotes, ["85个", "工作日", NONE, NONE], BARE, True),
        (rules.units_to_stand_in_quotes, ["85件", "项", "项", NONE], BARE, False),
        (rules.units_to_stand_in_quotes, ["8cm以上", "厘米", "cm\t厘米", NONE], BARE, True),
        (rules.units_to_stand_in_quotes, ["华氏80度", "华氏度", "华氏度", NONE], BARE, True),
        (rules.units_to_stand_in_quotes, ["85件", "%", "%", NONE], BARE, True),
        (rules.ranks_from_one, [1.0, "rank"], {"roles": ["rank"]}, True),
        (rules.ranks_from_one, [0.0, "rank"], {"roles": ["rank"]}, False),
        (rules.ranks_from_one, [0.0, "level"], {"roles": ["rank"]}, True),
        (rules.parts_not_above_total, [9.0, "项", 8.0, "项"], {}, False),
        (rules.parts_not_above_total, [9.0, "项", 8.0, "件"], {}, True),
        (rules.parts_not_above_total, [9.0, "项", NAN, NONE], {}, True),
        (rules.part_sums_not_above_total, [10.0, 10.04, 2], {"slack": 0.005}, True),
        (rules.part_sums_not_above_total, [10.0, 10.06, 2], {"slack": 0.005}, False),
        (rules.part_sums_not_above_total, [10.0, 99.0, 1], {"slack": 0.005}, True),
        (rules.differences_to_agree, [1.0, 3.0, 2.0], {"tolerance": 1e-9}, True),
        (rules.differences_to_agree, [1.0, 3.0, -2.0], {"tolerance": 1e-9}, False),
        (rules.differences_to_agree, [1.0, NAN, 5.0], {"tolerance": 1e-9}, True),
        (rules.counts_to_add_up, [6, 1, 2, 3], {}, True),
        (rules.counts_to_add_up, [7, 1, 2, 3], {}, False),
        (rules.found_in_enough, [19, 0], {"least": 20, "share": 0.2}, True),
        (rules.found_in_enough, [20, 3], {"least": 20, "share": 0.2}, False),
    ],
)
def test_rule(rule: rules.Mask, row: list, kwargs: dict, holds: bool) -> None:
    assert bool(rule(frame(row), **kwargs).astype(bool).iloc[0]) is holds


def frame(*rows: list) -> list[pd.Series]:
    columns = [pa.array(column, pa.string() if column == (NONE,) else None) for column in zip(*rows, strict=True)]
    judged = pa.table(columns, names=[f"c{i}" for i in range(len(columns))]).to_pandas()
    return [judged[name] for name in judged.columns]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=30))
def test_row_before_is_the_one_that_a_loop_finds(rows: list[tuple[int, int]]) -> None:
    groups, order = [str(g) for g, _ in rows], [o for _, o in rows]
    found = joins.before([pa.array(groups, pa.string())], pa.array(order, pa.int32()), pa.array(order, pa.int32()))
    for group in set(groups):
        own = [
            (o, -1 if f is None else f) for g, o, f in zip(groups, order, found.to_pylist(), strict=True) if g == group
        ]
        assert sorted(f for _, f in own) == [-1, *sorted(o for o, _ in own)][:-1]


@given(st.lists(st.text(alphabet="法治𠀀a ", max_size=12), min_size=1, max_size=5), st.data())
def test_slices_are_those_of_python(texts: list[str], data: st.DataObject) -> None:
    at = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9))
    spans = [sorted(data.draw(st.tuples(st.integers(0, 12), st.integers(0, 12)))) for _ in at]
    start, end = (pa.array([s[i] for s in spans], pa.int32()) for i in (0, 1))
    cut = joins.slices(pa.array(texts), pa.array(at, pa.int32()), start, end).to_pylist()
    assert cut == [texts[row][s:e] for row, (s, e) in zip(at, spans, strict=True)]
    assert np.array_equal(joins.lengths(pa.array(texts)), [len(t) for t in texts])


@given(st.lists(st.text(alphabet="法治𠀀a □", max_size=8), max_size=4), st.data())
def test_characters_agree_where_the_slice_is_the_same(texts: list[str], data: st.DataObject) -> None:
    quotes = data.draw(st.lists(st.text(alphabet="法治𠀀a", max_size=3), min_size=1, max_size=6))
    rows = [data.draw(st.integers(-1, len(texts) - 1)) for _ in quotes]
    start = [data.draw(st.integers(-1, 8)) for _ in quotes]
    held, quoted = (characters.Characters.of(pa.array(column, pa.string())) for column in (texts, quotes))
    said = quoted.agree(held, np.array(rows), np.array(start)).tolist()
    wanted = [
        row >= 0 and at >= 0 and at + len(quote) <= len(texts[row]) and texts[row][at : at + len(quote)] == quote
        for quote, row, at in zip(quotes, rows, start, strict=True)
    ]
    assert said == wanted
    assert held.lengths.tolist() == [len(text) for text in texts]
    assert held.count(held.points == ord("□")).tolist() == [text.count("□") for text in texts]
    assert held.count(held.han).tolist() == [sum(c in "法治𠀀" for c in text) for text in texts]


@given(st.lists(st.lists(st.booleans(), max_size=4), max_size=6))
def test_flat_lists_come_back_to_their_rows(lists: list[list[bool]]) -> None:
    rows, flat = joins.flat(pa.array(lists, pa.list_(pa.bool_())))
    weights = np.array(flat.to_pylist(), float)
    assert joins.summed(rows, weights, len(lists)).tolist() == [sum(part) for part in lists]
