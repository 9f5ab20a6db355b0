"""A browser, and pages to look at: of a real batch, of a large one, of one whose texts attack the reader."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.pages import batch as batch_page
from fazhi.pages import reports
from fazhi.storage.layout import Layout
from tests.browser.devtools import Browser, Page, executable
from tests.conftest import INBOX
from tests.pages.page_samples import HOSTILE, batch, rows
from tests.publishing import publish

ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Skips where there is no browser, fails there if `FAZHI_REQUIRE_BROWSER` is set."""
    program = executable()
    if program is None:
        if os.environ.get("FAZHI_REQUIRE_BROWSER"):
            pytest.fail("FAZHI_REQUIRE_BROWSER is set and there is no chromium")
        pytest.skip("no chromium on this machine; `.ci/run` installs it")
    started = Browser(program, tmp_path_factory.mktemp("browser") / "profile")
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab."""
    opened = browser.page()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A data folder after the sample reports and one that attacks its reader by text, title and file name."""
    inbox = tmp_path_factory.mktemp("inbox")
    for path in INBOX.glob("*.txt"):
        (inbox / path.name).write_bytes(path.read_bytes())
    (inbox / f"{ATTACK}.txt").write_text(_hostile_report(), "utf8")
    layout = Layout(tmp_path_factory.mktemp("pages") / "data")
    assert publish(layout, inbox, "looked-at")["counts"]["published"] == 4
    return layout


@pytest.fixture(scope="session")
def addresses(data: Layout, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages that every check goes over, by name."""
    drawn = tmp_path_factory.mktemp("drawn")
    _draw(drawn / "large", 500)
    _draw(drawn / "hostile", reports.ROWS_A_PAGE + 20, HOSTILE)
    folder = data.quality("looked-at")
    pages = {"batch": folder / "index.html", "large": drawn / "large" / "index.html"}
    pages |= {"hostile": drawn / "hostile" / "index.html", "second": drawn / "hostile" / "reports-2.html"}
    pages |= {f"evidence{n}": path for n, path in enumerate(sorted((folder / "evidence").glob("*.html")))}
    return {name: path.as_uri() for name, path in pages.items()}


def _draw(folder: Path, documents: int, hostile: str = "") -> None:
    """The pages of a batch of so many reports, without evidence."""
    folder.mkdir()
    every, first = rows(documents, hostile), reports.ROWS_A_PAGE
    (folder / "index.html").write_bytes(batch_page.render(batch(documents, hostile), every[:first], documents))
    for place in range(2, reports.page_count(documents) + 1):
        own = every[(place - 1) * first : place * first]
        (folder / reports.page_name(place)).write_bytes(reports.render("b", own, place, documents))
    (folder / reports.SCRIPT).write_bytes(reports.script())
    (folder / reports.DATA).write_bytes(reports.search_data(every))


def _hostile_report() -> str:
    return f"""<script>alert(1)</script>某市司法局{ATTACK}2021年法治政府建设年度报告
2021年，某市司法局坚持以习近平法治思想为指导，扎实推进法治政府建设。现将有关情况报告如下。
一、主要举措和成效
（一）加强行政复议工作。"><script>alert(2)</script>全年共受理行政复议案件35件{ATTACK}，审结30件，纠错率20%。
（二）加强公共法律服务。办理法律援助案件1200件，调解矛盾纠纷5600件，成功率98%。
二、存在的问题
执法队伍的能力和水平有待提高。
三、下一步工作安排
继续推进依法行政，完善工作机制，加强监督检查。
"""
