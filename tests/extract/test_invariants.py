"""What holds of every text: nothing raises, offsets are exact, references lead somewhere, time is linear."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.extract import extract
from fazhi.core.extract.report import Description
from fazhi.core.segment import Segmented
from fazhi.schema.columns import columns_of
from fazhi.schema.curated import INDICATOR_ROLES, QUALIFIERS, Indicator, Sentence
from tests.extract.reading import read

_PIECES = [
    "共", "其中", "包括", "分别为", "由", "从", "提升至", "压缩至", "减少", "同比增长", "截至目前", "2022年",
    "今年以来", "现有", "力争", "第", "位", "批", "12", "3.5", "308.37万", "三百零五", "十几", "百分之八",
    "半", "个", "项", "件", "%", "个百分点", "个工作日", "万元", "余", "以上", "以内", "约", ",", "，", "。",
    "；", "、", "：", ":", "(", ")", "“", "”", "《", "》", "\n", " ", "□", "+", "—", "和",
    "审查规范性文件", "覆盖率", "一件事", "全市", "其他", "自下个月起", "2025年", "1月", "至", "底", "年均",
]  # fmt: skip
report_like = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(st.one_of(report_like, st.text(max_size=120)))
@settings(max_examples=250, deadline=None)
def test_never_raises_and_offsets_are_exact(text: str) -> None:
    extracted = read(text)
    ids = {i.indicator_id for i in extracted.indicators}
    assert len(ids) == len(extracted.indicators)
    for indicator in extracted.indicators:
        assert text[indicator.start : indicator.end] == indicator.quote != ""
        assert indicator.role in INDICATOR_ROLES
        assert indicator.qualifier in QUALIFIERS
        assert indicator.part_of is None or indicator.part_of in ids - {indicator.indicator_id}
        assert (indicator.role == "part") == (indicator.part_of is not None) or indicator.role == "target"
        assert 0 <= indicator.confidence <= 1
        start, end = indicator.period_start, indicator.period_end
        assert start is None or end is None or start <= end
        assert "□" not in text[max(0, indicator.start - 1) : indicator.end + 1]
    assert all(set(f.indicator_ids) <= ids for f in extracted.findings)


@given(report_like)
@settings(max_examples=60, deadline=None)
def test_the_same_text_gives_the_same_rows(text: str) -> None:
    assert read(text) == read(text)


def test_every_column_is_filled_with_its_kind() -> None:
    (indicator,) = read("全市共审查规范性文件5件。").indicators
    empty = {c.name for c in columns_of(Indicator) if getattr(indicator, c.name) is None}
    assert empty - {"section_id"} == {"value_high", "direction", "part_of", "correction"}
    assert (indicator.indicator_id, indicator.sentence_id) == ("x-n10", "x-t0")
    assert (indicator.metric, indicator.subject) == ("审查规范性文件", "全市")
    assert (indicator.system, indicator.indicator_code) == ("normative_documents", "normative_documents.reviewed")


def test_the_source_span_is_asked_for_each_quote() -> None:
    text = "共审查规范性文件5件。"
    sentence = Sentence(
        doc_id="x", sentence_id="x-t0", section_id=None, position=0, start=0, end=len(text), text=text, tokens=[]
    )
    extracted = extract("x", text, Segmented([], [sentence]), Description(), lambda start, end: (start + 7, end + 9))
    (indicator,) = extracted.indicators
    assert (indicator.source_start, indicator.source_end) == (indicator.start + 7, indicator.end + 9)
    assert (indicator.period_start, indicator.period_end, indicator.subject) == (None, None, None)


@pytest.mark.parametrize(
    "piece", ["1,", "(", "一", "由0.5%", "1件、", "其中5件", "2023年", "审查5件", "(5件", "由5件提高到7件"]
)
def test_time_is_linear_without_any_punctuation(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        sentence = Sentence(
            doc_id="x", sentence_id="x-t0", section_id=None, position=0, start=0, end=length, text=text, tokens=[]
        )
        began = time.process_time()
        extract("x", text, Segmented([], [sentence]), Description(report_year=2023), lambda start, end: (start, end))
        return time.process_time() - began

    # The least of three: a look through all garbage of the suite may fall into one.
    short, long = (min(seconds(length) for _ in range(3)) for length in (3_000, 12_000))
    assert long < 4 * 3 * short + 0.5
