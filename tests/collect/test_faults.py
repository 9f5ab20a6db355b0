"""Every fault of the web on a local site: each URL is an item, with its bytes or with the reason."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.collect.collecting import collected
from fazhi.collect.listing import Listed
from fazhi.collect.policy import Policy
from fazhi.core.ingest.item import Item, Unreadable
from tests.collect.site import PAGE, Site


def fetched(site: Site, policy: Policy, spool: Path, *paths: str) -> list[Item | Unreadable]:
    return list(collected([Listed(site.url(path)) for path in paths], spool, policy))


def reason(item: Item | Unreadable) -> str:
    return item.code if isinstance(item, Unreadable) else "ok"


GOOD = ("/page", "/moved", "/busy", "/gzip", "/deflate", "/br", "/zstd", "/not-packed", "/chunked", "/wrong-charset")


def test_pages_come_whole_whatever_way_they_are_sent(site: Site, policy: Policy, tmp_path: Path) -> None:
    found = fetched(site, policy, tmp_path, *GOOD)
    assert [(item.source, reason(item)) for item in found] == [(site.url(path), "ok") for path in GOOD]
    for item in found:
        assert isinstance(item, Item)
        assert Path(item.path).read_bytes() == PAGE
        assert item.size == len(PAGE)
        assert item.fetched_at
        assert item.spooled
    assert site.told.asked("/busy") == 3


def test_headers_are_kept_without_cookies(site: Site, policy: Policy, tmp_path: Path) -> None:
    page, moved = fetched(site, replace(policy, hosts=1), tmp_path, "/page", "/moved")
    assert isinstance(page, Item)
    assert isinstance(moved, Item)
    assert page.declared_charset == "gb18030"
    assert page.arrival["http_status"] == 200
    assert '"x-own": "a"' in page.arrival["http_headers"]
    assert "session" not in page.arrival["http_headers"]
    assert moved.arrival["final_url"] == site.url("/page")
    assert not any("cookie" in headers for headers in site.told.headers)
    assert {headers["user-agent"].partition("/")[0] for headers in site.told.headers} == {"fazhi"}


FAULTS = {
    "/none": "fetch_failed", "/empty": "empty", "/loop": "fetch_failed", "/ping": "fetch_failed",
    "/away": "forbidden_address", "/endless": "too_large", "/gzip-bomb": "too_large", "/br-bomb": "too_large",
    "/zstd-bomb": "too_large", "/double-bomb": "too_large", "/cut": "fetch_failed", "/down": "fetch_failed",
    "/rude": "fetch_failed", "/hang-up": "fetch_failed", "/broken-gzip": "fetch_failed",
    "/unknown-packing": "fetch_failed",
}  # fmt: skip


def test_faults_are_refused_with_a_reason(site: Site, policy: Policy, tmp_path: Path) -> None:
    found = fetched(site, policy, tmp_path / "spool", *FAULTS, "/page")
    assert [reason(item) for item in found] == [*FAULTS.values(), "ok"]
    assert len(list((tmp_path / "spool").iterdir())) == 1


@pytest.mark.parametrize("path", ["/cut", "/down", "/rude", "/hang-up", "/broken-gzip"])
def test_what_may_pass_is_tried_again(site: Site, policy: Policy, tmp_path: Path, path: str) -> None:
    (found,) = fetched(site, policy, tmp_path, path)
    assert site.told.asked(path) == policy.attempts
    assert isinstance(found, Unreadable)
    assert f"{policy.attempts} 次都没取到" in found.message


@pytest.mark.parametrize("path", ["/none", "/endless", "/gzip-bomb", "/empty"])
def test_what_will_not_pass_is_not_tried_again(site: Site, policy: Policy, tmp_path: Path, path: str) -> None:
    fetched(site, policy, tmp_path, path)
    assert site.told.asked(path) == 1


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_an_answer_that_drips_ends_with_its_time(site: Site, policy: Policy, tmp_path: Path, path: str) -> None:
    (found,) = fetched(site, replace(policy, page_seconds=0.3), tmp_path, path)
    assert isinstance(found, Unreadable)
    assert (found.code, site.told.asked(path)) == ("fetch_failed", 1)
    assert "时限" in found.message


def test_a_redirect_loop_is_bounded(site: Site, policy: Policy, tmp_path: Path) -> None:
    fetched(site, policy, tmp_path, "/loop")
    assert site.told.asked("/loop") == policy.redirects + 1


def test_a_redirect_keeps_the_bytes_of_its_address(site: Site, policy: Policy, tmp_path: Path) -> None:
    (found,) = fetched(site, policy, tmp_path, "/moved-in-gbk")
    assert isinstance(found, Item)
    assert found.arrival["final_url"] == site.url("/to-gbk?%C4%EA%B1%A8")


@pytest.mark.parametrize("fails", ["spool", "temporary"])
def test_a_full_disk_ends_the_collection(
    site: Site, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """No fault of a site: nothing is kept back for it."""

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "spool")

    name = "collecting.shutil.move" if fails == "spool" else "asking._body"
    monkeypatch.setattr(f"fazhi.collect.{name}", full)
    with pytest.raises(OSError, match="No space left"):
        fetched(site, policy, tmp_path, "/page", "/gzip")


def test_retry_after_is_honoured_and_bounded(site: Site, policy: Policy, tmp_path: Path) -> None:
    found = fetched(site, replace(policy, hosts=1), tmp_path, "/wait")
    assert [reason(item) for item in found] == ["ok"]
    found = fetched(site, replace(policy, hosts=1), tmp_path, "/come-tomorrow", "/page")
    assert [reason(item) for item in found] == ["fetch_failed", "fetch_failed"]
    assert site.told.asked("/come-tomorrow") == 1
    assert isinstance(found[1], Unreadable)
    assert "86400" in found[1].message


def test_a_dead_host_is_left_alone_after_some_urls(site: Site, policy: Policy, tmp_path: Path) -> None:
    few = replace(policy, failures_of_host=2, attempts=1, hosts=1)
    found = fetched(site, few, tmp_path, "/down?1", "/down?2", "/page", "/page?2")
    assert [reason(item) for item in found] == ["fetch_failed"] * 4
    assert len(site.told.requests) == 3


def test_a_url_listed_twice_is_fetched_once_and_counted_twice(site: Site, policy: Policy, tmp_path: Path) -> None:
    first, second = fetched(site, policy, tmp_path, "/page", "/page")
    assert first == second
    assert site.told.asked("/page") == 1


def test_a_defect_of_ours_is_an_item_too(
    site: Site, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fazhi.collect.collecting.attachments", broken)
    (found,) = fetched(site, policy, tmp_path, "/page")
    assert reason(found) == "internal_error"
