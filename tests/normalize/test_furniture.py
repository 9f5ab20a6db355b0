"""Page furniture goes, what it says of the document stays as metadata, and no sentence of the body is lost."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalize_cases import cases, official_text

from fazhi.core.normalize import normalize_text
from fazhi.core.normalize.edits import apply
from fazhi.core.normalize.furniture import furniture
from fazhi.core.normalize.furniture_items import of_line


@pytest.mark.parametrize("case", cases("furniture"))
def test_page(case: dict[str, Any]) -> None:
    out = normalize_text(case["text"])
    assert out.text == case["clean"]
    assert out.page_date == (dt.date.fromisoformat(case["date"]) if case["date"] else None)
    assert out.page_source == case["source"]
    assert (out.repairs, out.damage) == ((), ())


def test_prose_has_none() -> None:
    assert furniture(official_text()).edits == []


LINES = st.sampled_from(
    [
        "打印 关闭",
        "来源:办公室",
        "首页 > 公开",
        "全年办理行政复议案件100件,结案率98.5%。",
        "一、主要工作",
        "",
        "2023年1月10日",
        "京ICP备1号",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_prose_is_never_dropped(lines: list[str]) -> None:
    text = "\n".join(lines)
    out = apply(text, furniture(text).edits)
    for kept in ("全年办理行政复议案件100件,结案率98.5%。", "一、主要工作", "2023年1月10日"):
        assert out.count(kept) == text.count(kept)


@pytest.mark.parametrize(
    "line",
    ["浏览次数：123次", "【字体： 大 中 小】", "字号：[大] [中] [小] 打印本页 关闭窗口",
     "索引号: 000014349/2023-00012 主题分类: 法治",
     "您当前所在的位置：首页 > 政务公开", "发布机构：市司法局 | 发布时间：2023-1-5", "分享到：微信 新浪微博 QQ空间"],
)  # fmt: skip
def test_head_line_is_furniture(line: str) -> None:
    assert of_line(line, "head")


@pytest.mark.parametrize(
    "line",
    ["京公网安备11010202000001号", "主办：某市人民政府 承办：某局", "Copyright © 2020 All Rights Reserved",
     "上一篇：关于开展检查的公告",
     "政府网站标识码：3200000001 苏ICP备05012345号-1", "网站地图 | 联系我们 | 关于我们"],
)  # fmt: skip
def test_foot_line_is_furniture(line: str) -> None:
    assert of_line(line, "foot")


@pytest.mark.parametrize(
    "line",
    [
        "一、主要工作",
        "附件:1.重点任务表",
        "某市人民政府",
        "打印机采购项目3个",
        "来源于基层的意见建议",
        "公开透明、服务群众",
        "大力推进简政放权",
        "2023年1月10日",
    ],
)
def test_line_of_a_document_is_none(line: str) -> None:
    assert not of_line(line, "head")
    assert not of_line(line, "foot")
