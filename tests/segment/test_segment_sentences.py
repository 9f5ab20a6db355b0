"""Sentences: the cases, and what holds for any text."""

from typing import Any

import pytest
from hypothesis import given
from segment_cases import TEXTS, cases

from fazhi.core.segment import segment
from fazhi.core.segment.sentences import MAX_SENTENCE, spans
from tests.growth import assert_linear


@pytest.mark.parametrize("case", cases("sentences"))
def test_cases(case: dict[str, Any]) -> None:
    assert [case["text"][s.start : s.end] for s in spans(case["text"])] == case["sentences"]


@given(TEXTS)
def test_every_character_stands_in_one_sentence(text: str) -> None:
    sentences = segment("d", text).sentences
    covered = [at for s in sentences for at in range(s.start, s.end)]
    assert len(covered) == len(set(covered))
    assert set(covered) >= {at for at, c in enumerate(text) if not c.isspace()}
    assert [s.position for s in sentences] == list(range(len(sentences)))
    assert all(text[s.start : s.end] == s.text == s.text.strip() != "" for s in sentences)


@given(TEXTS)
def test_tokens_tile_their_sentence(text: str) -> None:
    for s in segment("d", text).sentences:
        assert "".join(t.word for t in s.tokens) == s.text
        assert all(text[t.start : t.end] == t.word for t in s.tokens)


def test_long_text_without_marks_is_cut() -> None:
    text = "改革" * 50_000
    assert {s.end - s.start for s in spans(text)} == {MAX_SENTENCE}


def test_a_long_sentence_is_cut_behind_a_comma() -> None:
    text = ("推进改革" * 450 + "，") * 2
    assert [s.end for s in spans(text)] == [1801, 3602]


@pytest.mark.parametrize("unit", ["1,", "(", "一", "“", "。", "：一是", "\n", "一、", "是", " ", "（”"])
def test_time_is_linear(unit: str) -> None:
    assert_linear(lambda text: segment("d", text), unit * (200_000 // len(unit)))
