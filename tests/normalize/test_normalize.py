"""The whole way from bytes to text: refusals, invariants of the edits, hostile input, explanation."""

import os
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from normalize_cases import cases, official_text
from opencc import OpenCC

from fazhi.core.normalize import Normalized, normalize_bytes, normalize_text
from fazhi.core.normalize.edits import apply
from fazhi.core.normalize.explain import explain
from fazhi.core.refusal import REASONS, Refused


def holds(out: Normalized) -> None:
    assert apply(out.source_text, out.edits) == out.text
    assert list(out.damage) == sorted(set(out.damage))
    assert all(out.source_text[e.start : e.end] != e.text for e in out.edits)
    assert out.unrepaired <= len(out.repairs) <= len(out.edits)


@pytest.mark.parametrize("case", cases("refused"))
def test_what_cannot_be_read_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        normalize_text(case["text"])
    assert refused.value.code == case["code"]


@pytest.mark.parametrize(
    "text",
    [
        "法治",
        "2023年",
        "是",
        "附件1.docx",
        "https://www.example.gov.cn/a/b/c.html 请访问网站",
        official_text()[:60].strip(),
    ],
)
def test_short_genuine_text_is_not_refused(text: str) -> None:
    assert normalize_text(text).text == text.strip()


@pytest.mark.parametrize("case", [*cases("damaged_in_the_wild"), *cases("known_failures")])
def test_replaying_the_edits_gives_the_text(case: dict[str, Any]) -> None:
    holds(normalize_text(case["damaged"]))


def test_every_kept_character_leads_back_to_its_source() -> None:
    source = "文章详情\n" + OpenCC("s2t").convert(official_text()[:800]) + "\n主办单位:市政府"
    out = normalize_text(source)
    simplified = unicodedata.normalize("NFKC", OpenCC("t2s").convert(source))
    assert len(simplified) == len(source)
    alignment = out.alignment
    for at in range(len(out.text)):
        start, end = alignment.source_span(at, at + 1)
        assert simplified[start:end] == unicodedata.normalize("NFKC", out.text[at])


ALPHABET = st.text(
    st.sampled_from("法治政府建设推進執。，(１％\u200b\ue000\ufffd?&;<p>锛鐨Ã¤─ \n\r\t　€é\ud800大中小:首页ǎ"),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(ALPHABET)
def test_any_text_is_normalized_or_refused(text: str) -> None:
    try:
        out = normalize_text(text)
    except Refused as refused:
        assert refused.code in REASONS  # noqa: PT017
        return
    holds(out)
    assert out.text.encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_normalized_or_refused(data: bytes) -> None:
    try:
        holds(normalize_bytes(data, media_type="text/plain"))
    except Refused as refused:
        assert refused.code in REASONS  # noqa: PT017


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(official_text()) - 200))
def test_clean_text_is_normalized_once(at: int) -> None:
    once = normalize_text(official_text()[at : at + 200]).text
    assert normalize_text(once).text == once


@pytest.mark.parametrize(
    "data",
    [b"(" * 2_000_000, "?，".encode() * 500_000, os.urandom(2_000_000), (" " * 1_000_000 + "法治").encode(),
     ("法治<p " * 200_000).encode(), ("首页|" * 200_000 + "\n法治").encode(), b"&amp;" * 200_000 + "法治政府".encode(),
     ("2022年\n" * 200_000).encode(), ("（" * 300_000 + official_text()).encode()],
)  # fmt: skip
def test_hostile_megabytes_take_linear_time(data: bytes) -> None:
    begun = time.process_time()
    try:
        normalize_bytes(data, media_type="text/plain")
    except Refused as refused:
        assert refused.code in REASONS  # noqa: PT017
    assert time.process_time() - begun < 5


def test_bytes_are_sniffed() -> None:
    page = "<html><head><title>报告</title></head><body><p>全面推进依法行政,加快建设法治政府。</p></body></html>"
    assert normalize_bytes(page.encode("gb18030")).text == "全面推进依法行政,加快建设法治政府。"
    assert normalize_bytes(official_text().encode("utf-16-le")).charset == "utf-16le"


def test_no_bytes_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        normalize_bytes(b"")
    assert refused.value.code == "empty"


def test_a_page_that_is_not_text_of_its_own_gives_its_metadata() -> None:
    out = normalize_bytes(
        "来源:市司法局 发布日期:2023-01-12\n全面推进依法行政,加快建设法治政府。".encode("gbk"), media_type="text/plain"
    )
    assert (out.page_title, str(out.page_date), out.page_source) == (None, "2023-01-12", "市司法局")
    assert out.text == "全面推进依法行政,加快建设法治政府。"


def test_explanation_says_where_from_to_and_why() -> None:
    out = normalize_text("文章详情\n２０２２年，全面推進依法行政。\n市政府網站\ue010公開。")
    told = explain(out)
    assert "全角数字字母(width):1 处" in told
    assert "第 2 行第 1 字:" in told
    assert "【２０２２】年，全面推進 改为「2022」" in told
    assert "【進】依法行政。⏎ 改为「进」" in told
    assert "【文章详情⏎】２０２２年， 删去" in told
    assert "无法还原" in told
    assert told.index("无法还原:") < told.index("繁体转简体:")


def test_explanation_of_sound_text_says_so() -> None:
    assert "没有改动" in explain(normalize_text("全面推进依法行政。"))
