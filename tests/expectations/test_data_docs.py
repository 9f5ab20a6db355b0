"""Great Expectations' own pages: one a suite, values of documents as text, nothing that leads out of them."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from expectations.data_docs import Drawn, pages
from expectations.inert import guarded, inert
from fazhi.cli.main import main
from fazhi.schema.quality import Result
from fazhi.stages.said import asked_by, entry_of
from fazhi.storage.files import read_rows, write_json, write_rows
from fazhi.storage.layout import Layout

SCRIPT = "<script>alert(1)</script>"
HANDLER = '" onmouseover="alert(2)'
OTHERS = [
    "{{ 7*7 }} $column ${x} `y` &lt;b&gt;",
    "</style></title><img src=http://a.b/c onerror=alert(3)>",
    "\x00\x1b[2J",
]
HOSTILE = [SCRIPT, HANDLER, *OTHERS]
LEADS_OUT = re.compile(r"<script|<img|<link|<iframe|<form|url\(|@import|(src|href)=[\"'](https?:|//|javascript:)")
BETWEEN = "expect_table_row_count_to_be_between"


def _result(expectation: str, column: str | None, **given: Any) -> Result:
    plain: dict[str, Any] = {
        "batch_id": "b1", "chunk": 0, "suite": "extracted.indicators", "severity": "critical", "success": False,
        "rows": 9, "evaluated": 8, "failed_rows": 3, "validated_at": dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        "observed": json.dumps({"failed_percent": 12.5, "sample": HOSTILE}), "failed_ids": HOSTILE,
    }  # fmt: skip
    return Result(expectation=expectation, column=column, **{**plain, **given})


RESULTS = [
    _result("expect_column_values_to_not_be_null", "quote", observed=json.dumps({"sample": [None, *HOSTILE]})),
    _result("expect_column_values_to_be_in_set", "unit"),
    _result("expect_units_to_stand_in_quotes", "unit, quote", observed=json.dumps({"sample": [{"quote": SCRIPT}]})),
    _result(BETWEEN, None, observed=json.dumps({"observed_value": HANDLER}), failed_rows=0, failed_ids=[]),
    _result("expect_of_another_release", SCRIPT, suite=BETWEEN),
    _result("expect_column_values_to_be_between", "value", success=False, not_run=SCRIPT, severity="info"),
    _result("expect_column_values_to_be_unique", "doc_id", suite="raw.documents", success=True, observed=None),
]


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A data folder with an ended batch of those results."""
    layout = Layout(tmp_path_factory.mktemp("data"))
    work = layout.root / "work"
    write_rows(layout.quality("b1") / "results.parquet", Result, RESULTS, work)
    manifest = {"batch_id": "b1", "verdict": "published", "counts": {"items_in": 1}, "ended": "2026-01-02"}
    write_json(layout.manifest("b1"), manifest, work)
    return layout


@pytest.fixture(scope="module")
def written(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages, by file name, as the command writes them."""
    folder = tmp_path_factory.mktemp("docs") / "new"
    told = CliRunner().invoke(main, ["report", "--data", str(layout.root), "--data-docs", str(folder)])
    assert (told.exit_code, told.stdout.strip()) == (0, str(folder / "index.html")), told.output
    return {path.name: path.read_text("utf8") for path in folder.iterdir()}


def test_there_is_a_page_for_each_suite_and_an_index_that_leads_to_it(written: dict[str, str], layout: Layout) -> None:
    suites = {"extracted.indicators", "raw.documents"}
    assert set(written) == {"index.html", *(f"{suite}.html" for suite in suites)}
    assert {a.get("href") for a in html.fromstring(written["index.html"]).iter("a")} == set(written) - {"index.html"}
    assert "expect_of_another_release" in written["index.html"]
    assert sorted(p.name for p in Path(str(layout.quality("b1"))).iterdir()) == ["batch.json", "results.parquet"]
    assert read_rows(layout.quality("b1") / "results.parquet").num_rows == len(RESULTS)


def test_values_of_documents_are_text(written: dict[str, str]) -> None:
    page = written["extracted.indicators.html"]
    shown = html.document_fromstring(page).text_content()
    for value in (SCRIPT, HANDLER, *OTHERS[:2]):
        assert value in shown
        assert all(value not in text for text in written.values())
    assert not [text for text in written.values() if re.search(r"[\x00-\x08\x1b]|[\U0010ffe0-\U0010fff0]", text)]


def test_nothing_runs_and_nothing_is_fetched(written: dict[str, str]) -> None:
    for text in written.values():
        assert not LEADS_OUT.search(text)
        tree = html.document_fromstring(text)
        assert [m.get("content") for m in tree.iter("meta") if m.get("http-equiv")] == [
            "default-src 'none'; style-src 'unsafe-inline'"
        ]
        assert not [name for e in tree.iter() for name in e.attrib if name.startswith("on") or name == "src"]
        assert not [e.get("href") for e in tree.iter() if "//" in e.get("href", "") or ":" in e.get("href", "")]


def test_every_declared_expectation_can_be_drawn_failed() -> None:
    """Great Expectations refuses arguments that it does not like only when it draws them."""
    from expectations.frames import looked_at
    from expectations.suites import LAYER_SUITES, suite_of

    results = [
        _result(entry.type, looked_at(entry), suite=part.name)
        for layer in (*LAYER_SUITES, "batch")
        for part in suite_of(layer).parts
        for entry in part.entries
    ]
    places: dict[Any, int] = {}
    drawn = []
    for result in results:
        place = places[asked_by(result)] = places.get(asked_by(result), -1) + 1
        drawn.append(Drawn(result=result, entry=entry_of(asked_by(result), place)))
    assert all(one.entry for one in drawn)
    made = dict(pages(HANDLER, drawn))
    assert set(made) == {"index.html", *(f"{result.suite}.html" for result in results)}
    assert not [name for name, text in made.items() if LEADS_OUT.search(text) or HANDLER in text or SCRIPT in text]


@pytest.mark.parametrize("inside", ["", "b1", "b1/docs", "new", "../quality/b1"])
def test_the_batches_own_folder_is_refused(layout: Layout, inside: str) -> None:
    folder = Path(str(layout.root)) / "quality" / inside
    before = sorted((layout.root / "quality").rglob("*"))
    told = CliRunner().invoke(main, ["report", "--data", str(layout.root), "--data-docs", str(folder)])
    assert told.exit_code == 2
    assert "name another folder" in told.stderr
    assert sorted((layout.root / "quality").rglob("*")) == before


def test_a_link_into_the_batches_own_folder_is_refused(layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(Path(str(layout.root)) / "quality")
    told = CliRunner().invoke(main, ["report", "--data", str(layout.root), "--data-docs", str(tmp_path / "docs" / "x")])
    assert told.exit_code == 2


def test_stand_ins_in_a_value_are_no_way_round() -> None:
    smuggled = "".join(chr(c) for c in range(0x10FFE0, 0x10FFF0))
    page = inert(f"<html><head></head><body><p title='{guarded(smuggled)}'>{guarded(smuggled)}</p></body></html>")
    assert "�" in page
    assert not re.search("&#(60|34|62);", page)


def test_a_page_is_cleaned_of_what_leads_out() -> None:
    page = inert(
        "<html><head><link href=http://a/b.css><script>x</script></head><body onload=x><a href='javascript:x'>a</a>"
        "<a href='//a.b/c.html'>b</a><a href='#s'>c</a><div style='background:url(http://a)'>d</div><img src=x>"
        "</body></html>"
    )
    assert not LEADS_OUT.search(page)
    assert "onload" not in page
    assert '<a href="#s">c</a>' in page
