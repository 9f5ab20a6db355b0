"""The second run: only what is new is sent, nothing is lost, every item is counted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fazhi.collect.collecting import collected
from fazhi.collect.listing import Listed
from fazhi.collect.policy import Policy
from fazhi.collect.visits import Visits
from fazhi.core.ingest.item import Item
from fazhi.schema.arrow import schema_of
from fazhi.schema.layers import RawDocument, Visit
from fazhi.stages.opening import Opened, open_batch
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout
from tests.collect.site import CARRIER, ETAG, MODIFIED, Site
from tests.publishing import publish

REPORT = (
    "<html><head><title>某某市2022年法治政府建设年度报告</title></head><body><p>某某市人民政府2022年法治政府建设年度报告</p>"
    "<p>一、主要举措。2022年,全市共制发行政规范性文件{}件,办理行政复议案件308件。</p><p>二、存在的问题。基层执法力量不足。</p></body></html>"
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PAUSE": "0", "BACKOFF": "0", "ALLOW_PRIVATE": "1", "CONTACT": "ops@example.org"}.items():
        monkeypatch.setenv(f"FAZHI_COLLECT_{name}", value)


def _run(site: Site, layout: Layout, policy: Policy, decided: bool) -> Item:
    urls = [Listed(site.url("/validated"))]
    found = next(iter(collected(urls, layout.root / "spool", policy, Visits(layout), lambda doc_id: decided)))
    assert isinstance(found, Item)
    return found


def test_a_document_that_was_judged_is_asked_for_with_its_validators(
    site: Site, policy: Policy, layout: Layout
) -> None:
    alone = replace(policy, attachments=0)
    first = _run(site, layout, alone, decided=False)
    again = _run(site, layout, alone, decided=True)
    assert (first.unchanged, again.unchanged, again.sha256, again.path) == (False, True, first.sha256, "")
    sent = site.told.headers[-1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == (ETAG, MODIFIED)
    assert Path(first.path).read_bytes() == CARRIER


def test_validators_that_no_request_can_carry_are_left_out(site: Site, policy: Policy, layout: Layout) -> None:
    for _ in range(2):
        urls = [Listed(site.url("/odd-validators"))]
        (found,) = collected(urls, layout.root / "spool", policy, Visits(layout), lambda doc_id: True)
        assert isinstance(found, Item)
        assert not {"if-none-match", "if-modified-since"} & site.told.headers[-1].keys()


def test_a_document_that_no_batch_has_judged_is_fetched_whole(site: Site, policy: Policy, layout: Layout) -> None:
    for _ in range(2):
        assert not _run(site, layout, replace(policy, attachments=0), decided=False).unchanged
    assert "if-none-match" not in site.told.headers[-1]


def test_attachments_of_an_unchanged_page_are_still_asked_for(site: Site, policy: Policy, layout: Layout) -> None:
    urls = [Listed(site.url("/validated"))]
    for expected in (False, True):
        found = list(collected(urls, layout.root / "spool", policy, Visits(layout), lambda doc_id: True))
        assert [item.source.removeprefix(site.url()) for item in found] == [
            "/validated", "/files/report.pdf", "/download?id=7",
        ]  # fmt: skip
        assert isinstance(found[0], Item)
        assert found[0].unchanged is expected


def test_a_table_of_visits_that_is_damaged_is_forgotten(site: Site, policy: Policy, layout: Layout) -> None:
    _run(site, layout, replace(policy, attachments=0), decided=True)
    (path,) = (layout.root / "collected" / "visits").iterdir()
    path.write_bytes(path.read_bytes()[:50])
    assert not _run(site, layout, replace(policy, attachments=0), decided=True).unchanged
    assert _run(site, layout, replace(policy, attachments=0), decided=True).unchanged


def test_what_is_remembered_is_a_table_in_its_declared_schema(site: Site, policy: Policy, layout: Layout) -> None:
    urls = [Listed(site.url(path)) for path in ("/validated", "/none", "/moved")]
    list(collected(urls, layout.root / "spool", replace(policy, attachments=0), Visits(layout)))
    (path,) = (layout.root / "collected" / "visits").iterdir()
    table = read_rows(path)
    assert table.schema.equals(schema_of(Visit))
    rows = {row["url"].removeprefix(site.url()): row for row in table.to_pylist()}
    assert (rows["/validated"]["etag"], rows["/validated"]["status"]) == (ETAG, 200)
    assert (rows["/none"]["status"], rows["/none"]["reason_code"], rows["/none"]["sha256"]) == (
        404,
        "fetch_failed",
        None,
    )
    assert rows["/moved"]["final_url"] == site.url("/page")


def test_a_page_that_failed_once_keeps_what_was_known(site: Site, policy: Policy, layout: Layout) -> None:
    alone = replace(policy, attachments=0)
    _run(site, layout, alone, decided=False)
    site.told.robots["127.0.0.1"] = (200, b"User-agent: *\nDisallow: /\n")
    list(collected([Listed(site.url("/validated"))], layout.root / "spool", alone, Visits(layout)))
    visit = Visits(layout).get(site.url("/validated"))
    assert visit is not None
    assert (visit.reason_code, visit.etag) == ("disallowed", ETAG)
    site.told.robots.clear()
    assert _run(site, layout, alone, decided=True).unchanged


def _list(tmp_path: Path, site: Site) -> Path:
    site.told.content = {f"/r{n}": REPORT.format(n + 10).encode() for n in range(3)}
    path = tmp_path / "urls.csv"
    rows = ["url,issuer,region,year", *(f"{site.url(f'/r{n}')},某某市人民政府,某某市,2022" for n in range(3))]
    rows += [f"{site.url('/r0')},,,", "www.bad.gov.cn,,,", f"{site.url('/none')},,,", f"{site.url('/validated')},,,"]
    path.write_text("\n".join(rows), "utf8")
    return path


def _counts(opened: Opened) -> dict[str, Any]:
    plan = opened.plan
    assert plan.items_in == plan.to_process + plan.skipped + plan.duplicates + plan.quarantined
    return {"in": plan.items_in, "new": plan.to_process, "skipped": plan.skipped, "unchanged": plan.unchanged,
            "twice": plan.duplicates, "kept back": plan.reasons}  # fmt: skip


def test_every_row_of_a_list_is_counted_once_in_a_batch(site: Site, layout: Layout, tmp_path: Path) -> None:
    opened = open_batch(layout, _list(tmp_path, site), "b1")
    assert _counts(opened) == {"in": 9, "new": 6, "skipped": 0, "unchanged": 0, "twice": 1,
                               "kept back": {"bad_row": 1, "fetch_failed": 1}}  # fmt: skip
    assert {h["user-agent"].rpartition("; ")[2] for h in site.told.headers} == {"ops@example.org)"}


@pytest.mark.slow
def test_a_batch_from_the_web_and_the_next_one(site: Site, layout: Layout, tmp_path: Path) -> None:
    listed = _list(tmp_path, site)
    manifest = publish(layout, listed, "b1")
    counts = manifest["counts"]
    assert counts["items_in"] == sum(counts[k] for k in ("published", "skipped", "duplicates", "quarantined")) == 9
    raw = {row["source"]: row for row in read_rows(layout.chunk("raw", RawDocument.table, "b1", 0)).to_pylist()}
    row = raw[site.url("/r1")]
    assert (row["declared_issuer"], row["declared_region"], row["declared_year"]) == ("某某市人民政府", "某某市", 2022)
    assert (row["http_status"], row["final_url"]) == (200, row["source"])
    assert "content-type" in row["http_headers"]
    assert raw[site.url("/files/report.pdf")]["linked_from"] == site.url("/validated")

    again = _counts(open_batch(layout, listed, "b2"))
    assert (again["in"], again["new"], again["twice"], again["skipped"]) == (9, 0, 1, counts["published"])
    asked = (Visits(layout).get(site.url(path)) for path in ("/validated", "/files/report.pdf"))
    assert [visit.status for visit in asked if visit] == [304, 304]  # published or in quarantine: judged
    site.told.content["/r1"] = REPORT.format(99).encode()
    assert _counts(open_batch(layout, listed, "b3"))["new"] == 1
