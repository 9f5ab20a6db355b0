"""How the evaluation gates score extract against annotations, by the rules of the annotation guide."""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fazhi.schema.curated import Indicator
from tests.extract.reading import read_report, similarity

ATTRIBUTES = (
    "quote",
    "unit",
    "qualifier",
    "role",
    "direction",
    "part_of",
    "period_start",
    "period_end",
    "system",
    "metric",
)


def fold(text: str) -> str:
    """Text without layout, full width folded: places are compared on it."""
    return "".join(_kept(text))


def _kept(text: str) -> list[str]:
    return [c for ch in text for c in unicodedata.normalize("NFKC", ch) if not c.isspace()]


def as_list(accepted: Any) -> list[Any]:
    return accepted if isinstance(accepted, list) else [accepted]


def figures(gold: Path, texts: Mapping[str, Path]) -> dict[str, float]:
    """Precision, recall and the share of right values of every attribute, over the sure annotations."""
    annotations = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    found = missed = spurious = 0
    right = dict.fromkeys(ATTRIBUTES, 0)
    for doc, path in texts.items():
        text = path.read_text("utf-8").replace("\r", "")
        indicators = read_report(text, doc).indicators
        here = [g for g in annotations if g["doc"] == doc]
        matched = list(zip(here, _matched(here, text, indicators), strict=True))
        spurious += len(indicators) - sum(i is not None for _, i in matched)
        by_id = {i.indicator_id: i for i in indicators}
        for annotation, indicator in matched:
            if annotation["sure"]:
                missed += indicator is None
                found += indicator is not None
                for name in ATTRIBUTES if indicator is not None else ():
                    right[name] += _agrees(name, annotation, indicator, by_id)
    shares = {name: count / found for name, count in right.items()}
    return {"precision": found / (found + spurious), "recall": found / (found + missed), **shares}


def _matched(annotations: list[dict[str, Any]], text: str, indicators: list[Indicator]) -> list[Indicator | None]:
    """For each annotation the indicator at its place with its value, each taken once."""
    folded, before = fold(text), _folded_before(text)
    taken: set[str] = set()
    hits: list[Indicator | None] = []
    for annotation in annotations:
        context, quote = fold(annotation["context"]), fold(annotation["quote"])
        start = folded.find(context) + _place(context, quote)
        hit = next(
            (
                i
                for i in indicators
                if i.indicator_id not in taken
                and before[i.start] < start + len(quote)
                and before[i.end] > start
                and abs((i.value or 0.0) - annotation["value"]) <= 1e-6 * max(1.0, abs(annotation["value"]))
            ),
            None,
        )
        if hit is not None:
            taken.add(hit.indicator_id)
        hits.append(hit)
    return hits


def _folded_before(text: str) -> list[int]:
    """For each offset of the text the length of what is before it, folded."""
    lengths = [0]
    for ch in text:
        lengths.append(lengths[-1] + len(_kept(ch)))
    return lengths


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
    if name == "quote":
        return fold(indicator.quote) in [fold(quote) for quote in accepted]
    if name == "part_of":
        return (by_id[indicator.part_of].quote if indicator.part_of else None) in accepted
    value = getattr(indicator, name)
    return (value.isoformat() if name.startswith("period") and value else value) in accepted
