"""`fazhi collect`: what was fetched is a WARC that a batch reads back."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fazhi.cli.main import main
from fazhi.core.ingest.item import Item
from fazhi.stages.inbox import items
from tests.collect.site import PAGE, Site


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_COLLECT_PAUSE", "0")
    monkeypatch.setenv("FAZHI_COLLECT_BACKOFF", "0")


def _collect(tmp_path: Path, *urls: str, private: bool = True, target: str = "out.warc.gz") -> Result:
    (tmp_path / "urls.txt").write_text("\n".join(urls), "utf8")
    flags = ["--allow-private"] if private else []
    arguments = ["collect", str(tmp_path / "urls.txt"), "--warc-out", str(tmp_path / target), *flags]
    return CliRunner().invoke(main, [*arguments, "--data", str(tmp_path / "data")])


def test_what_was_fetched_is_read_back(site: Site, tmp_path: Path) -> None:
    result = _collect(tmp_path, site.url("/page"), site.url("/gzip"), site.url("/none"), site.url("/page"))
    assert result.exit_code == 0, result.output
    assert "4 items: 3 fetched, 0 unchanged, 1 could not be had" in result.output
    found = list(items(tmp_path / "out.warc.gz", tmp_path / "spool"))
    assert [i.source for i in found] == [f"out.warc.gz!/{site.url(path)}" for path in ("/page", "/gzip")]
    for item in found:
        assert isinstance(item, Item)
        assert Path(item.path).read_bytes() == PAGE
    assert isinstance(found[0], Item)
    assert found[0].declared_charset == "gb18030"
    assert found[0].arrival["final_url"] == site.url("/page")


def test_private_addresses_need_the_flag(site: Site, tmp_path: Path) -> None:
    result = _collect(tmp_path, site.url("/page"), private=False)
    assert result.exit_code == 1
    assert "forbidden_address" in result.output
    assert site.told.requests == []


def test_what_is_no_list_and_no_warc_is_an_unusable_argument(tmp_path: Path) -> None:
    assert _collect(tmp_path, "一、主要举措").exit_code == 2
    assert _collect(tmp_path, "http://x.invalid/", target="out.zip").exit_code == 2
