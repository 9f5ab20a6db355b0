"""The five requirements: by the roles of sections, by wording, by the date; and what stays open."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.extract.compliance import assess
from fazhi.core.extract.report import Description, describe
from fazhi.schema.curated import REQUIREMENTS, SECTION_ROLES, Section

CASES = Path(__file__).parent.parent / "cases"
DOC = "d" * 16


def cases() -> list[dict[str, Any]]:
    lines = (CASES / "compliance" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def outline(parts: list[dict[str, Any]]) -> tuple[str, list[Section]]:
    """The parts as one text and their sections; a deeper part lies in the one before it of less depth."""
    text = ""
    sections: list[Section] = []
    for i, part in enumerate(parts):
        start = len(text)
        text += f"{part['heading']}\n{part['text']}\n".lstrip("\n")
        made = {"heading": part["heading"] or None, "role": part["role"], "depth": part["depth"]}
        sections.append(Section(doc_id=DOC, section_id=f"{DOC}-s{i}", start=start, end=len(text), **made))
        if part["depth"]:
            next(s for s in reversed(sections) if s.depth < part["depth"]).end = len(text)
    return text, sections


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["id"])
def test_case(case: dict[str, Any]) -> None:
    text, sections = outline(case["parts"])
    text += case["tail"]
    day = case["published_on"] and dt.date.fromisoformat(case["published_on"])
    rows = assess(DOC, sections, Description(report_year=case["report_year"], published_on=day), text)
    assert {row.requirement: row.met for row in rows} == case["expect"]
    found = {row.requirement: row.evidence for row in rows}
    for requirement, evidence in case["evidence"].items():
        expected = sections[evidence].section_id if isinstance(evidence, int) else evidence
        assert found[requirement] == expected


def test_the_report_of_xingan_by_wording_alone() -> None:
    """A published report without roles: its problems and plan stand in subsections, its leader's duty in a sentence."""
    text = (CASES / "report" / "texts" / "xingan_2020.txt").read_text(encoding="utf-8")
    met = {row.requirement: row.met for row in assess(DOC, [], describe(text), text)}
    assert met == dict.fromkeys(REQUIREMENTS, True)


def test_the_report_of_enshi_says_nothing_of_its_leaders() -> None:
    text = (CASES / "report" / "texts" / "enshi_2022.txt").read_text(encoding="utf-8")
    met = {row.requirement: row.met for row in assess(DOC, [], describe(text, page_date=dt.date(2023, 3, 20)), text)}
    assert met["measures"] is True
    assert met["leadership"] is False
    assert met["published_by_1_april"] is True


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["存在", "问题", "下一步", "工作", "《", "》", "□", "1"])).map("".join),
    st.sampled_from(SECTION_ROLES),
    st.none() | st.integers(2015, 2030),
    st.none() | st.dates(dt.date(2014, 1, 1), dt.date(2031, 1, 1)),
)
def test_any_text(text: str, role: str, year: int | None, day: dt.date | None) -> None:
    whole = Section(doc_id=DOC, section_id=f"{DOC}-s0", depth=0, role=role, start=0, end=len(text))
    rows = assess(DOC, [whole], Description(report_year=year, published_on=day), text)
    assert [row.requirement for row in rows] == list(REQUIREMENTS)
    for row in rows[:-1]:
        assert row.evidence in (None, whole.section_id)
        assert row.met is not True or row.evidence == whole.section_id
    assert rows[-1].met is None or year is not None
