"""What holds for any text: nothing raises, offsets are inside, the same text gives the same answer, time is linear."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from fazhi.core.extract.report import describe
from tests.growth import assert_linear

TEXTS = Path(__file__).parent.parent / "cases" / "report" / "texts"
WORDS = """
关于 2021年 二〇二一年 度 法治政府建设 情况 报告
阳春市 市 朝阳区 镇 人民政府 司法局 办公室 ( ） , 。 : 《 》 1月 31日 十 廿 -
今年以来 我局 深入 一、 □ 新疆 生产建设兵团 第八师 2021.1.5 街道 河北 中共 国家税务总局 \U00020bb7 \x00
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " ", "　"])
SPANS = ("title_span", "issuer_span", "region_span", "year_span", "date_span")


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300))
def test_any_text(text: str) -> None:
    found = describe(text, page_title=text[:50], page_date=dt.date(2021, 1, 5), page_source=text[-20:], source=text)
    for span in (getattr(found, name) for name in SPANS):
        assert span is None or 0 <= span[0] < span[1] <= len(text)
    assert (found.region_name is None) == (found.region_level is None)
    assert found.published_on == dt.date(2021, 1, 5)
    assert (
        describe(text, page_title=text[:50], page_date=dt.date(2021, 1, 5), page_source=text[-20:], source=text)
        == found
    )


@settings(max_examples=100, deadline=None)
@example(116, "openness_hongze_2023.txt")  # 2023 年 1 月 1 日, and on the next line 起至
@given(st.integers(0, 400), st.sampled_from(sorted(p.name for p in TEXTS.glob("*.txt"))))
def test_a_cut_text_never_raises_and_never_invents(cut: int, name: str) -> None:
    """From a published text without its first characters no other region and no other year can come.

    Not cut between a label and its value: a date without its label is another date.
    """
    text = (TEXTS / name).read_text(encoding="utf-8")
    assume(not text[:cut].endswith((":", "：")))
    whole, rest = describe(text), describe(text[cut:])
    assert rest.report_year in (None, whole.report_year, (whole.report_year or 0) + 1)
    assert rest.published_on in (None, whole.published_on)


@given(st.sampled_from(sorted(p.name for p in TEXTS.glob("*.txt"))), st.integers(1, 5))
def test_blank_lines_in_front_move_the_evidence_alone(name: str, lines: int) -> None:
    text = (TEXTS / name).read_text(encoding="utf-8")
    before, after = describe(text), describe("\n" * lines + text)
    for field, old, new in zip(before._fields, before, after, strict=True):
        moved = (old[0] + lines, old[1] + lines) if field in SPANS and old is not None else old
        assert new == moved


@pytest.mark.parametrize(
    "unit", ["1,", "(", "一", "由0.5%", "《", "2021年", "阳春市", "我市", "法治恩施", "\n", "2021年1月\n", "局"]
)
def test_time_is_linear(unit: str) -> None:
    assert_linear(describe, unit * (1_000_000 // len(unit)))
