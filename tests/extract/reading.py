"""How the tests read a text: segment, describe, extract; and how they compare metrics."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fazhi.core.extract import Extracted, extract
from fazhi.core.extract.report import Description, describe
from fazhi.core.segment import segment

ROOT = Path(__file__).parent.parent.parent
CASES = Path(__file__).parent.parent / "cases"


def read(text: str, *, year: int | None = 2023, issuer: str | None = "某市人民政府", doc_id: str = "x") -> Extracted:
    """Indicators and findings of a text whose source is the text itself."""
    description = Description(report_year=year, issuer=issuer)
    return extract(doc_id, text, segment(doc_id, text), description, lambda start, end: (start, end))


def read_report(text: str, doc_id: str) -> Extracted:
    """Indicators and findings of a report that says itself of which year it is."""
    return extract(doc_id, text, segment(doc_id, text), describe(text), lambda start, end: (start, end))


def cases(*path: str) -> Iterator[dict[str, Any]]:
    """The lines of a case file."""
    for line in CASES.joinpath(*path).read_text("utf-8").splitlines():
        yield json.loads(line)


def similarity(one: str, other: str) -> float:
    """Share of character pairs that two phrases have in common (Dice), as the annotation guide compares metrics."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0.0


def _pairs(phrase: str) -> set[str]:
    kept = "".join(phrase.split())
    return {kept[i : i + 2] for i in range(len(kept) - 1)} or {kept}
