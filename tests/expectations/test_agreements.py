"""Columns that have to say the same, by themselves: what holds, what does not, what a null means."""

from functools import partial

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations import agreements, quoted, rules

NONE = None
NAN = float("nan")
DATED = {"dated": ["published_by_1_april"]}
FALL = {"unit": "%", "whole": 100}
PARTS = {"roles": ["part"]}
CHANGES = {"roles": ["change", "target"]}


@pytest.mark.parametrize(
    ("rule", "row", "kwargs", "holds"),
    [
        (agreements.facts_to_be_carried_over, ["d", NONE], {}, True),
        (agreements.facts_to_be_carried_over, ["d", "source"], {}, False),
        (agreements.values_to_come_together, [NONE, NONE], {}, True),
        (agreements.values_to_come_together, ["110000", "北京市"], {}, True),
        (agreements.values_to_come_together, ["110000", NONE], {}, False),
        (agreements.references_to_others, [NONE, "d-n1"], {}, True),
        (agreements.references_to_others, ["d-n2", "d-n1"], {}, True),
        (agreements.references_to_others, ["d-n1", "d-n1"], {}, False),
        (agreements.sections_to_be_innermost, [NONE, NONE], {}, True),
        (agreements.sections_to_be_innermost, ["d-s1", "d-s1"], {}, True),
        (agreements.sections_to_be_innermost, [NONE, "d-s1"], {}, False),
        (agreements.sections_to_be_innermost, ["d-s0", "d-s1"], {}, False),
        (agreements.source_spans_to_align, [1, 3, 1, 3], {}, True),
        (agreements.source_spans_to_align, [1, 3, 2, 4], {}, False),
        (agreements.source_spans_to_align, [1, 3, NAN, NAN], {}, True),
        (agreements.evidence_to_say, ["题", True], {}, True),
        (agreements.evidence_to_say, ["题", NONE], {}, True),
        (agreements.evidence_to_say, ["题", False], {}, False),
        (agreements.values_to_stand_in_quotes, [12.0, NAN, NONE, 12.0, NONE], {}, True),
        (agreements.values_to_stand_in_quotes, [13.0, NAN, NONE, 12.0, NONE], {}, False),
        (agreements.values_to_stand_in_quotes, [13.0, NAN, "mistyped", 12.0, NONE], {}, True),
        (agreements.values_to_stand_in_quotes, [12.0, 15.0, NONE, 12.0, NONE], {}, False),
        (agreements.values_to_stand_in_quotes, [12.0, 15.0, NONE, NAN, NONE], {}, True),
        (agreements.values_to_stand_in_quotes, [-12.0, NAN, NONE, 12.0, True], {}, True),
        (agreements.values_to_stand_in_quotes, [-12.0, NAN, NONE, 12.0, False], {}, False),
        (agreements.totals_to_end, [NONE, NAN], {}, True),
        (agreements.totals_to_end, ["d-n1", 1], {}, True),
        (agreements.totals_to_end, ["d-n1", -1], {}, False),
        (agreements.values_of_roles, ["d-n1", "part"], PARTS, True),
        (agreements.values_of_roles, ["d-n1", "level"], PARTS, False),
        (agreements.values_of_roles, [NONE, "level"], PARTS, True),
        (agreements.values_of_roles, ["decrease", "change"], CHANGES, True),
        (agreements.values_of_roles, ["decrease", "level"], CHANGES, False),
        (agreements.values_of_roles, [NONE, "level"], CHANGES, True),
        (agreements.decreases_within_whole, [99.0, "%", "change", "decrease"], FALL, True),
        (agreements.decreases_within_whole, [101.0, "%", "change", "decrease"], FALL, False),
        (agreements.decreases_within_whole, [101.0, "%", "change", "increase"], FALL, True),
        (agreements.decreases_within_whole, [101.0, "件", "change", "decrease"], FALL, True),
        (agreements.findings_to_state_figures, [12.0, 12.0], {}, True),
        (agreements.findings_to_state_figures, [12.0, 13.0], {}, False),
        (agreements.findings_to_state_figures, [12.0, NAN], {}, True),
        (agreements.evidence_to_fit, ["progress", True, "0123456789abcdef-s3", 2023], DATED, True),
        (agreements.evidence_to_fit, ["progress", False, "0123456789abcdef-s3", 2023], DATED, False),
        (agreements.evidence_to_fit, ["progress", True, "2024-03-01", 2023], DATED, False),
        (agreements.evidence_to_fit, ["progress", True, NONE, 2023], DATED, True),
        (agreements.evidence_to_fit, ["published_by_1_april", True, "2024-04-01", 2023], DATED, True),
        (agreements.evidence_to_fit, ["published_by_1_april", True, "2024-04-02", 2023], DATED, False),
        (agreements.evidence_to_fit, ["published_by_1_april", False, "2024-04-02", 2023], DATED, True),
        (agreements.evidence_to_fit, ["published_by_1_april", True, NONE, 2023], DATED, False),
        (agreements.evidence_to_fit, ["published_by_1_april", NONE, NONE, 2023], DATED, True),
        (agreements.evidence_to_fit, ["published_by_1_april", True, "0123456789abcdef-s3", 2023], DATED, False),
    ],
)  # fmt: skip
def test_rule(rule: rules.Mask, row: list, kwargs: dict, holds: bool) -> None:
    arrays = [pa.array([value], pa.string() if value is None else None) for value in row]
    judged: pd.DataFrame = pa.table(arrays, names=[f"c{i}" for i in range(len(row))]).to_pandas()
    assert bool(rule([judged[name] for name in judged.columns], **kwargs).astype(bool).iloc[0]) is holds


FACTORS = {"": 1.0, "件": 1.0, "%": 1.0, "元": 1.0, "千瓦": 1.0, "万元": 1e4, "立方米": 1.0}


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("12件", 12),
        ("１２件", 12),
        ("1,234件", 1234),
        ("46 337件", 46_337),
        ("414 411.52元", 414_411.52),
        ("10 余件", 10),
        ("1.5万件", 15_000),
        ("3万余件", 30_000),
        ("300余万件", 3_000_000),
        ("200万元", 2_000_000),
        ("2万千瓦", 20_000),
        ("85.2%", 85.2),
        ("100件以上", 100),
        ("12", 12),
        ("第2", 2),
        ("4000亿立方米", 4e11),
        # What is no single number in digits with a unit that is known is not compared.
        ("三十二件", None),
        ("近百件", None),
        ("数10件", None),
        ("12至15件", None),
        ("12件15人", None),
        ("12箩", None),
        ("七折", None),
        ("", None),
    ],
)
def test_number_of_a_quote(quote: str, number: float | None) -> None:
    found = quoted.number(quote, partial(quoted.factor_of, FACTORS))
    assert found == (None if number is None else pytest.approx(number))


@given(st.lists(st.none() | st.text("0123,.，．５３余多件万以上第一 ", max_size=9), max_size=8))
def test_numbers_of_many_quotes_are_those_of_each(quotes: list[str | None]) -> None:
    factor = partial(quoted.factor_of, FACTORS)
    each = [None if quote is None else quoted.number(quote, factor) for quote in quotes]
    assert quoted.numbers(pa.array(quotes, pa.string()), factor).to_pylist() == each


@pytest.mark.parametrize(
    ("quote", "below"), [("-3.2%", True), ("−3", True), ("零下5℃", True), ("负3分", True), ("3.2%", False)]
)
def test_sign_of_a_quote(quote: str, below: bool) -> None:
    assert quoted.negative(quote) is below
