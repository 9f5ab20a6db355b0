"""Sentences with every indicator that they hold, field by field; and sentences that hold none."""

from typing import Any

import pytest

from fazhi.schema.curated import Indicator
from tests.extract.reading import cases, read, similarity

FIELDS = ("value", "unit", "qualifier", "role", "direction")


def ids(case: dict[str, Any]) -> str:
    return str(case["id"])


@pytest.mark.parametrize("case", cases("extract", "meaning.jsonl"), ids=ids)
def test_indicators_of_a_sentence(case: dict[str, Any]) -> None:
    extracted = read(case["text"], year=case.get("year", 2023))
    assert [i.quote for i in extracted.indicators] == [e["quote"] for e in case["expect"]]
    by_id = {i.indicator_id: i for i in extracted.indicators}
    for indicator, expected in zip(extracted.indicators, case["expect"], strict=True):
        assert {f: getattr(indicator, f) for f in FIELDS} == {f: expected[f] for f in FIELDS}
        assert (by_id[indicator.part_of].quote if indicator.part_of else None) == expected["part_of"]
        _same_period(indicator, expected)
        assert "*" in expected["system"] or indicator.system in expected["system"]
        assert similarity(indicator.metric or "", expected["metric"]) >= 0.5, indicator.metric
    assert extracted.findings == []


def _same_period(indicator: Indicator, expected: dict[str, Any]) -> None:
    for name in ("period_start", "period_end"):
        if expected[name] != "*":
            day = getattr(indicator, name)
            assert (day.isoformat() if day else None) == expected[name], (indicator.quote, name)


@pytest.mark.parametrize("case", cases("extract", "negative.jsonl"), ids=ids)
def test_nothing_measured(case: dict[str, Any]) -> None:
    assert [i.quote for i in read(case["text"]).indicators] == []


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["id"], marks=pytest.mark.xfail(strict=True, reason=case["reason"]))
        for case in cases("extract", "known_failures.jsonl")
    ],
)
def test_known_failures(case: dict[str, Any]) -> None:
    found = [[i.quote, i.role, i.unit] for i in read(case["text"]).indicators]
    assert found == case["expect"]
