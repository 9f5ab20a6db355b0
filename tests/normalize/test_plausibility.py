"""Plausibility: the mean weight of the characters that are judged."""

import pytest

from fazhi.core.normalize.plausibility import CHINESE, UNKNOWN, plausibility, weight


@pytest.mark.parametrize(
    "text",
    [
        "的",
        "推进依法行政,建设法治政府。",
        "a的 1\u3000\x85\xa0国",
        "\ufffd\ue000％‐ぁ",
        "\U0002f803\U000f0000\ud800锛銆",
    ],
)
def test_it_is_the_mean_of_the_characters_that_are_neither_ascii_nor_blank(text: str) -> None:
    weights = [weight(c) for c in text if c > "\x7f" and not c.isspace()]
    assert plausibility(text) == pytest.approx(sum(weights) / len(weights), abs=1e-9)


@pytest.mark.parametrize("text", ["", "plain ASCII, 2023\n", "\u3000\xa0\x85"])
def test_there_is_none_without_such_characters(text: str) -> None:
    assert plausibility(text) is None


def test_prose_is_told_from_rare_characters() -> None:
    assert (plausibility("法治政府建设工作情况报告") or 0) > CHINESE > (plausibility("鏀垮簻淇℃伅鍏紑") or 0)
    assert weight("\U00030000") == UNKNOWN
