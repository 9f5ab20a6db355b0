"""The evidence page: every indicator marked at its place, every change shown, nothing read as HTML."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_samples import HOSTILE, finding, indicator, report, tree_of

from fazhi.core.normalize.edits import Edit
from fazhi.pages.evidence import Name, render
from fazhi.pages.marking import stretches
from fazhi.pages.received import pieces
from fazhi.schema.curated import Indicator

TEXT = "全州共计录入各类监管行为数据318.38万条,其中:行政检查308.37万条,行政处罚2877条。\n满意度达100%。"
DOC = "c3069b74ce9a2da1"


def page_of(indicators: list[Indicator], text: str = TEXT, edits: list[Edit] | None = None, source: str = "") -> Any:
    return tree_of(render(report(text), edits or [], source, indicators, [finding()]))


def normalized(tree: Any) -> str:
    return str(tree.xpath("string(//details[@id='normalized']//div[@class='text'])"))


def test_every_indicator_is_marked_at_its_place() -> None:
    marks = [indicator(at, at + len(q), TEXT) for q in ("318.38万条", "2877条", "100%") if (at := TEXT.index(q))]
    tree = page_of(marks)
    assert normalized(tree) == TEXT
    assert [(m.get("id"), m.text_content()) for m in tree.xpath("//mark")] == [(i.indicator_id, i.quote) for i in marks]


def test_a_mark_tells_what_is_known() -> None:
    place = TEXT.index("308.37万条")
    i = indicator(place, place + 8, TEXT, qualifier="over", direction="increase", value_high=3.2e6)
    page = render(report(TEXT), [], "", [i], [], {"double_random": Name("双随机一公开与检查", "Random inspection")})
    info = tree_of(page).xpath("string(//mark/@data-info)")
    assert info.split("\n") == [
        "值 ≥ 3,083,700–3,200,000 条 ↑",
        "指标 行政检查监管行为数据",
        "期间 2020年",
        "制度 双随机一公开与检查",
    ]
    english = tree_of(page).xpath("string(//mark/@data-info-en)")
    assert english.split("\n")[2:] == ["Period 2020", "System Random inspection"]


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        ((2020, 1, 1), (2020, 12, 31), "2020年", "2020"),
        ((2016, 1, 1), (2020, 12, 31), "2016–2020年", "2016–2020"),
        ((2020, 1, 1), (2020, 6, 30), "2020-01-01 至 2020-06-30", "2020-01-01 to 2020-06-30"),
        ((2020, 1, 1), None, "2020-01-01 至 …", "2020-01-01 to …"),
        (None, (2020, 12, 31), "截至 2020-12-31", "at 2020-12-31"),
        (None, None, "—", "—"),
    ],
)
def test_periods_as_a_person_writes_them(
    start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, zh: str, en: str
) -> None:
    i = indicator(14, 22, TEXT, period_start=start and dt.date(*start), period_end=end and dt.date(*end))
    (cell,) = page_of([i]).xpath("//section[@id='indicators']//td[@data-en='Period']")
    assert [cell.xpath("string(.//span[@class='zh'])") or "—", cell.xpath("string(.//span[@class='en'])") or "—"] == [
        zh,
        en,
    ]


def test_nested_overlapping_and_touching_marks_keep_text_and_ids() -> None:
    outer, inner = indicator(0, 10, TEXT, indicator_id="outer"), indicator(0, 4, TEXT, indicator_id="inner")
    across, touching = indicator(8, 14, TEXT, indicator_id="across"), indicator(14, 16, TEXT, indicator_id="touching")
    tree = page_of([touching, across, outer, inner])
    assert normalized(tree) == TEXT
    assert sorted(tree.xpath("//details[@id='normalized']//div//@id")) == ["across", "inner", "outer", "touching"]
    assert [m.text_content() for m in tree.xpath("//mark")] == [
        TEXT[0:4],
        TEXT[4:8],
        TEXT[8:10],
        TEXT[10:14],
        TEXT[14:16],
    ]


def test_marks_beyond_the_text_do_no_harm() -> None:
    odd = [indicator(5, 5, TEXT, indicator_id="empty"), indicator(900, 950, TEXT, indicator_id="beyond")]
    tree = page_of([*odd, indicator(40, 400, TEXT, indicator_id="half")])
    assert normalized(tree) == TEXT
    assert set(tree.xpath("//details[@id='normalized']//div//@id")) == {"empty", "beyond", "half"}


def test_changes_are_shown_in_the_text_as_received() -> None:
    source = "首页\n加強領(lǐng)導(dǎo)。"
    edits = [Edit(0, 3, "", "furniture"), Edit(4, 5, "强", "script"), Edit(5, len(source) - 1, "领导", "mirror_pinyin")]
    tree = page_of([], "加强领导。", edits, source)
    removed = tree.xpath("//details[@id='received']//del")
    assert [(d.text_content(), d.get("title"), d.get("class")) for d in removed] == [
        ("首页\n", "页面框架 · page furniture", "soft-change"),
        ("強", "繁体转简体 · traditional to simplified", "soft-change"),
        ("領(lǐng)導(dǎo)", "镜像站插入的拼音 · mirror site: inserted pinyin", None),
    ]  # fmt: skip
    assert [i.text_content() for i in tree.xpath("//details[@id='received']//ins")] == ["强", "领导"]


def test_indicators_are_marked_in_the_text_as_received() -> None:
    source, text = "全年受理１２条(tiáo)。", "全年受理12条。"
    edits = [Edit(4, 6, "12", "width"), Edit(7, 13, "", "mirror_pinyin")]
    i = indicator(4, 7, text, source_start=4, source_end=13)
    mark = page_of([i], text, edits, source).xpath("//details[@id='received']//a[@class='mark level']")
    assert "".join(m.text_content() for m in mark) == "１２12条(tiáo)"
    assert {m.get("href") for m in mark} == {f"#{i.indicator_id}"}


def test_an_indicator_that_ends_within_a_change_shows_the_change_once() -> None:
    made = pieces("三件事", [Edit(0, 3, "3件", "width")], [indicator(0, 1, "三件事", source_start=0, source_end=1)])
    assert [(p.text, p.inserted, len(p.marks)) for p in made] == [("三", "", 1), ("件事", "3件", 0)]


def test_what_is_put_in_without_taking_away_is_shown() -> None:
    made = pieces("一二", [Edit(1, 1, "□", "unrepaired"), Edit(2, 2, "。", "unrepaired")])
    assert [(p.text, p.inserted) for p in made] == [("一", ""), ("", "□"), ("二", ""), ("", "。")]


def test_nothing_of_a_document_is_read_as_html() -> None:
    text = f"{HOSTILE}共35件{HOSTILE}"
    at = text.index("35件")
    i = indicator(
        at,
        at + 3,
        text,
        indicator_id=HOSTILE,
        metric=HOSTILE,
        unit=HOSTILE,
        system=HOSTILE,
        subject=HOSTILE,
        role=HOSTILE,
    )
    r = report(text, title=HOSTILE, issuer=HOSTILE, source=HOSTILE, damage=[HOSTILE], region_name=HOSTILE)
    page = render(r, [Edit(0, 3, HOSTILE, HOSTILE)], text, [i], [finding(message=HOSTILE)])
    tree = tree_of(page)
    assert tree.xpath("//script | //img | //@onerror | //@src | //@style") == []
    assert tree.xpath("//mark/@id") == [HOSTILE]
    assert normalized(tree) == text
    assert tree.xpath("string(//h1)") == HOSTILE
    assert "<script" not in page


def test_links_stay_inside() -> None:
    i = indicator(14, 22, TEXT, indicator_id=f"{DOC}-n5")
    tree = page_of([i])
    assert set(tree.xpath("//@href")) == {"../index.html#reports", "#main", f"#{DOC}-n5"}


@given(
    st.text(alphabet="一35件<&\n", max_size=30),
    st.lists(st.tuples(st.integers(-2, 35), st.integers(-2, 35)), max_size=6),
)
def test_stretches_give_the_text_back(text: str, places: list[tuple[int, int]]) -> None:
    marks = [Edit(start, end, "", "mark") for start, end in places]
    cut = stretches(text, marks)
    assert "".join(s.text for s in cut) == text
    begun = [id(m) for s in cut for m in s.begins]
    assert sorted(begun) == sorted(id(m) for m in marks)
    at = 0
    for s in cut:
        end = at + len(s.text)
        if s.text:
            assert {id(m) for m in s.marks} == {
                id(m) for m in marks if m.start <= at and m.end >= end and m.end > m.start
            }
        at = end


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(-2, 25), st.integers(-2, 25)), max_size=6))
def test_pieces_give_the_source_back(text: str, places: list[tuple[int, int]]) -> None:
    assert "".join(p.text for p in pieces(text, [Edit(a, b, "x", "k") for a, b in places])) == text
