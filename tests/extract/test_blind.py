"""The second gate: synthetic reports of other kinds of issuers, annotated before extract was run on them."""

import hashlib
from functools import cache

import pytest

from tests.extract.reading import CASES
from tests.extract.scoring import figures

BLIND = CASES / "extract" / "blind"
GOLD = BLIND / "gold.jsonl"
DIGEST = "4d1865157fe057cbf8338038d10a313befa7da943daab6dc95dd0708a905b97f"
TEXTS = {path.stem.split("_")[0]: path for path in sorted(BLIND.glob("*.txt"))}
FLOORS = {
    "precision": 1.0,
    "recall": 0.991,
    "quote": 1.0,
    "unit": 1.0,
    "qualifier": 1.0,
    "role": 0.986,
    "direction": 0.991,
    "part_of": 0.994,
    "period_start": 0.98,
    "period_end": 0.989,
    "system": 0.918,
    "metric": 0.918,
}


@cache
def scored() -> dict[str, float]:
    return figures(GOLD, TEXTS)


def test_the_annotations_are_those_that_the_floors_were_stated_for() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


@pytest.mark.parametrize("name", FLOORS)
def test_figure_is_not_below_its_floor(name: str) -> None:
    assert scored()[name] >= FLOORS[name]
