"""The evaluation gate: hand-annotated indicators of three real reports; the figures must not go down.

The floors are pinned with the digest of the annotations: whoever changes these states the floors anew.
"""

import hashlib
import json
import unicodedata
from functools import cache
from typing import Any

import pytest

from fazhi.schema.curated import Indicator
from tests.extract.reading import CASES, ROOT, read_report, similarity

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
ATTRIBUTES = tuple(FLOORS)[2:]


def fold(text: str) -> str:
    """Text without layout, full width folded: places are compared on it."""
    return "".join(c for ch in text for c in unicodedata.normalize("NFKC", ch) if not c.isspace())


def as_list(accepted: Any) -> list[Any]:
    return accepted if isinstance(accepted, list) else [accepted]


@cache
def figures() -> dict[str, float]:
    """Precision, recall and the share of right values of every attribute, over the sure annotations."""
    gold = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    found = missed = spurious = 0
    right = dict.fromkeys(ATTRIBUTES, 0)
    for doc, path in TEXTS.items():
        text = path.read_text("utf-8").replace("\r", "")
        indicators = read_report(text, doc).indicators
        matched = [(g, _match(g, text, indicators)) for g in gold if g["doc"] == doc]
        taken = {i.indicator_id for _, i in matched if i is not None}
        spurious += sum(i.indicator_id not in taken for i in indicators)
        by_id = {i.indicator_id: i for i in indicators}
        for annotation, indicator in matched:
            if not annotation["sure"]:
                continue
            missed += indicator is None
            if indicator is not None:
                found += 1
                for name in ATTRIBUTES:
                    right[name] += _agrees(name, annotation, indicator, by_id)
    return {
        "precision": found / (found + spurious),
        "recall": found / (found + missed),
        **{name: count / found for name, count in right.items()},
    }


def _match(annotation: dict[str, Any], text: str, indicators: list[Indicator]) -> Indicator | None:
    """The indicator at the annotation's place with its value."""
    context = fold(annotation["context"])
    at = fold(text).find(context) + _place(context, fold(annotation["quote"]))
    for indicator in indicators:
        start = len(fold(text[: indicator.start]))
        end = len(fold(text[: indicator.end]))
        if start < at + len(fold(annotation["quote"])) and end > at and indicator.value == annotation["value"]:
            return indicator
    return None


def _place(context: str, quote: str) -> int:
    """Where the quote stands in its context: not inside a longer number."""
    at = context.find(quote)
    while at > 0 and quote[0].isdigit() and context[at - 1] in "0123456789.," and context.find(quote, at + 1) >= 0:
        at = context.find(quote, at + 1)
    return at


def _agrees(name: str, annotation: dict[str, Any], indicator: Indicator, by_id: dict[str, Indicator]) -> bool:
    accepted = as_list(annotation[name])
    if name == "metric":
        return max(similarity(indicator.metric or "", phrase) for phrase in accepted) >= 0.5
    if name == "part_of":
        return (by_id[indicator.part_of].quote if indicator.part_of else None) in accepted
    value = getattr(indicator, name)
    return (value.isoformat() if name.startswith("period") and value else value) in accepted


def test_the_annotations_are_those_that_the_floors_were_stated_for() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


@pytest.mark.parametrize("name", FLOORS)
def test_figure_is_not_below_its_floor(name: str) -> None:
    assert figures()[name] >= FLOORS[name]
