"""What a night takes in: an inbox and a list of URLs as one batch."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.stages.opening import UnusableInput, open_batch
from fazhi.stages.plan import read_items
from fazhi.storage.layout import Layout
from tests.collect.site import Site, running


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    running(served)
    yield served
    served.told.released.set()
    served.shutdown()
    served.server_close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.txt").write_text("关于法治政府建设情况的报告", "utf8")
    return folder


def test_files_and_pages_are_one_batch(
    layout: Layout, inbox: Path, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_COLLECT_PAUSE", "0")
    urls = tmp_path / "urls.txt"
    urls.write_text(site.url("/page") + "\n")
    opened = open_batch(layout, inbox, None, allow_private=True, urls=urls)
    assert [item.source for item in read_items(opened.batch, 0)] == ["a.txt", site.url("/page")]
    assert opened.plan.input == f"{inbox} + {urls}"
    again = open_batch(layout, inbox, None, allow_private=True, urls=urls)
    assert (again.resumed, again.batch.id) == (True, opened.batch.id)


def test_a_list_that_is_still_empty_leaves_the_inbox(layout: Layout, inbox: Path, tmp_path: Path) -> None:
    urls = tmp_path / "urls.csv"
    urls.write_text("url\n# none yet\n")
    assert open_batch(layout, inbox, None, urls=urls).plan.to_process == 1


@pytest.mark.parametrize("text", [None, "ftp://example.org/a\n", "请见附件\n"])
def test_a_list_that_is_none_is_said_at_once(layout: Layout, inbox: Path, tmp_path: Path, text: str | None) -> None:
    urls = tmp_path / "urls.txt"
    if text:
        urls.write_text(text, "utf8")
    with pytest.raises(UnusableInput, match="urls"):
        open_batch(layout, inbox, None, urls=urls)
    assert layout.unfinished() == []
