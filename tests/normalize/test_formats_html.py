"""HTML: what real and synthetic pages must give, and that hostile ones end in time."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.ingest import media
from fazhi.core.normalize.formats import extract_text
from fazhi.core.normalize.formats.html import meta_charset, read_html
from fazhi.core.normalize.formats.markup import cut
from fazhi.core.normalize.formats.page_words import parse_date, without_site
from fazhi.core.refusal import Refused
from tests.growth import assert_linear

CASES = Path(__file__).parent.parent / "cases" / "formats"
PAGES = [json.loads(line) for line in (CASES / "pages.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", PAGES, ids=[case["file"] for case in PAGES])
def test_page_gives_its_text_and_words(case: dict[str, Any]) -> None:
    data = (CASES / "html" / case["file"]).read_bytes()
    assert media.sniff(data) == media.HTML
    page = extract_text(data, media.HTML)
    lines = page.text.split("\n")
    places = [lines.index(line) for line in case["lines"]]
    assert places == sorted(places), "lines out of order"
    assert [word for word in case["lacks"] if word in page.text] == []
    assert page.title == case["title"]
    assert page.date == (dt.date.fromisoformat(case["date"]) if case["date"] else None)
    assert page.source == case["source"]
    assert page.charset == case.get("charset", "utf-8")


def test_page_without_text_is_refused() -> None:
    links = "<ul>" + "<li><a href=x>政务公开</a></li>" * 6 + "</ul>"
    only_furniture = f"<title>年度工作报告</title>{links}<h1>年度工作报告</h1><p>版权所有:某某市人民政府办公室</p>"
    frameset = (CASES / "html" / "frameset.html").read_bytes()
    for html in (frameset, b"<html><body><p> </p></body></html>", only_furniture.encode()):
        with pytest.raises(Refused) as refused:
            extract_text(html, media.HTML)
        assert refused.value.code == "no_text"


PARAGRAPHS = st.lists(
    st.text(alphabet="法治政府建设全年办理行政许可件次万元,。;、0123456789%", min_size=1, max_size=80).map(
        lambda words: f"我局{words}完成任务,成效明显,群众满意。"
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(
    PARAGRAPHS, st.sampled_from(["<p>{}</p>", "<p><span>{}</span></p>", "{}<br><br>", "<div>{}</div>", "<tr><td>{}"])
)
@settings(max_examples=60, deadline=None)
def test_no_paragraph_is_lost_or_torn(paragraphs: list[str], template: str) -> None:
    body = "".join(template.format(paragraph) for paragraph in paragraphs)
    around = f"<table>{body}</table>" if "<td>" in template else f"<div class='share'>{body}</div>"
    links = "<ul>" + "<li><a href=x>政务公开</a></li>" * 6 + "</ul>"
    html = f"<html><title>标题</title><body>{links}<div>{around}</div><div class=footer>{links}</div></body></html>"
    assert read_html(html).text.split("\n") == paragraphs


HOSTILE = {
    "open divs": "<div>" * 2_000_000 + "文字",
    "deep tables": "<table><tr><td>" * 5_000 + "法治政府",
    "deep rows of two": "<table><tr><td>甲</td><td>" * 5_000,
    "unclosed formatting": "".join(f"<font color={n}>" for n in range(5_000)) + "<p>文" * 5_000,
    "unclosed hidden among closers": "</b>" * 5_000 + "".join(f"<b id={n}>" for n in range(5_000)) + "<p>文" * 5_000,
    "open comment": "<!--" * 500_000,
    "open script": "<script>" * 200_000,
    "open tag": "<a " * 500_000,
    "quotes in names": '<p a">' * 100_000,
    "blanks": "<p>法 治" + " " * 2_000_000 + "政府",
    "entities": "&amp;" * 500_000,
    "open titles": "<title>" * 200_000,
    "broken tags of blocks": "<p " * 3_000_000,
    "links without end": "<a href=x>文" * 100_000,
    "labels": "发布时间:" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_on_a_hostile_page_is_linear(name: str) -> None:
    assert_linear(read_html, HOSTILE[name])


@given(st.text(alphabet="<>/=\"' abdprt!-&;法治\n\t", max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_markup_is_read(html: str) -> None:
    read_html(html)


def test_charset_of_the_page_is_a_hint() -> None:
    assert meta_charset(b'<meta charset="gb2312">') == "gb2312"
    assert meta_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=big5">') == "big5"
    assert meta_charset(b'<?xml version="1.0" encoding="GBK"?>') == "GBK"
    assert meta_charset(b"<p>charset=utf-8</p>") is None
    lying = "<meta charset=gb2312><p>法治政府建设情况报告,全年办结行政许可案件一千二百件。</p>".encode()
    assert extract_text(lying, media.HTML, "gbk").charset == "utf-8"


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>2022年报告_某某市人民政府</title><h1>某某市人民政府</h1>", "2022年报告"),
        (
            "<title>某某市人民政府</title><h1>通知公告</h1><h2>2022年法治政府建设年度报告</h2>",
            "2022年法治政府建设年度报告",
        ),
        ("<title>某某市人民政府</title><p>法治政府建设,成效明显。</p>", None),
        ("<meta name=articletitle content='甲乙丙丁报告'><title>首页</title><h1>戊己庚辛壬癸子丑</h1>", "甲乙丙丁报告"),
        ("<title>年度报告</title>", "年度报告"),
    ],
)
def test_title_of_a_page(html: str, title: str | None) -> None:
    assert read_html(f"<html>{html}<p>正文只有一句话。</p></html>").title == title


def test_a_link_left_open_loses_no_text() -> None:
    text = "2022年,我局办结行政许可事项一百二十件,群众满意,成效明显。"
    for opening in ("<a name=top>", "<a href='x.html'>"):
        assert text in read_html(f"<body>{opening}<div>标题</div><p>{text}<p>{text}</body>").text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-03-20 10:00", dt.date(2023, 3, 20)),
        ("2023年3月5日", dt.date(2023, 3, 5)),
        ("20230320", dt.date(2023, 3, 20)),
        ("2023/13/45", None),
        ("第20230号", None),
        ("", None),
    ],
)
def test_dates(text: str, day: dt.date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("2022年度报告 - 某某市人民政府", "2022年度报告"),
        ("某某市人民政府门户网站_2022年法治政府建设报告", "2022年法治政府建设报告"),
        ("关于2020-2021年法治政府建设情况的报告", "关于2020-2021年法治政府建设情况的报告"),
        ("报告|首页", "报告"),
        ("", ""),
    ],
)
def test_title_without_site(title: str, named: str) -> None:
    assert without_site(title) == named


def test_a_report_in_one_block_is_text_though_it_names_an_organizer() -> None:
    body = "全年受理行政复议申请12件，办结11件，由承办单位答复。" * 30 + "主办单位：某市司法局 技术支持：某公司"
    assert body[:200] in read_html(f"<html><body><div>{body}</div></body></html>").text


_MARKUP = st.lists(
    st.sampled_from([
        "<p>", "</p>", '<a href="/x" title="政策">', "</a>", "<br>", '<p class="b" style="display:block">',
        "</script>", "<svg viewBox>", "<foreignObject a>", "<script>if (a<b) x</script>", "<!-- <p>无</p> -->",
        "<!---->", "<?pi x?>", "<!doctype html>", "<style>", "</style >", "<noscript><b>", "<script-x>", "依法行政",
        "&nbsp;&amp;lt;", "<", ">", '"', "<p a<b>", '<a"b c">', '<a title="x>y">', '<a title="<b>">', "<p", "</",
        "<plaintext>", "<!--", "-->", "\n", "/", "<中>",
    ])
).map("".join)  # fmt: skip


_NO_TEXT = re.compile(
    r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[!?][^>]*>?"
    r'|</?[a-zA-Z][^\s/>]*+(?:[^">]|"[^"]*(?:"|\Z))*+>?',
    re.S,
)


@given(_MARKUP)
def test_what_is_no_markup_is_text(markup: str) -> None:
    assert "".join(sign + text for *_, sign, text in cut(markup)) == _NO_TEXT.sub("", markup)


@pytest.mark.parametrize(
    ("markup", "tags", "text"),
    [
        ('<a title="x>y">z', ["a"], "z"),
        ('<a title="<b>">z', ["a"], "z"),
        ("<p a<b>z", ["p"], "z"),
        ("x < y", ["", ""], "x < y"),
        ("<plaintext>1<2", ["plaintext", ""], "1<2"),
        ("<script>if (a<b) x</script >1<!-- <p> - -- -->2", ["", ""], "12"),
        ("<script-x>1</script>2<scripts>3", ["", "scripts"], "23"),
        ("<style>1", [""], ""),
    ],
)
def test_markup_with_a_sign_of_its_own_is_cut(markup: str, tags: list[str], text: str) -> None:
    assert [tag for tag, *_ in cut(markup)] == tags
    assert "".join(sign + text for *_, sign, text in cut(markup)) == text


def test_serialized_pages_are_cut() -> None:
    page = '<html><head><script>a<b</script></head><body><!-- <p> --><p class="x">依法<br>行政</p></body></html>'
    assert [tag for tag, *_ in cut(page)] == [
        "html", "head", "", "/head", "body", "", "p", "br", "/p", "/body", "/html",
    ]  # fmt: skip
