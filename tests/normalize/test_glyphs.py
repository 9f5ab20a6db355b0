"""Residue of other formats, single characters, widths and blanks: the least change that makes them plain text."""

from typing import Any

import pytest
from normalize_cases import cases

from fazhi.core.normalize import normalize_text
from fazhi.core.normalize.compose import COSMETIC


@pytest.mark.parametrize("case", cases("glyphs"))
def test_case(case: dict[str, Any]) -> None:
    out = normalize_text(case["text"])
    assert out.text == case["clean"]
    assert list(out.damage) == [kind for kind in case["kinds"] if case["text"] != case["clean"]]


@pytest.mark.parametrize("case", cases("untouched"))
def test_sound_text_stays_as_it_is(case: dict[str, Any]) -> None:
    out = normalize_text(case["text"])
    assert out.text == case["text"]
    assert (out.edits, out.damage, out.script) == ((), (), "hans")


def test_paragraph_mark_of_a_font_is_a_line_break() -> None:
    assert (
        normalize_text("生活进一步改善。\ue004\u3000\u3000去年，经济增长。").text
        == "生活进一步改善。\n\u3000\u3000去年，经济增长。"
    )


def test_layout_is_no_repair() -> None:
    out = normalize_text("一、总体情况\r\n\r\n\r\n二、存在问题  \n")
    assert {e.kind for e in out.edits} <= set(COSMETIC)
    assert out.repairs == ()
