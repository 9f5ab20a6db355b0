"""What reports say of themselves, case by case: published ones, written ones, and what must stay unknown."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from fazhi.core.extract.report import describe
from fazhi.core.extract.report.gazetteer import gazetteer
from fazhi.schema.curated import ISSUER_KINDS, REGION_LEVELS

CASES = Path(__file__).parent.parent / "cases" / "report"
SPANS = {"title": "title", "issuer": "issuer", "region": "region_code", "year": "report_year", "date": "published_on"}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def page_of(case: dict[str, Any]) -> dict[str, Any]:
    page = dict(case.get("page", {}))
    if "page_date" in page:
        page["page_date"] = dt.date.fromisoformat(page["page_date"])
    return page


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("case", rows("cases.jsonl"), ids=lambda c: c["id"])
def test_case(case: dict[str, Any]) -> None:
    found = describe(case["text"], **page_of(case))
    assert {key: plain(getattr(found, key)) for key in case["expect"]} == case["expect"]
    assert found.issuer_kind in (None, *ISSUER_KINDS)
    assert found.region_level in (None, *REGION_LEVELS)


@pytest.mark.parametrize("case", rows("in_the_wild.jsonl"), ids=lambda c: c["file"])
def test_in_the_wild(case: dict[str, Any]) -> None:
    text = (CASES / "texts" / case["file"]).read_text(encoding="utf-8")
    found = describe(text, **page_of(case))
    assert {key: plain(getattr(found, key)) for key in case["expect"]} == case["expect"]
    spans = {key: getattr(found, f"{key}_span") for key in SPANS}
    evidence = {key: span and "".join(text[span[0] : span[1]].split()) for key, span in spans.items()}
    assert evidence == case["evidence"]


@pytest.mark.parametrize("case", rows("cases.jsonl"), ids=lambda c: c["id"])
def test_evidence_says_the_value(case: dict[str, Any]) -> None:
    """Title and issuer stand in the text as given, but for blanks; no evidence for what is unknown."""
    text = case["text"]
    found = describe(text, **page_of(case))
    for key in ("title", "issuer"):
        span, value = getattr(found, f"{key}_span"), getattr(found, key)
        if span is not None:
            assert "".join(text[span[0] : span[1]].split()) == value
    if found.region_span is not None:
        words = "".join(text[slice(*found.region_span)].split())
        region = gazetteer().by_code.get(found.region_code or "")
        names = (found.region_name or "", *((*region.names(), region.short) if region else ()))
        assert any(name in words for name in names if name)
    for key, field in SPANS.items():
        assert getattr(found, f"{key}_span") is None or getattr(found, field) is not None or key == "region"


@pytest.mark.parametrize("broken", ["xingan_2020.txt", "enshi_2022.txt"])
def test_a_title_is_all_that_a_generic_report_needs(broken: str) -> None:
    """Without its title the same report still has its year; without any line about itself it has no title."""
    text = (CASES / "texts" / broken).read_text(encoding="utf-8")
    body = text[text.index("一、") :]
    assert describe(body).title is None
