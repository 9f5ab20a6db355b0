"""The evaluation gate: hand-annotated indicators of three real reports; the figures must not go down.

The floors are pinned with the digest of the annotations: whoever changes these states the floors anew.
"""

import hashlib
from functools import cache

import pytest

from tests.extract.reading import CASES, ROOT
from tests.extract.scoring import figures

GOLD = CASES / "extract" / "gold_indicators.jsonl"
DIGEST = "a460946069a8e6e418692f376a2a305738a35ccd09c848839a0d81f5158ac6db"
TEXTS = {
    "000": ROOT / "data/raw/inbox/000_c3069b74ce9a2da1.txt",
    "001": ROOT / "data/raw/inbox/001_76b76278dcef3a68.txt",
    "003": CASES / "extract/003_repaired.txt",
}
FLOORS = {
    "precision": 1.0,
    "recall": 1.0,
    "quote": 1.0,
    "unit": 1.0,
    "qualifier": 1.0,
    "role": 1.0,
    "direction": 1.0,
    "part_of": 1.0,
    "period_start": 1.0,
    "period_end": 1.0,
    "system": 1.0,
    "metric": 0.985,
}


@cache
def scored() -> dict[str, float]:
    return figures(GOLD, TEXTS)


def test_the_annotations_are_those_that_the_floors_were_stated_for() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


@pytest.mark.parametrize("name", FLOORS)
def test_figure_is_not_below_its_floor(name: str) -> None:
    assert scored()[name] >= FLOORS[name]
