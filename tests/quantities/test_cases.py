"""Our own cases: what reports write, and texts that hold no quantity."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from fazhi.core.extract.quantities import interval, parse

CASES = Path(__file__).resolve().parent.parent / "cases" / "quantities"


def load(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", load("synthetic.jsonl"), ids=lambda case: case["text"])
def test_reading(case: dict[str, Any]) -> None:
    ref = datetime.date.fromisoformat(case["ref_date"]) if case["ref_date"] else None
    found = [[q.text, q.kind, q.value, q.value_high, q.unit, q.qualifier] for q in parse(case["text"], ref)]
    assert found == case["reading"]


@pytest.mark.parametrize("case", load("known_failures.jsonl"), ids=lambda case: case["text"])
@pytest.mark.xfail(strict=True, reason="known failures, listed so that a cure is noticed")
def test_known_failure(case: dict[str, Any]) -> None:
    assert [[q.text, q.kind, q.value, q.value_high, q.unit, q.qualifier] for q in parse(case["text"])] == case[
        "reading"
    ]


@pytest.mark.parametrize("case", load("negative.jsonl"), ids=lambda case: case["text"])
def test_no_quantity(case: dict[str, Any]) -> None:
    assert [q.text for q in parse(case["text"])] == []


def test_places_of_number_and_unit() -> None:
    text = "共归集约３０８．３７万条以上"
    (quantity,) = parse(text)
    assert quantity.text == "约３０８．３７万条以上"
    assert text[quantity.number_start : quantity.number_end] == "３０８．３７万"
    assert text[quantity.unit_start : quantity.unit_end] == "条"


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2020-11-30", "2020-11-30", "2020-11-30"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-01-01/2022-12-31", "2021-01-01", "2022-12-31"),
        ("2018-01-01/..", "2018-01-01", None),
        ("../2020-12-31", None, "2020-12-31"),
        ("P2Y", None, None),
        ("XXXX-05-31", None, None),
        ("2021-13-01", None, None),
        ("", None, None),
    ],
)
def test_interval(value: str, first: str | None, last: str | None) -> None:
    assert interval(value) == tuple(datetime.date.fromisoformat(day) if day else None for day in (first, last))
