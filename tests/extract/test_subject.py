"""Who is measured: the organ or area that a clause names, without its verb and object."""

from typing import Any

import pytest

from tests.extract.reading import cases, read


@pytest.mark.parametrize("case", cases("extract", "subjects.jsonl"), ids=lambda c: c["id"])
def test_subject_of_a_sentence(case: dict[str, Any]) -> None:
    assert {i.subject for i in read(case["text"]).indicators} == {case["subject"]}
