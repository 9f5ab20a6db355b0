"""Sketches: the same everywhere, blind to what mirrors and formats change, with an eye for figures."""

import hashlib
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.core.duplicates.likeness import shared_figures, shared_wording
from fazhi.core.duplicates.sketch import BANDS, FIGURES, SLOTS, bands, sketch
from tests.duplicates.pairs import printed, respelled, texts


def test_a_sketch_is_the_same_on_every_machine() -> None:
    made = sketch("洪泽区2023年共办理行政复议案件128件,比上年增长12.5%,其中1,024件已办结。" * 3)
    whole = made.slots.astype("<u2").tobytes() + made.figures.astype("<u4").tobytes()
    assert hashlib.sha256(whole + bands(made.slots).astype("<u4").tobytes()).hexdigest()[:16] == "ce32b8e2a8a67ddf"
    assert (made.runs, made.numbers) == (113, 4)


@pytest.mark.parametrize("text", ["", "报告", "\ud800", "2023", "a" * 10_000])
def test_any_text_has_a_sketch(text: str) -> None:
    made = sketch(text)
    assert (len(made.slots), len(bands(made.slots))) == (SLOTS, BANDS)
    assert len(made.figures) <= FIGURES


def test_widths_marks_and_line_ends_are_not_looked_at() -> None:
    text = texts(0)[0]
    one, other = sketch(text), sketch(respelled(text, random.Random(1)))
    assert (one.slots == other.slots).all()
    assert (one.figures == other.figures).all()
    assert shared_wording(one, sketch(printed(text, random.Random(1)))) > 0.9


@given(st.lists(st.integers(10, 99_999), min_size=1, max_size=300, unique=True), st.data())
def test_shared_figures_are_those_of_the_text_with_fewer(numbers: list[int], data: st.DataObject) -> None:
    part = data.draw(st.lists(st.sampled_from(numbers), min_size=1, unique=True))
    one, other = (sketch("、".join(f"办理{n}件" for n in found)) for found in (numbers, part))
    assert shared_figures(one, other) == shared_figures(other, one)
    if len(numbers) < FIGURES:
        assert shared_figures(one, other) == pytest.approx(1)


def test_bands_of_many_are_the_bands_of_each() -> None:
    slots = np.stack([sketch(text).slots for text in texts(2)])
    assert (bands(slots) == np.stack([bands(row) for row in slots])).all()
