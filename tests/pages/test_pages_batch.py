"""The page of a batch: what it shows, what it links to, what it never does."""

import json

import pytest
from page_samples import HOSTILE, batch, page, rows, tree_of

from fazhi.core.reasons import english_words
from fazhi.core.refusal import REASONS
from fazhi.pages import batch as batch_page
from fazhi.pages import reports
from fazhi.pages.rendering import evidence_link, number, observed
from fazhi.pages.summary import BatchSummary, Counts, RepairKind, RepairSample, StageCount


def render(summary: BatchSummary) -> str:
    """The page without a list of reports."""
    return batch_page.render(summary).decode()


def words(page: str, path: str) -> str:
    """The Chinese text of the elements at `path`."""
    tree = tree_of(page)
    for element in tree.xpath("//*[@class='en']"):
        element.drop_tree()
    return " ".join(" ".join(e.text_content().split()) for e in tree.xpath(path))


def test_verdict_and_counts_stand_on_top() -> None:
    top = words(page(12), "//main/section[1]")
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
    cards = tree_of(page()).xpath("//section[@id='expectations']/div")
    assert [c.get("class") for c in cards] == ["card critical", "card warning", "card info", "card warning"]
    assert "全年共办理行政复议案件35件" in cards[1].text_content()
    assert cards[1].xpath("string(p[1]/b/span[@class='zh'])") == "引文在其位置上"
    assert "请对照原文核实" not in cards[1].text_content()  # nothing is in quarantine for a warning
    assert cards[0].xpath("string(p[1]/b)") == "expect_quote_at_its_offsets"
    assert cards[1].xpath(".//a/@href") == ["evidence/c3069b74ce9a2da1.html#c3069b74ce9a2da1-n5"]
    assert "looked at 17 " in " ".join(cards[1].text_content().split())


def test_findings_repairs_and_quarantine_are_shown() -> None:
    drawn = page()
    assert "报告所述 35 · 应为 37 · 相差 -2" in words(drawn, "//section[@id='findings']")
    sample = tree_of(drawn).xpath("//section[@id='repairs']//div[@class='sample']")[0]
    assert sample.text_content() == "加強領(lǐng)導(dǎo)领导干部 原文source"
    assert sample.xpath("string(del)") == "領(lǐng)導(dǎo)"
    kept = tree_of(drawn).xpath("//section[@id='quarantine']//tbody/tr")
    assert [r.xpath("string(td[3]/code)") for r in kept] == ["scanned", "degenerate"]


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
    links = tree_of(page(40)).xpath("//section[@id='reports']//a/@href")
    assert links == [f"evidence/{n:016x}.html" for n in range(40)]


def test_history_ends_with_this_batch() -> None:
    charts = tree_of(page()).xpath("//section[@id='history']//figure")
    assert len(charts) == 5
    assert charts[0].xpath(".//*[name()='title']")[-1].text_content() == "2026-11-24-0300: 17"
    assert len(charts[0].xpath(".//*[name()='rect']")) == 9


def test_nothing_of_a_document_is_read_as_html() -> None:
    tree = tree_of(page(5, HOSTILE))
    assert tree.xpath("//img | //iframe | //object | //@onerror | //@onclick | //@style") == []
    assert [(e.get("src"), e.text) for e in tree.xpath("//script")] == [(reports.SCRIPT, None)]
    plain = tree_of(page(5))
    assert [e.tag for e in tree.iter()] == [e.tag for e in plain.iter()]
    assert HOSTILE in tree.xpath("string(//section[@id='reports']//a)")
    assert HOSTILE in tree.xpath("string(//section[@id='quarantine']//code)")


def test_nothing_is_fetched_but_the_search_beside_the_page() -> None:
    drawn = page()
    tree = tree_of(drawn)
    assert all(href.startswith(("evidence/", "#")) for href in tree.xpath("//@href"))
    assert tree.xpath("//@src") == [reports.SCRIPT]
    assert tree.xpath("//link") == []
    assert "url(" not in drawn
    assert "@import" not in drawn
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv]/@content)")


def test_thousands_of_reports_are_listed_on_pages_of_their_own() -> None:
    total = 2 * reports.ROWS_A_PAGE + 3
    every = rows(total)
    drawn = [page(total)]
    for place in range(2, reports.page_count(total) + 1):
        own = every[(place - 1) * reports.ROWS_A_PAGE : place * reports.ROWS_A_PAGE]
        drawn.append(reports.render("b", own, place, total).decode())
    links = [link for p in drawn for link in tree_of(p).xpath("//table[contains(@class, 'reports-table')]//a/@href")]
    assert links == [f"evidence/{n:016x}.html" for n in range(total)]
    assert tree_of(drawn[1]).xpath("//nav//@href") == ["index.html#reports", "reports-3.html#reports"]
    assert all(len(p.encode()) < 400_000 for p in drawn)


def test_the_data_of_the_search_is_no_script_and_no_html() -> None:
    data = reports.search_data(rows(3, f"{HOSTILE}\u2028</script>")).decode()
    assert data.startswith("window.fazhiReports = [\n")
    assert data.endswith("\n];\n")
    assert not {"<", "\u2028"}.intersection(data)
    read = json.loads(data.removeprefix("window.fazhiReports = ").removesuffix(";\n"))
    assert read[2][:2] == [f"{2:016x}", f"某市2{'2022年法治政府建设年度报告'}{HOSTILE}\u2028</script>"]


def test_a_document_that_older_rules_had_published_is_named() -> None:
    summary = batch(3)
    summary.still_published = 1
    summary.quarantine[0].published_before = True
    drawn = render(summary)
    assert "其中 1 份文档此前已按旧规则发布" in words(drawn, "//section[@id='quarantine']")
    assert "旧版本仍在发布" in words(drawn, "//section[@id='quarantine']//tbody/tr[1]")
    assert "旧版本仍在发布" not in words(drawn, "//section[@id='quarantine']//tbody/tr[2]")


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(english_words()) == set(REASONS)
    assert all(entry["en"] and entry["advice"] for entry in english_words().values())


def test_every_chinese_label_has_an_english_one() -> None:
    tree = tree_of(page())
    for label in tree.xpath("//span[@class='zh']"):
        other = label.getnext()
        assert other is not None
        assert other.get("class") == "en"
        assert other.text_content().strip()


@pytest.mark.parametrize("name", ["control\x00\x1b\x85", "lone\ud800", "\ufffe\uffff"])
def test_unprintable_characters_do_not_break_the_page(name: str) -> None:
    listed = rows(1)
    listed[0].title = name
    drawn = batch_page.render(batch(1), listed).decode()
    title = tree_of(drawn).xpath("string(//section[@id='reports']//a)")
    assert title.endswith("\ufffd")


def test_an_empty_batch_has_a_page() -> None:
    summary = BatchSummary(batch_id="b", verdict="nothing_new", version="v", started="", ended="")
    page = render(summary)
    assert "没有新内容" in words(page, "//section[@id='verdict']")
    assert "全部满足" in words(page, "//section[@id='expectations']")


def test_a_page_of_a_hundred_documents_is_small() -> None:
    assert len(page(100).encode()) < 1_000_000


def test_long_tables_say_what_they_leave_out() -> None:
    summary = batch(1)
    summary.quarantine_count = 300
    assert "另有 298 行" in words(render(summary), "//section[@id='quarantine']")


def test_summary_is_json() -> None:
    read = json.loads(batch(2, HOSTILE).as_json())
    assert read["expectations"][0]["result"]["validated_at"] == "2026-11-24T03:00:00+00:00"


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


def test_expectations_that_were_not_run_are_said_to_be_so() -> None:
    drawn = render(batch())
    (card,) = tree_of(drawn).xpath("//section[@id='expectations']/div[@class='card info']")
    assert "按计划到达" in card.text_content()
    assert card.xpath("string(.//li//code[last()])") == "the schedule"
    assert "2 / 4" in words(drawn, "//section[@id='expectations']/h2")


def test_unfinished_batches_that_were_dropped_are_named() -> None:
    (told,) = tree_of(render(batch())).xpath("//section[@id='verdict']/p[@class='dropped']")
    assert [code.text_content() for code in told.xpath("code")] == ["night", "night-2"]


def test_unused_corrections_and_copies_are_shown() -> None:
    drawn = render(batch())
    assert "wrong-total" in words(drawn, "//section[@id='expectations']")
    rows_of = tree_of(drawn).xpath("//section[@id='copies']//tbody/tr")
    assert [r.xpath("string(td[1])") for r in rows_of] == ["inbox/again.txt", "inbox/copy.txt"]
    assert [r.xpath(".//@href") for r in rows_of] == [[], [f"evidence/{1:016x}.html"]]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ('{"failed_percent": 3.33, "sample": [{"value": 36.0, "parts.sum": 37.5, "unit": null}, 2]}',
         "value 36, parts.sum 37.5; 2"),
        ('{"observed_value": 0.333333333}', "observed_value 0.333333"),
        ("<no JSON", "<no JSON"),
    ],
)  # fmt: skip
def test_what_was_observed_is_told_to_people(told: str, read: str) -> None:
    assert observed(told) == read


def test_items_that_an_earlier_batch_kept_back_are_told() -> None:
    summary = batch(3)
    summary.quarantined_before = 2
    assert "另有 2 项此前已被同一版本的规则隔离" in words(render(summary), "//section[@id='quarantine']")


def test_applied_corrections_say_document_change_and_reason() -> None:
    summary = batch(3)
    summary.correction_count = 140
    section = words(render(summary), "//section[@id='corrections']")
    assert section.startswith("已应用的更正 140")
    for told in ("某市报告", "fix", "value: 1234 → 12340", "更正公告"):
        assert told in section
    assert "139" in section
    summary.corrections = []
    assert not tree_of(render(summary)).xpath("//section[@id='corrections']")


def test_changes_say_how_many_there_are_in_all() -> None:
    summary = batch(3)
    summary.change_count = 4321
    section = words(render(summary), "//section[@id='changes']")
    assert "4,321" in section
    assert "4320" in section
