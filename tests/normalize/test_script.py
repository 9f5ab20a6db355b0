"""Traditional script becomes what OpenCC makes of it, segment by segment; simplified text keeps its characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalize_cases import official_text
from opencc import OpenCC

from fazhi.core.normalize import script
from fazhi.core.normalize.edits import apply
from fazhi.core.normalize.profile import profile

TO_TRADITIONAL, TO_SIMPLIFIED = OpenCC("s2t"), OpenCC("t2s")
PHRASES = [
    "瞭解",
    "乾隆",
    "回覆",
    "答覆",
    "於是",
    "著名",
    "么麼",
    "一目瞭然",
    "尼乾陀",
    "豆乾",
    "剋制",
    "甚麼",
    "徵求",
    "藉口",
    "夥同",
]


def converted(text: str) -> str:
    return apply(text, script.edits(text, profile(text)))


def test_a_line_becomes_what_the_package_makes_of_it() -> None:
    for line in TO_TRADITIONAL.convert(official_text()).splitlines():
        assert script.convert(line) == TO_SIMPLIFIED.convert(line)


@given(st.lists(st.sampled_from([*PHRASES, "法治", "，", "國務院", " ", "。", "後", "里", "a"]), max_size=14))
def test_phrases_come_out_as_the_package_has_them(words: list[str]) -> None:
    line = "".join(words)
    assert script.convert(line) == TO_SIMPLIFIED.convert(line)


@given(st.text(max_size=80))
def test_no_length_changes(text: str) -> None:
    assert len(converted(text)) == len(text)


def test_traditional_text_comes_back_simplified() -> None:
    assert converted(TO_TRADITIONAL.convert(official_text())) == official_text()


def test_simplified_text_stays() -> None:
    assert script.edits(official_text(), profile(official_text())) == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("加強執法監督。\n活字印刷由毕昇发明，乾隆年间传入。", "加强执法监督。\n活字印刷由毕昇发明，乾隆年间传入。"),
        ("推進执法监督，落实责任。\n主要舉措和成效", "推进执法监督，落实责任。\n主要举措和成效"),
        ("李釗主持会议，研究执法监督，部署落实各项任务。", "李釗主持会议，研究执法监督，部署落实各项任务。"),
        ("著力推動工作，著名學者沿著道路執著追求", "着力推动工作，著名学者沿着道路执着追求"),
    ],
)  # fmt: skip
def test_each_segment_is_judged_by_itself(text: str, clean: str) -> None:
    assert converted(text) == clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("法治政府建设", "hans"),
        ("推進執法監督", "hant"),
        ("推進執法，落实责任", "mixed"),
        ("毕昇、乾隆、王釗", "hans"),
        ("2022", "hans"),
    ],
)
def test_script_of_a_text(text: str, expected: str) -> None:
    assert script.classify(profile(text)) == expected
