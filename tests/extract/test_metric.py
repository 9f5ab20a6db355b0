"""What a number measures, word for word: cases say the whole metric, where those of meaning ask for half its pairs."""

from typing import Any

import pytest

from tests.extract.reading import cases, read


@pytest.mark.parametrize("case", cases("extract", "metrics.jsonl"), ids=lambda case: str(case["id"]))
def test_metrics_of_a_sentence(case: dict[str, Any]) -> None:
    found = [[i.quote, i.metric] for i in read(case["text"]).indicators]
    assert found == case["expect"]
