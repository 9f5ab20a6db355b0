"""What holds for every page: silent, alone, readable, fit for a phone."""

from pathlib import Path

import pytest

from fazhi.pages import evidence, reports
from tests.browser.devtools import Page

pytestmark = pytest.mark.slow
PAGES = ["batch", "large", "hostile", "second", "evidence0", "evidence1", "evidence2", "evidence3"]

# The texts with too little contrast against what is behind them: [ratio, text], by the formula of WCAG 2.
_PALE = """(() => {
  const rgba = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = c.map(v => linear(v / 255)); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor);
    if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  const pale = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node; node = walker.nextNode();) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility() || e.closest('svg')) continue;
    seen += 1;
    const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) pale.push([ratio.toFixed(2), e.tagName + '.' + e.className, node.data.trim().slice(0, 20)]);
  }
  return {seen, pale: pale.slice(0, 10)};
})()"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_complains_about_nothing(page: Page, addresses: dict[str, str], name: str) -> None:
    page.open(addresses[name])
    assert page.requests() == [addresses[name], _beside(addresses[name])]
    assert page.complaints() == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_document_runs_even_without_the_policy(page: Page, addresses: dict[str, str], name: str) -> None:
    page.watch_alerts()
    page.call("Page.setBypassCSP", enabled=True)
    page.open(addresses[name])
    foreign = "script:not([src='reports.js']), img, iframe, object, embed, [onerror], [onclick]"
    assert page.evaluate(f'document.querySelectorAll("{foreign}").length') == 0
    assert page.requests() == [addresses[name], _beside(addresses[name])]
    assert page.complaints() == []


def _beside(address: str) -> str:
    """The one file that a page needs besides itself: its style or its search, in its folder."""
    return f"{address.rpartition('/')[0]}/{evidence.STYLE if '/evidence/' in address else reports.SCRIPT}"


def test_the_watch_sees_scripts_and_requests(page: Page, tmp_path: Path) -> None:
    """Were a page to run something or to fetch something, the two tests above would say so."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<body><img src='nothing.png' onerror=\"alert('ran')\"><script>console.error('loud')</script></body>"
    )
    page.watch_alerts()
    page.open(bad.as_uri())
    assert page.requests() == [bad.as_uri(), (tmp_path / "nothing.png").as_uri()]
    assert any("ran" in said for said in page.complaints())
    assert any("loud" in said for said in page.complaints())


@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(page: Page, addresses: dict[str, str], name: str, english: bool) -> None:
    page.resize(390, 800)
    page.open(addresses[name])
    if english:
        page.click("label.switch")
    assert page.evaluate("[innerWidth, document.scrollingElement.scrollWidth]") == [390, 390]


@pytest.mark.parametrize("name", PAGES)
def test_texts_stand_out_from_their_ground(page: Page, addresses: dict[str, str], name: str) -> None:
    page.open(addresses[name])
    measured = page.evaluate(_PALE)
    assert measured["seen"] > 50
    assert measured["pale"] == []
    if name.startswith("evidence"):
        page.click("label[for=received]")
        assert page.evaluate(_PALE)["pale"] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_switch_turns_every_label_to_english(page: Page, addresses: dict[str, str], name: str) -> None:
    shown = "(c => [...document.querySelectorAll(c)].filter(e => e.checkVisibility()).length)"
    page.open(addresses[name])
    chinese = page.evaluate(f"{shown}('.zh')")
    assert chinese > 10
    assert page.evaluate(f"{shown}('.en')") == 0
    page.click("label.switch")
    assert page.evaluate(f"{shown}('.zh')") == 0
    assert page.evaluate(f"{shown}('.en')") == chinese


@pytest.mark.parametrize("name", ["batch", "evidence0"])
def test_the_keyboard_goes_through_the_page_in_its_order(page: Page, addresses: dict[str, str], name: str) -> None:
    page.open(addresses[name])
    page.press("Tab")
    assert page.evaluate("document.activeElement.id") == "english"
    assert page.evaluate("getComputedStyle(document.querySelector('label.switch')).outlineStyle") == "solid"
    page.press(" ")
    assert page.evaluate("getComputedStyle(document.querySelector('.zh')).display") == "none"
    page.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.evaluate("window.before = document.activeElement, 0")
    for _ in range(8):
        page.press("Tab")
        assert page.evaluate(
            "(e => { const later = before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;"
            " window.before = e; return Boolean(later) && e.checkVisibility()"
            " && getComputedStyle(e).outlineStyle !== 'none'; })(document.activeElement)"
        ), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("name", ["batch", "evidence0"])
def test_the_first_link_skips_to_the_content(page: Page, addresses: dict[str, str], name: str) -> None:
    page.open(addresses[name])
    page.press("Tab")
    page.press("Tab")
    page.press("Enter")
    page.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_a_batch_of_five_hundred_reports_opens_in_a_second(page: Page, addresses: dict[str, str]) -> None:
    taken = []
    for _ in range(3):
        page.open(addresses["large"])
        taken.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    assert page.evaluate("document.querySelectorAll('#reports tbody tr').length") == 500
    assert min(taken) < 1000  # a tenth of it where nothing else runs


@pytest.mark.parametrize(
    ("name", "typed", "count"), [("large", "某市49 ", 11), ("hostile", "某市51", 11), ("second", "某市51", 11)]
)
def test_the_search_finds_reports_of_all_pages(
    page: Page, addresses: dict[str, str], name: str, typed: str, count: int
) -> None:
    page.watch_alerts()
    page.open(addresses[name])
    page.evaluate("search.focus(), 0")
    page.write(typed)
    page.evaluate("new Promise(done => { const look = () => /^[0-9]/.test(hits.textContent) ? done(0)"
                  " : setTimeout(look, 20); look(); })")  # fmt: skip
    links = "[...document.querySelectorAll('#reports a[href^=evidence]')]"
    found = page.evaluate(f"{links}.filter(e => e.checkVisibility()).map(a => a.textContent)")
    assert len(found) == count
    assert all(typed.strip() in title for title in found)
    assert page.evaluate("document.querySelectorAll('#reports script, #reports img').length") == 0
    assert page.complaints() == []


@pytest.mark.parametrize("name", ["batch", "evidence0"])
def test_a_page_prints(page: Page, addresses: dict[str, str], name: str, tmp_path: Path) -> None:
    page.open(addresses[name])
    page.call("Emulation.setEmulatedMedia", media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.switch')).display") == "none"
    page.print(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
