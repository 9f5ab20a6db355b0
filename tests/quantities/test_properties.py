"""Invariants on any text: never raises, offsets are right, spans are in order and apart, time grows with length."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.extract.quantities import interval, parse
from fazhi.core.extract.quantity import Quantity
from tests.growth import assert_linear

PIECES = [
    *"一二两半零百千万亿几数多余第前点成折%‰个项年月日号至到-—~和、",
    *"/.,，:()（〔元角￥$米约近负度01٣Ⅷ㎡G“番翻🙂\n \u3000\ud800",
    *(
        "三十",
        "分之",
        "百分",
        "季度",
        "世纪",
        "年代",
        "上半年",
        "今年",
        "去年",
        "年底",
        "以来",
        "人民币",
        "千米",
        "公里",
        "小时",
    ),
    *("个月", "工作日", "以上", "以下", "以内", "超过", "不足", "连续", "零下", "摄氏", "十四五", "期间", "对折"),
    *("20", "2020", "99", "1,000", "3.5", "１２", "kg"),
]
mixtures = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
days = st.none() | st.dates()


def check(text: str, found: list[Quantity]) -> None:
    at = 0
    for quantity in found:
        assert at <= quantity.start < quantity.end <= len(text)
        assert quantity.text == text[quantity.start : quantity.end]
        assert quantity.start <= quantity.number_start <= quantity.number_end <= quantity.end
        assert quantity.start <= quantity.unit_start <= quantity.unit_end <= quantity.end
        if isinstance(quantity.value, str):
            interval(quantity.value)
        at = quantity.end


@given(mixtures, days)
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_words_of_the_grammar(text: str, ref: datetime.date | None) -> None:
    check(text, parse(text, ref))


@given(st.text(max_size=200), days)
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, ref: datetime.date | None) -> None:
    check(text, parse(text, ref))


@given(st.integers(min_value=0, max_value=10**15))
@settings(deadline=None)
def test_every_whole_number_keeps_its_value(number: int) -> None:
    (quantity,) = parse(f"共{number:,}件")
    assert (quantity.value, quantity.unit) == (float(number), "件")


@pytest.mark.parametrize(
    "unit", ["1,", "(", "一", "由0.5%", "第第第", "1-1-1-", "1:", "a1", "百分之", "五又", "2020年", "“", "近", "1亿"]
)
def test_time_grows_with_length_alone(unit: str) -> None:
    assert_linear(parse, unit * (40_000 // len(unit)))
