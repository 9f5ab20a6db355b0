"""The evidence page: every indicator marked at its place, every change shown, nothing read as HTML."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_samples import HOSTILE, changes_of, evidence_page, finding, indicator, tree_of

from fazhi.core.normalize.edits import Edit
from fazhi.pages import evidence
from fazhi.pages.figures import figures
from fazhi.pages.labels import Name
from fazhi.pages.marking import stretches
from fazhi.pages.stream import stream
from fazhi.schema.curated import Indicator
from tests.pages.page_samples import columns_of

TEXT = "全州共计录入各类监管行为数据318.38万条,其中:行政检查308.37万条,行政处罚2877条。\n满意度达100%。"
DOC = "c3069b74ce9a2da1"
SYSTEMS = {"double_random": Name("双随机一公开与检查", "Random inspection")}


def page_of(indicators: list[Indicator], text: str = TEXT, changes: list[Edit] | None = None, source: str = "") -> Any:
    return tree_of(evidence_page(text, indicators, changes, source, [finding()]))


def read(tree: Any, gone: str) -> str:
    """The text without the elements that one of the two readings hides."""
    (text,) = tree.xpath("//div[@class='text']")
    for element in text.xpath(gone):
        element.drop_tree()
    return str(text.text_content())


def normalized(tree: Any) -> str:
    return read(tree, ".//del | .//s")


def received(tree: Any) -> str:
    return read(tree, ".//ins | .//u")


def test_every_indicator_is_marked_at_its_place() -> None:
    marks = [indicator(at, at + len(q), TEXT) for q in ("318.38万条", "2877条", "100%") if (at := TEXT.index(q))]
    tree = page_of(marks)
    assert [(m.get("id"), m.text_content()) for m in tree.xpath("//mark")] == [(i.indicator_id, i.quote) for i in marks]
    assert normalized(tree) == TEXT


def test_a_mark_tells_what_is_known() -> None:
    place = TEXT.index("308.37万条")
    i = indicator(place, place + 8, TEXT, qualifier="over", direction="increase", value_high=3.2e6, role="part")
    (mark,) = tree_of(evidence_page(TEXT, [i], systems=SYSTEMS)).xpath("//mark")
    told = {name: value for name, value in mark.attrib.items() if name.startswith("data-")}
    assert told == {
        "data-v": "≥ 3,083,700–3,200,000 条 ↑",
        "data-s": "双随机一公开与检查",
        "data-m": "行政检查监管行为数据",
        "data-p": "2020",
    }
    assert mark.get("class") == "part s-double_random"
    assert '.s-double_random{--s:"Random inspection"}' in evidence.style(SYSTEMS)


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ((2020, 1, 1), (2020, 12, 31), "2020"),
        ((2016, 1, 1), (2020, 12, 31), "2016–2020"),
        ((2020, 1, 1), (2020, 6, 30), "2020-01-01 – 2020-06-30"),
        ((2020, 1, 1), None, "2020-01-01 – …"),
        (None, (2020, 12, 31), "2020-12-31"),
        (None, None, "—"),
    ],
)
def test_periods_as_readers_of_any_language_read_them(
    start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, written: str
) -> None:
    i = indicator(14, 22, TEXT, period_start=start and dt.date(*start), period_end=end and dt.date(*end))
    assert page_of([i]).xpath("string(//section[@id='indicators']//td[4])").strip() == written


def test_figures_stand_under_the_names_of_their_systems() -> None:
    known, unknown = indicator(14, 22, TEXT), indicator(26, 34, TEXT, system="later")
    tree = tree_of(evidence_page(TEXT, [unknown, known], systems=SYSTEMS))
    bodies = tree.xpath("//section[@id='indicators']//tbody")
    assert [b.xpath("string(tr[1]/th/span[1])") for b in bodies] == ["双随机一公开与检查", "later"]
    assert [b.xpath("string(tr[2]//a)") for b in bodies] == [known.quote, unknown.quote]


def test_nested_overlapping_and_touching_marks_keep_text_and_ids() -> None:
    outer, inner = indicator(0, 10, TEXT, indicator_id="outer"), indicator(0, 4, TEXT, indicator_id="inner")
    across, touching = indicator(8, 14, TEXT, indicator_id="across"), indicator(14, 16, TEXT, indicator_id="touching")
    tree = page_of([touching, across, outer, inner])
    assert sorted(tree.xpath("//div[@class='text']//@id")) == ["across", "inner", "outer", "touching"]
    assert [m.text_content() for m in tree.xpath("//mark")] == [
        TEXT[0:4],
        TEXT[4:8],
        TEXT[8:10],
        TEXT[10:14],
        TEXT[14:16],
    ]
    assert normalized(tree) == TEXT


def test_marks_beyond_the_text_do_no_harm() -> None:
    odd = [indicator(5, 5, TEXT, indicator_id="empty"), indicator(900, 950, TEXT, indicator_id="beyond")]
    tree = page_of([*odd, indicator(40, 400, TEXT, indicator_id="half")])
    assert set(tree.xpath("//div[@class='text']//@id")) == {"empty", "beyond", "half"}
    assert normalized(tree) == TEXT


def test_changes_are_shown_in_the_text_as_received() -> None:
    source = "首页\n加強領(lǐng)導(dǎo)。"
    changes = [
        Edit(0, 3, "", "furniture"),
        Edit(4, 5, "强", "script"),
        Edit(5, len(source) - 1, "领导", "mirror_pinyin"),
    ]
    tree = page_of([], "加强领导。", changes, source)
    assert [e.text_content() for e in tree.xpath("//div[@class='text']//s")] == ["首页\n", "強"]
    assert [e.text_content() for e in tree.xpath("//div[@class='text']//u")] == ["强"]
    (gone,), (new,) = tree.xpath("//div[@class='text']//del"), tree.xpath("//div[@class='text']//ins")
    assert (gone.text_content(), new.text_content()) == ("領(lǐng)導(dǎo)", "领导")
    assert {gone.get("title"), new.get("title")} == {"镜像站插入的拼音 · mirror site: inserted pinyin"}
    assert received(page_of([], "加强领导。", changes, source)) == source
    assert normalized(tree) == "加强领导。"


def test_a_figure_holds_the_changes_within_it_and_no_others() -> None:
    source, text = "（注）全年受理１２条(tiáo)。", "全年受理12条。"
    changes = [Edit(0, 3, "", "furniture"), Edit(7, 9, "12", "width"), Edit(10, 16, "", "mirror_pinyin")]
    i = indicator(4, 7, text, source_start=7, source_end=16)
    (mark,) = page_of([i], text, changes, source).xpath("//mark")
    assert mark.text_content() == "１２12条(tiáo)"
    before = indicator(0, 4, text, source_start=3, source_end=7)
    (mark,) = page_of([before], text, changes, source).xpath("//mark")
    assert mark.text_content() == "全年受理"


def test_an_indicator_that_ends_within_a_change_shows_the_change_once() -> None:
    i = indicator(0, 1, "3件", source_start=0, source_end=1)
    tree = page_of([i], "3件", [Edit(0, 3, "3件", "width")], "三件事")
    assert tree.xpath("string(//mark)") == "三件事3"
    assert received(tree) == "三件事"
    assert [e.text_content() for e in page_of([i], "3件", [Edit(0, 3, "3件", "width")], "三件事").xpath("//ins")] == [
        "3",
        "件",
    ]


def test_what_is_put_in_without_taking_away_is_shown() -> None:
    changes = [Edit(1, 1, "□", "unrepaired"), Edit(2, 2, "。", "unrepaired")]
    tree = page_of([], "一□二。", changes, "一二")
    assert [e.text_content() for e in tree.xpath("//ins")] == ["□", "。"]
    assert received(tree) == "一二"


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
    source = f"x{text}"
    page = evidence_page(
        text, [i], [Edit(0, 1, "", HOSTILE)], source, [finding(message=HOSTILE)],
        title=HOSTILE, issuer=HOSTILE, source=HOSTILE, damage=[HOSTILE], region_name=HOSTILE,
    )  # fmt: skip
    tree = tree_of(page)
    assert tree.xpath("//script | //img | //@onerror | //@src | //@style") == []
    assert tree.xpath("//mark/@id") == [HOSTILE]
    assert tree.xpath("string(//h1)") == HOSTILE
    assert "<script" not in page
    assert received(tree_of(page)) == source
    assert normalized(tree) == text


def test_links_stay_inside() -> None:
    i = indicator(14, 22, TEXT, indicator_id=f"{DOC}-n5")
    tree = page_of([i])
    assert set(tree.xpath("//@href")) == {"../index.html#reports", "#main", f"#{DOC}-n5", evidence.STYLE}


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800"])
def test_characters_that_html_does_not_allow_are_replaced(sign: str) -> None:
    page = evidence_page(f"一{sign}二", [], title=f"a{sign}b")
    assert sign not in page
    assert tree_of(page).xpath("string(//h1)") in ("a\ufffdb", "a?b")


@given(
    st.lists(st.tuples(st.text("一<&\n", max_size=4), st.text("二>'", max_size=3)), max_size=8),
    st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30)), max_size=5),
)
def test_the_stream_holds_both_readings(parts: list[tuple[str, str]], places: list[tuple[int, int]]) -> None:
    """Text as received and normalized, whatever changed and wherever figures stand."""
    source, text, changes = "", "", []
    for n, (taken, given_) in enumerate(parts):
        source, text = f"{source}三", f"{text}三"
        changes.append(Edit(len(source), len(source) + len(taken), given_, ("script", "width")[n % 2]))
        source, text = source + taken, text + given_
    marks = [
        indicator(a, b, text, indicator_id=f"i{n}", source_start=a, source_end=b) for n, (a, b) in enumerate(places)
    ]
    drawn = stream(text, source, changes_of(changes), figures(columns_of(marks), {}), frozenset({"i0"}))
    tree = tree_of(f"<div class='text'>{drawn}</div>")
    assert sorted(tree.xpath("//@id")) == sorted(i.indicator_id for i in marks)
    assert normalized(tree) == text
    assert received(tree_of(f"<div class='text'>{drawn}</div>")) == source


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
