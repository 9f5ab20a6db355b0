"""The second gate: synthetic reports of other kinds of issuers, annotated before extract was run on them."""

import hashlib
from functools import cache

import pytest

from tests.extract.reading import CASES
from tests.extract.scoring import figures

BLIND = CASES / "extract" / "blind"
GOLD = BLIND / "gold.jsonl"
DIGEST = "bc781216061c2c288338033abcf59ff9ec014fb95c66ed35d1ef6251404f63ac"
TEXTS = {path.stem.split("_")[0]: path for path in sorted(BLIND.glob("*.txt"))}
FLOORS = {
    "precision": 1.0,
    "recall": 1.0,
    "quote": 0.996,
    "unit": 1.0,
    "qualifier": 1.0,
    "role": 1.0,
    "direction": 1.0,
    "part_of": 1.0,
    "period_start": 1.0,
    "period_end": 1.0,
    "system": 0.982,
    "metric": 0.992,
}


@cache
def scored() -> dict[str, float]:
    return figures(GOLD, TEXTS)


def test_the_annotations_are_those_that_the_floors_were_stated_for() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


@pytest.mark.parametrize("name", FLOORS)
def test_figure_is_not_below_its_floor(name: str) -> None:
    assert scored()[name] >= FLOORS[name]
