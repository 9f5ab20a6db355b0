"""The outline: the cases, two real reports, and what holds for any text."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segment_cases import TEXTS, cases

from fazhi.core.segment import segment
from fazhi.core.segment.styles import Style, knowledge
from fazhi.schema.curated import SECTION_ROLES

INBOX = Path(__file__).parent.parent.parent / "data" / "raw" / "inbox"


@pytest.mark.parametrize("case", cases("outlines"))
def test_cases(case: dict[str, Any]) -> None:
    sections = segment("d", case["text"]).sections
    assert [[s.depth, s.marker, s.heading, s.role] for s in sections] == case["outline"]
    for section in sections:
        if section.marker in case.get("ends", {}):
            assert case["text"][section.start : section.end].endswith(case["ends"][section.marker])


def test_report_of_xingan_league() -> None:
    """The 2020 report: every top-level heading, six run-in items of which one lost its number."""
    sections = segment("d", (INBOX / "000_c3069b74ce9a2da1.txt").read_text("utf-8")).sections
    top = [(s.marker, s.role) for s in sections if s.depth == 0]
    assert top == [
        (None, "preamble"),
        ("一、", "measures"),
        ("二、", "measures"),
        ("三、", "measures"),
        ("四、", "problems"),
    ]
    services = next(s for s in sections if s.heading and s.heading.startswith("不断提升政务服务水平"))
    items = [s.marker for s in sections if s.parent_id == services.section_id]
    assert items == ["一是", "二是", "三是", "四是", "五是", "是"]
    assert next(s.role for s in sections if s.heading == "下一步工作计划") == "plan"


def test_report_of_enshi() -> None:
    """The 2022 report: problems listed by 一是 on lines of their own."""
    sections = segment("d", (INBOX / "001_76b76278dcef3a68.txt").read_text("utf-8")).sections
    assert [s.role for s in sections if s.depth == 0] == ["preamble", "measures", "problems", "plan"]
    assert [s.marker for s in sections if s.role == "problems"] == ["二、", "一是", "二是"]
    assert len([s for s in sections if s.depth == 1]) == 12


@pytest.mark.parametrize("style", knowledge().styles, ids=lambda style: style.id)
@given(st.data())
def test_a_marker_begins_with_one_of_the_characters_of_its_style(style: Style, data: st.DataObject) -> None:
    """A marker that began with another would never be looked for."""
    written = data.draw(st.from_regex(re.compile(f"\\A(?:{style.pattern.pattern})")))
    assert written[0] in style.first


@given(TEXTS)
def test_sections_nest(text: str) -> None:
    found = segment("d", text)
    by_id = {s.section_id: s for s in found.sections}
    assert [s.section_id for s in found.sections] == [f"d-s{n}" for n in range(len(by_id))]
    for section in found.sections:
        assert section.start < section.end <= len(text)
        assert section.role in SECTION_ROLES
        above = by_id[section.parent_id] if section.parent_id else None
        assert section.depth == (above.depth + 1 if above else 0)
        assert above is None or above.start <= section.start <= section.end <= above.end
    siblings: dict[str | None, int] = {}
    for section in found.sections:
        assert siblings.get(section.parent_id, 0) <= section.start
        siblings[section.parent_id] = section.end


@given(TEXTS)
def test_sentences_know_the_innermost_section(text: str) -> None:
    found = segment("d", text)
    for sentence in found.sentences:
        around = [s for s in found.sections if s.start <= sentence.start and sentence.end <= s.end]
        assert sentence.section_id == max(around, key=lambda s: s.depth).section_id
