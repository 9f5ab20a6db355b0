"""The gate: what the grammar reads right of the cases out of other projects' suites; going down fails."""

import pytest

from tests.quantities import gold

DIGEST = "e1217d6798818ed7"
EXACT, CLEAN, KIND = 0.99, 1.0, 0.95


@pytest.fixture(scope="module")
def result() -> tuple[gold.Score, dict[str, gold.Score]]:
    return gold.score()


def test_the_cases_are_the_ones_the_floors_were_set_for() -> None:
    assert gold.digest() == DIGEST


def test_mentions_are_read_right(result: tuple[gold.Score, dict[str, gold.Score]]) -> None:
    total, _ = result
    assert total.mentions > 450
    assert total.exact / total.mentions >= EXACT, total


def test_texts_without_a_quantity_stay_clean(result: tuple[gold.Score, dict[str, gold.Score]]) -> None:
    total, _ = result
    assert total.negatives >= 30
    assert total.clean / total.negatives >= CLEAN, total


def test_no_kind_falls_behind(result: tuple[gold.Score, dict[str, gold.Score]]) -> None:
    _, kinds = result
    assert {"cardinal", "percent", "fraction", "ordinal", "money", "measure", "range", "date", "period"} <= set(kinds)
    behind = {kind: score for kind, score in kinds.items() if score.exact / score.mentions < KIND}
    assert not behind
