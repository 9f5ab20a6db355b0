"""The page of a batch: what it shows, what it links to, what it never does."""

import json

import pytest
from page_samples import HOSTILE, batch, tree_of

from fazhi.pages.batch import render
from fazhi.pages.rendering import evidence_link, number
from fazhi.pages.summary import BatchSummary, Counts, RepairKind, RepairSample, StageCount


def words(page: str, path: str) -> str:
    """The Chinese text of the elements at `path`."""
    tree = tree_of(page)
    for element in tree.xpath("//*[@class='en']"):
        element.drop_tree()
    return " ".join(" ".join(e.text_content().split()) for e in tree.xpath(path))


def test_verdict_and_counts_stand_on_top() -> None:
    top = words(render(batch(12)), "//main/section[1]")
    assert top.startswith("已发布")
    assert all(
        figure in top for figure in ("17收到文档", "12发布", "2已知，跳过", "1重复", "2隔离", "279指标", "1数字矛盾")
    )


def test_withheld_batch_says_why() -> None:
    summary = batch(3)
    summary.verdict, summary.reasons = "withheld", ["期望 expect_ids_unique 未满足"]
    summary.counts.withheld, summary.counts.published = summary.counts.published, 0
    top = words(render(summary), "//section[@id='verdict']")
    assert "已扣留" in top
    assert "expect_ids_unique" in top
    assert "3扣留" in top


def test_flow_says_whether_it_is_balanced() -> None:
    summary = batch(12)
    assert "收支平衡" in words(render(summary), "//section[@id='flow']/h2")
    summary.stages[1].passed -= 1
    assert "收支不平衡" in words(render(summary), "//section[@id='flow']/h2")
    summary = BatchSummary(
        batch_id="b", verdict="published", version="v", started="", ended="", counts=Counts(documents=2, published=1)
    )
    assert "收支不平衡" in words(render(summary), "//section[@id='flow']/h2")


def test_failed_expectations_show_rows_and_sentences_gravest_first() -> None:
    cards = tree_of(render(batch())).xpath("//section[@id='expectations']/div")
    assert [c.get("class") for c in cards] == ["card critical", "card warning"]
    assert "全年共办理行政复议案件35件" in cards[1].text_content()
    assert cards[1].xpath("string(p[1]/b/span[@class='zh'])") == "引文在其位置上"
    assert "请对照原文核实" not in cards[1].text_content()  # nothing is in quarantine for a warning
    assert cards[0].xpath("string(p[1]/b)") == "expect_quote_at_its_offsets"
    assert cards[1].xpath(".//a/@href") == ["evidence/c3069b74ce9a2da1.html#c3069b74ce9a2da1-n5"]


def test_findings_repairs_and_quarantine_are_shown() -> None:
    page = render(batch())
    assert "报告所述 35 · 应为 37 · 相差 -2" in words(page, "//section[@id='findings']")
    sample = tree_of(page).xpath("//section[@id='repairs']//div[@class='sample']")[0]
    assert sample.text_content() == "加強領(lǐng)導(dǎo)领导干部 原文source"
    assert sample.xpath("string(del)") == "領(lǐng)導(dǎo)"
    rows = tree_of(page).xpath("//section[@id='quarantine']//tbody/tr")
    assert [r.xpath("string(td[3])").strip() for r in rows] == ["scanned", "degenerate"]


def test_changes_that_are_no_repairs_stand_apart_and_last() -> None:
    summary = batch()
    blank = RepairSample(lead="一、", removed="\n \u200b", inserted="", trail="主要举措")
    summary.repairs = [
        RepairKind(kind="script", count=900),
        RepairKind(kind="layout", count=5, samples=[blank]),
        *summary.repairs,
    ]
    page = render(summary)
    assert words(page, "//section[@id='repairs']/h2") == "文字修复 413"
    bodies = tree_of(page).xpath("//section[@id='repairs']//tbody")
    kinds = [b.xpath("tr/td[1]/span/span[@class='zh']/text()") for b in bodies]
    assert kinds == [["镜像站插入的拼音", "无法还原"], ["繁体转简体", "排版"]]
    assert bodies[1].xpath("string(.//del)") == "⏎␣U+200B"


def test_every_report_links_to_its_evidence() -> None:
    links = tree_of(render(batch(40))).xpath("//section[@id='reports']//a/@href")
    assert links == [f"evidence/{n:016x}.html" for n in range(40)]


def test_history_ends_with_this_batch() -> None:
    charts = tree_of(render(batch())).xpath("//section[@id='history']//figure")
    assert len(charts) == 5
    assert charts[0].xpath(".//*[name()='title']")[-1].text_content() == "2026-11-24-0300: 17"
    assert len(charts[0].xpath(".//*[name()='rect']")) == 9


def test_nothing_of_a_document_is_read_as_html() -> None:
    tree = tree_of(render(batch(5, HOSTILE)))
    assert tree.xpath("//script | //img | //iframe | //object | //@onerror | //@onclick | //@style") == []
    plain = tree_of(render(batch(5)))
    assert [e.tag for e in tree.iter()] == [e.tag for e in plain.iter()]
    assert HOSTILE in tree.xpath("string(//section[@id='reports']//a)")
    assert HOSTILE in tree.xpath("string(//section[@id='quarantine']//code)")


def test_nothing_is_fetched() -> None:
    page = render(batch())
    tree = tree_of(page)
    assert all(href.startswith(("evidence/", "#")) for href in tree.xpath("//@href"))
    assert tree.xpath("//@src | //link | //script") == []
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv]/@content)")


def test_every_chinese_label_has_an_english_one() -> None:
    tree = tree_of(render(batch()))
    for label in tree.xpath("//span[@class='zh']"):
        other = label.getnext()
        assert other is not None
        assert other.get("class") == "en"
        assert other.text_content().strip()


@pytest.mark.parametrize("name", ["control\x00\x1b\x85", "lone\ud800", "\ufffe\uffff"])
def test_unprintable_characters_do_not_break_the_page(name: str) -> None:
    summary = batch(1)
    summary.reports[0].title = name
    title = tree_of(render(summary)).xpath("string(//section[@id='reports']//a)")
    assert title.endswith("\ufffd")


def test_an_empty_batch_has_a_page() -> None:
    summary = BatchSummary(batch_id="b", verdict="nothing_new", version="v", started="", ended="")
    page = render(summary)
    assert "没有新内容" in words(page, "//section[@id='verdict']")
    assert "全部满足" in words(page, "//section[@id='expectations']")


def test_a_page_of_a_hundred_documents_is_small() -> None:
    assert len(render(batch(100)).encode()) < 1_000_000


def test_long_tables_say_what_they_leave_out() -> None:
    summary = batch(1)
    summary.quarantine *= 300
    page = render(summary)
    assert len(tree_of(page).xpath("//section[@id='quarantine']//tbody/tr")) == 500
    assert "另有 100 行" in words(page, "//section[@id='quarantine']")


def test_summary_is_json() -> None:
    read = json.loads(batch(2, HOSTILE).as_json())
    assert read["expectations"][0]["result"]["validated_at"] == "2026-11-24T03:00:00+00:00"
    assert read["reports"][1]["title"].endswith(HOSTILE)


def test_links_quote_ids() -> None:
    assert evidence_link('a/b"c', "x y#") == "evidence/a%2Fb%22c.html#x%20y%23"


@pytest.mark.parametrize(
    ("value", "written"), [(None, "—"), (3083700.0, "3,083,700"), (0.51, "0.51"), (-2.0, "-2"), (1234.5, "1,234.5")]
)
def test_numbers_as_a_person_writes_them(value: float | None, written: str) -> None:
    assert number(value) == written


def test_bars_never_leave_their_box() -> None:
    summary = batch(1)
    summary.stages = [StageCount(stage="ingest", entered=0, passed=7, quarantined=-1, seconds=0.0)]
    for rect in tree_of(render(summary)).xpath("//svg[@class='bar']/rect"):
        assert 0 <= float(rect.get("x")) + float(rect.get("width")) <= 200
