"""Shapes of names: what stands beside a numeral only saves time, whether one holds it is what the shapes say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.extract import names
from fazhi.core.extract.names import Names
from fazhi.core.extract.phrases import Phrases

NUMERALS = [
    *"一二三五九十百两0138",
    "第三",
    "第8",
    "十五",
    "二十",
    "千来",
    "12",
    "1.5",
    "２",
    "五十米至一百",
    "3—5",
    "一零二",
]
SIGNS = [*"第次届大中五+＋×级号版年天日是要来每对页路星类岁新上成一个半几某：: \n《“”〔〕()，。、的至", *"GBTXx.-—"]
WORDS = [
    *("全会", "普法", "行动", "企业", "人员", "坚持", "分钟", "小时", "自助", "电话", "热线", "政务", "浏览", "目录"),
    *("清单", "周岁", "批", "条", "款", "和", "国发", "以来", "工程", "时代", "一遇", "为"),
]
mixtures = st.lists(st.sampled_from([*NUMERALS, *SIGNS, *WORDS]), max_size=14).map("".join)
_NUMERAL = re.compile(
    r"第?(?:[0-9０-９]+(?:\.[0-9]+)?|[〇零一二两三五九十百千几半]+)[来余]?(?:米?[至—](?:[0-9]+|[一二三五十百]+))?"
)


def tried(text: str, start: int, end: int) -> bool:
    """Whether a shape holds the numeral, with every shape tried that has its sign near."""
    left = max(0, start - names._REACH)
    window = text[left : end + names._REACH]
    for position, shape in enumerate(names._shapes()):
        if not shape["needs"] or set(shape["needs"]) & set(window):
            for match in names._shape(position).finditer(window):
                if match.start() > start - left:
                    break
                if match.end() >= end - left:
                    return True
    return False


@settings(max_examples=1500, deadline=None)
@given(mixtures)
def test_what_stands_beside_leaves_no_shape_out(text: str) -> None:
    found = Names(text, Phrases(text))
    spans = [match.span() for match in _NUMERAL.finditer(text)]
    assert [found.shaped(*span) for span in spans] == [tried(text, *span) for span in spans]


@pytest.mark.parametrize(
    ("text", "numeral"),
    [
        ("党的二十大报告", "二十"),
        ("召开第8次会议", "8"),
        ("推行1+3模式", "3"),
        ("三个坚持", "三"),
        ("12345热线", "12345"),
        ("24小时自助", "24"),
        ("国发〔2020〕12号", "12"),
        ("十五普法", "十五"),
        ("三是加强", "三"),
        ("计千来本", "千来"),
    ],
)
def test_a_numeral_within_a_name(text: str, numeral: str) -> None:
    start = text.index(numeral)
    assert Names(text, Phrases(text)).shaped(start, start + len(numeral))


@pytest.mark.parametrize(
    ("text", "numeral"), [("受理12个", "12"), ("三家企业", "三"), ("第三批", "第三"), ("共5件", "5")]
)
def test_a_numeral_that_counts(text: str, numeral: str) -> None:
    start = text.index(numeral)
    assert not Names(text, Phrases(text)).shaped(start, start + len(numeral))
