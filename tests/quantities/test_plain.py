"""Plain amounts are a short way to what the full reading finds: never anything else."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.extract.quantities import parse, plain
from fazhi.core.extract.quantity import Quantity

CASES = Path(__file__).parents[1] / "cases" / "quantities"
NUMBERS = [
    *"0379",
    "12",
    "8003",
    "4001234567",
    "1,000",
    "3.5",
    "308.37",
    "5,23",
    "3万",
    "0.8亿",
    "1.2万亿",
    "2千",
    "第6",
    *"一二两三五九十",
    "十五",
    "三五",
]
BEHIND = [
    *"个件项%‰人次起户家年月日点时号米元倍分成折级",
    "人次",
    "个百分点",
    "个百分比",
    "个亿",
    "个半",
    "天",
    "小时",
    "工作日",
    "个月",
    "公里",
    "千米",
    "千瓦",
    "吨",
    "度",
    "万元",
    "美元",
    "角",
    "块",
    "岁",
    "类",
    "年级",
]
AROUND = [*"约超近共为有达了负-－—~至到和与、，,。./(（[〔#A余多来几半以上内 \n￥$币连续多次第中", "至少", "左右"]
mixtures = st.lists(st.sampled_from([*NUMBERS, *BEHIND, *AROUND]), max_size=16).map("".join)


def full(text: str) -> list[Quantity]:
    """What the grammar reads without the short way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "read", lambda text, start: None)
        patch.setattr(plain, "lone", lambda text, start: None)
        return parse(text)


@settings(max_examples=1000, deadline=None)
@given(mixtures)
def test_a_plain_amount_is_what_the_full_reading_finds(text: str) -> None:
    assert parse(text) == full(text)


@pytest.mark.parametrize("name", ["suites.jsonl", "synthetic.jsonl", "negative.jsonl"])
def test_the_same_in_every_case(name: str) -> None:
    cases = [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]
    texts = [case["input" if "input" in case else "text"] for case in cases]
    assert [parse(text) for text in texts] == [full(text) for text in texts]


@pytest.mark.parametrize("text", ["受理123件", "占78.4%", "共1.5万人次", "提高3个百分点", "达12个"])
def test_plain(text: str) -> None:
    start = next(i for i, sign in enumerate(text) if sign.isdigit())
    assert plain.read(text, start) is not None


@pytest.mark.parametrize("text", ["三项", "五级", "两公里", "一年"])
def test_plain_in_chinese(text: str) -> None:
    assert isinstance(plain.lone(text, 0), tuple)


@pytest.mark.parametrize(("text", "start"), [("一、主要", 0), ("（三）推进", 1), ("统一窗口", 1), ("一公开", 0)])
def test_certainly_no_number(text: str, start: int) -> None:
    assert isinstance(plain.lone(text, start), int)


@pytest.mark.parametrize(
    "text", ["三月", "五五", "一、三月", "两个半小时", "三至五天", "一", "三米五", "近三天", "负五度"]
)
def test_left_to_the_full_reading_in_chinese(text: str) -> None:
    start = next(i for i, sign in enumerate(text) if sign in "一两三五")
    assert plain.lone(text, start) is None


@pytest.mark.parametrize("text", ["2020年", "12点", "3个亿", "5个百分比", "3个多", "20-30个", "$5个", "7成", "1,000件"])
def test_left_to_the_full_reading(text: str) -> None:
    start = next(i for i, sign in enumerate(text) if sign.isdigit())
    assert plain.read(text, start) is None
