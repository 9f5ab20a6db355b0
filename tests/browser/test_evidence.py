"""From a figure to its place: links, highlights, the text as received."""

from typing import Any

import pandas as pd
import pytest

from fazhi.storage.layout import Layout
from tests.browser.devtools import Page

pytestmark = pytest.mark.slow

# What the address points at: its text, whether it is in the window, whether it stands out.
_TARGET = """(() => {
  const e = document.querySelector(':target'), r = e.getClientRects()[0] || {}, s = getComputedStyle(e);
  return {text: e.innerText, id: e.id, inside: r.top >= 0 && r.bottom <= innerHeight && r.height > 0,
          outlined: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2};
})()"""
# The text as the reader sees it, without what the reading hides.
_READ = """(() => {
  const walker = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
  let read = ''; for (let node; node = walker.nextNode();) if (node.parentElement.checkVisibility()) read += node.data;
  return read; })()"""


@pytest.fixture(scope="module")
def tables(data: Layout) -> dict[str, Any]:
    """The rows that the pages are made of."""
    curated = {name: pd.read_parquet(data.table("curated", name)) for name in ("reports", "indicators", "findings")}
    return {**curated, "normalized": pd.read_parquet(data.table("normalized", "documents"))}


def _evidence(data: Layout, doc_id: str) -> str:
    return (data.quality("looked-at") / "evidence" / f"{doc_id}.html").as_uri()


def _repaired(tables: dict[str, Any]) -> str:
    reports = tables["reports"]
    return str(reports.loc[reports.repairs.idxmax(), "doc_id"])


def _settled(page: Page) -> Any:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
    return page.evaluate(_TARGET)


def test_links_of_the_batch_page_land_on_the_figure(page: Page, data: Layout, tables: dict[str, Any]) -> None:
    quotes = tables["indicators"].set_index("indicator_id")["quote"]
    index = (data.quality("looked-at") / "index.html").as_uri()
    page.open(index)
    links = page.evaluate("[...document.querySelectorAll('main a[href*=\"#\"]')].map(a => a.getAttribute('href'))")
    assert len(links) >= 5
    for link in links:
        page.open(index)
        page.follow(f"a[href='{link}']")
        target = _settled(page)
        assert target["id"] == link.partition("#")[2]
        assert quotes[target["id"]].startswith(target["text"])
        assert target["inside"]
        assert target["outlined"]


def test_every_indicator_of_a_report_can_be_gone_to(page: Page, data: Layout, tables: dict[str, Any]) -> None:
    doc_id = _repaired(tables)
    rows = tables["indicators"].query("doc_id == @doc_id")
    assert len(rows) > 20
    page.open(_evidence(data, doc_id))
    for row in rows.itertuples():
        page.evaluate(f"location.hash = '{row.indicator_id}', 0")
        target = _settled(page)
        assert target == {"text": row.quote, "id": row.indicator_id, "inside": True, "outlined": True}


def test_the_two_readings_are_the_two_texts(page: Page, data: Layout, tables: dict[str, Any]) -> None:
    source = tables["normalized"].set_index("doc_id").source_text
    for row in tables["reports"].itertuples():
        page.open(_evidence(data, row.doc_id))
        assert page.evaluate(_READ) == row.text
        page.click("label[for=received]")
        page.evaluate("document.querySelectorAll('.text ins, .text u').forEach(e => e.remove())")
        assert page.evaluate(_READ) == source[row.doc_id].replace("\r\n", "\n")


def test_the_text_as_received_shows_every_repair(page: Page, data: Layout, tables: dict[str, Any]) -> None:
    doc_id = _repaired(tables)
    (row,) = tables["reports"].query("doc_id == @doc_id").itertuples()
    page.open(_evidence(data, doc_id))
    shown = "[...document.querySelectorAll('.text del, .text ins')].filter(e => e.checkVisibility())"
    assert page.evaluate(
        f"{shown}.every(e => getComputedStyle(e).textDecorationLine === 'none' && e.tagName === 'INS')"
    )
    page.click("label[for=received]")
    assert page.evaluate(f"{shown}.length") >= row.repairs > 3
    struck = f"{shown}.filter(e => e.tagName === 'DEL').map(e => getComputedStyle(e).textDecorationLine)"
    assert set(page.evaluate(struck)) == {"line-through"}


def test_a_figure_is_gone_to_in_either_reading(page: Page, data: Layout, tables: dict[str, Any]) -> None:
    page.open(_evidence(data, _repaired(tables)))
    page.click("label[for=received]")
    page.click("#indicators tbody a")
    target = _settled(page)
    assert target["inside"]
    assert target["outlined"]


def test_the_readings_change_by_keyboard(page: Page, data: Layout, tables: dict[str, Any]) -> None:
    page.open(_evidence(data, _repaired(tables)))
    page.evaluate("normalized.focus(), 0")
    page.press("ArrowRight")
    assert page.evaluate("[received.checked, document.querySelector('.text del').checkVisibility()]") == [True, True]
    assert page.evaluate("getComputedStyle(document.querySelector('label[for=received]')).outlineStyle") == "solid"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_note_of_a_figure_stays_in_the_window(page: Page, data: Layout, tables: dict[str, Any], width: int) -> None:
    page.resize(width, 800)
    page.open(_evidence(data, _repaired(tables)))
    count = page.evaluate("document.querySelectorAll('mark').length")
    for number in range(count):
        page.hover("mark", number)
        assert page.evaluate("document.querySelector('mark:hover') !== null")
        assert page.evaluate("getComputedStyle(document.querySelector('mark:hover'), '::after').content").startswith(
            '"值 '
        )
        assert page.evaluate("document.scrollingElement.scrollWidth") == width
