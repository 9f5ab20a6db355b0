"""robots.txt, pauses, requests at once: what hosts are asked, how often, in what order."""

import datetime as dt
import itertools
import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.collect import addresses
from fazhi.collect.asking import retry_after
from fazhi.collect.collecting import collected
from fazhi.collect.listing import Listed
from fazhi.collect.policy import Policy
from fazhi.collect.turns import Turn, Turns
from fazhi.core.ingest.item import Item, Unreadable
from tests.collect.site import Site


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every host name is the local site."""
    monkeypatch.setattr(addresses, "resolved", lambda host, port: ["127.0.0.1"])


def _codes(site: Site, policy: Policy, spool: Path, *urls: str) -> list[str]:
    found = collected([Listed(url) for url in urls], spool, policy)
    return [item.code if isinstance(item, Unreadable) else "ok" for item in found]


def test_robots_are_asked_once_a_site_and_obeyed(site: Site, policy: Policy, tmp_path: Path) -> None:
    site.told.robots["127.0.0.1"] = (200, b"User-agent: *\nDisallow: /private\nUser-agent: fazhi\nDisallow: /held\n")
    urls = [site.url(path) for path in ("/page", "/held", "/private", "/held/2")]
    assert _codes(site, policy, tmp_path, *urls) == ["ok", "disallowed", "ok", "disallowed"]
    assert site.told.asked("/robots.txt") == 1
    assert site.told.asked("/held") == 0


def test_robots_of_every_host_on_the_way_are_obeyed(site: Site, policy: Policy, tmp_path: Path, named: None) -> None:
    site.told.robots["closed.example"] = (200, b"User-agent: *\nDisallow: /\n")
    to = site.url("/page", "closed.example")
    assert _codes(site, policy, tmp_path, site.url(f"/to?{to}", "open.example")) == ["disallowed"]
    assert [path for host, path in site.told.requests if host == "closed.example"] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, b"", "ok"), (403, b"no", "ok"), (200, b"", "ok"), (200, b"<html>not found</html>", "ok"),
        (200, b"\x00\x01\x02\x03" * 99, "ok"), (200, b"x" * 600_000, "ok"), (500, b"", "fetch_failed"),
        (503, b"", "fetch_failed"), (429, b"", "fetch_failed"), (501, b"", "fetch_failed"),
    ],
)  # fmt: skip
def test_where_there_are_no_rules_and_where_they_cannot_be_had(
    site: Site, policy: Policy, tmp_path: Path, status: int, body: bytes, code: str
) -> None:
    site.told.robots["127.0.0.1"] = (status, body)
    assert _codes(site, replace(policy, attempts=2), tmp_path, site.url("/page")) == [code]
    assert site.told.asked("/page") == (code == "ok")


@pytest.mark.parametrize("end", [b"\n", b"\nDisallow: /page", b""])
def test_of_long_rules_the_first_half_megabyte_holds(site: Site, policy: Policy, tmp_path: Path, end: bytes) -> None:
    rules = b"User-agent: *\nDisallow: /held\n"
    filled = b"# padding\n" * 53_000
    site.told.robots["127.0.0.1"] = (200, rules + filled + end + filled)
    assert _codes(site, policy, tmp_path, site.url("/held"), site.url("/page")) == ["disallowed", "ok"]


def test_a_crawl_delay_is_kept_up_to_a_bound(site: Site, policy: Policy, tmp_path: Path) -> None:
    site.told.robots["127.0.0.1"] = (200, b"User-agent: *\nCrawl-delay: 3600\n")
    bounded = replace(policy, crawl_delay_most=0.2)
    assert _codes(site, bounded, tmp_path, site.url("/page"), site.url("/page?2")) == ["ok", "ok"]


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_host_gets_more_requests_at_once_than_allowed(
    site: Site, policy: Policy, tmp_path: Path, named: None, at_once: int
) -> None:
    urls = [site.url(f"/held?{n}", f"h{h}.example") for n in range(5) for h in range(3)]
    allowed = replace(policy, per_host=at_once, hosts=12)
    assert set(_codes(site, allowed, tmp_path, *urls)) == {"ok"}
    assert max(site.told.most.values()) <= at_once
    assert sorted(site.told.requests, key=str).count(("h0.example", "/robots.txt")) == 1


def test_items_come_in_the_order_of_the_list(site: Site, policy: Policy, tmp_path: Path, named: None) -> None:
    urls = [site.url(random.choice(("/page", "/held", "/busy")) + f"?{n}", f"h{n % 7}.example") for n in range(40)]
    found = list(collected([Listed(url) for url in urls], tmp_path, policy))
    assert [item.source for item in found] == urls
    assert all(isinstance(item, Item) for item in found)


def _played(turns: Turns[int], seconds: dict[int, float]) -> list[tuple[float, str, int, float]]:
    """All jobs on a clock of our own: begin, host, job, end."""
    now, under_way, played = 0.0, [], []
    while not turns.idle:
        found = turns.take(now)
        if isinstance(found, Turn):
            end = now + seconds[found.job]
            played.append((now, found.host, found.job, end))
            under_way.append((end, found.host))
            continue
        times = [end for end, _ in under_way] + ([found] if found is not None else [])
        now = max(now, min(times))
        for one in [u for u in under_way if u[0] <= now]:
            under_way.remove(one)
            turns.done(one[1])
    return played


# Quarters of a second: sums of them are exact.
_QUARTERS = st.integers(0, 20).map(lambda n: n / 4)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), _QUARTERS, _QUARTERS), max_size=15),
    st.sampled_from([0.0, 1.0, 2.5]),
    st.integers(1, 3),
)
@settings(max_examples=80, deadline=None)
def test_pauses_and_limits_hold_whatever_comes(
    jobs: list[tuple[str, float, float]], pause: float, at_once: int
) -> None:
    turns: Turns[int] = Turns(pause, at_once)
    for number, (host, at, _) in enumerate(jobs):
        turns.put(host, number, at)
    played = _played(turns, {number: took for number, (_, _, took) in enumerate(jobs)})
    assert sorted(job for _, _, job, _ in played) == list(range(len(jobs)))
    by_host = defaultdict(list)
    for begin, host, job, end in played:
        assert begin >= jobs[job][1]
        by_host[host].append((begin, end))
    for times in by_host.values():
        begins = [begin for begin, _ in times]
        assert all(later - earlier >= pause for earlier, later in itertools.pairwise(begins))
        for begin, _ in times:
            assert sum(b <= begin < e for b, e in times) <= at_once


def test_a_thousand_hosts_do_not_wait_for_each_other() -> None:
    """Three pages of a host each take a second and a pause of one: with 1,000 hosts and threads enough still 5 s."""
    turns: Turns[int] = Turns(2.0, 1)
    for number in range(3000):
        turns.put(f"h{number % 1000}", number, 0.0)
    played = _played(turns, dict.fromkeys(range(3000), 1.0))
    assert max(end for *_, end in played) == 5.0


def test_a_host_may_ask_for_longer_pauses_and_for_peace() -> None:
    turns: Turns[int] = Turns(1.0, 2)
    for number in range(4):
        turns.put("a", number, 0.0)
    assert isinstance(turns.take(0.0), Turn)
    turns.slow_down("a", 10.0, 0.5)
    assert turns.take(10.25) == 10.5
    turns.hold("a", 30.0)
    assert turns.take(29.0) == 30.0
    assert isinstance(turns.take(30.0), Turn)
    turns.slow_down("a", 5.0, 30.0)
    assert turns.take(30.0) is None
    turns.done("a")
    assert turns.take(30.0) == 40.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Tue, 21 Mar 2023 00:01:40 GMT", 100.0), ("Mon, 20 Mar 2023 00:00:00 GMT", 0.0), ("soon", None),
     ("", None), (None, None), ("-5", None), ("9" * 30, 999_999_999.0)],
)  # fmt: skip
def test_what_retry_after_asks_for(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, dt.datetime(2023, 3, 21, tzinfo=dt.UTC)) == seconds
