"""Text that was read in a wrong charset is read again; text that was not stays as it is."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalize_cases import cases, official_text, without_blanks

from fazhi.core.normalize import mojibake, normalize_text
from fazhi.core.normalize.edits import apply
from fazhi.core.normalize.mojibake import utf8_as_gbk
from fazhi.core.normalize.profile import profile
from fazhi.core.normalize.single_byte import single_byte

VIEWS = ("latin-1", "cp437")


def recovered(case: dict[str, Any]) -> bool:
    damaged, clean = (normalize_text(case[side]).text for side in ("damaged", "clean"))
    return without_blanks(damaged) == without_blanks(clean)


@pytest.mark.parametrize("case", cases("damaged_in_the_wild"))
def test_damage_in_the_wild_is_undone(case: dict[str, Any]) -> None:
    assert recovered(case)


@pytest.mark.parametrize(
    "case", cases("known_failures", pytest.mark.xfail(strict=True, reason="bytes were lost in reading them wrong"))
)
def test_known_failures(case: dict[str, Any]) -> None:
    assert recovered(case)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5"])
def test_single_bytes_are_joined_again(charset: str, view: str) -> None:
    clean = official_text()[:1500].encode(charset, "ignore").decode(charset)
    damaged = clean.encode(charset).decode(view)
    assert apply(damaged, single_byte(damaged, profile(damaged))) == clean


def test_utf_8_read_as_gbk_inside_sound_text_is_found() -> None:
    part = "兴安盟行政审批和政务服务局关于二〇二〇年法治政府建设情况的报告".encode().decode("gb18030", "replace")
    text = f"标题:{part}\n一、工作完成情况。全州共计25461项。"
    out = apply(text, utf8_as_gbk(text, profile(text)))
    assert out.endswith("\n一、工作完成情况。全州共计25461项。")
    assert "法治政府建设情况" in out


def test_read_wrong_twice_is_undone_twice() -> None:
    clean = "全面推进依法行政,加快建设法治政府。" * 4
    damaged = clean.encode("utf-8").decode("latin-1").encode("utf-8").decode("latin-1")
    assert normalize_text(damaged).text == clean


def test_a_swallowed_digit_is_marked_and_not_invented() -> None:
    out = normalize_text("瑙勮寖楂樻晥銆?023 骞村害锛屽叏鍘块€氳繃鏀垮簻缃戠珯")
    assert "规范高效□023 年度" in out.text
    assert out.unrepaired == 1
    assert "unrepaired" in out.damage


@pytest.mark.parametrize("case", cases("untouched"))
def test_sound_text_has_no_mojibake(case: dict[str, Any]) -> None:
    counted = profile(case["text"])
    assert utf8_as_gbk(case["text"], counted) == []
    assert single_byte(case["text"], counted) == []


_MIXED = st.lists(
    st.sampled_from("法治政府機關辦理銆鐨浜锛鏄鍔·×\ufffd?€a 1\n\u3000娑麽逽䀀縺龢𠀀")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.sampled_from(["依法行政，", "。", "·", "№", "é", "年度報告"]).map(
        lambda t: t.encode().decode("gbk", "replace")
    ),
    max_size=60,
).map(lambda pieces: "锛銆" + "".join(pieces))


@given(_MIXED)
def test_a_stretch_without_chinese_is_passed_over_as_if_it_had_been_read(text: str) -> None:
    found = utf8_as_gbk(text, profile(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mojibake, "_HOPELESS", re.compile("(?!)"))
        assert found == utf8_as_gbk(text, profile(text))
