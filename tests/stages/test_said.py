"""Expectations in words."""

from collections import Counter

import pytest

from expectations.frames import looked_at
from expectations.suites import LAYER_SUITES, suite_of
from fazhi.stages.said import Asked, said


@pytest.mark.parametrize("layer", [*LAYER_SUITES, "batch"])
def test_every_declared_expectation_is_said_in_its_words(layer: str) -> None:
    before = Counter[Asked]()
    for part in suite_of(layer).parts:
        for entry in part.entries:
            asked = (part.name, entry.type, looked_at(entry))
            told = said(asked, before[asked])
            before[asked] += 1
            assert told is not None
            assert (told.zh, told.en, told.advice) == (entry.zh, entry.en, entry.advice)


def test_what_no_suite_declares_has_no_words() -> None:
    assert said(("raw.documents", "expect_table_row_count_to_equal", None)) is None
    assert said(("nothing", "expect_nothing", None), 3) is None
