"""A URL in quarantine is asked for again, and what its list said of it is not forgotten."""

import json

import pytest

from fazhi.schema.quality import item_id_without_bytes
from fazhi.stages.plan import read_items
from fazhi.stages.replay import Selection, open_replay
from fazhi.storage.layout import Layout
from tests.collect.site import Site
from tests.stages.batches_on_disk import ended, kept_back


def test_a_url_is_fetched_again_with_what_was_declared(
    site: Site, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PAUSE": "0", "ALLOW_PRIVATE": "1"}.items():
        monkeypatch.setenv(f"FAZHI_COLLECT_{name}", value)
    url = site.url("/page")
    place = {"path": url, "declared_issuer": "某某市人民政府", "declared_year": 2022}
    row = kept_back("a", url, place, stage="ingest", reason_code="fetch_failed")
    ended(layout, "a", 1, [row], [(item_id_without_bytes(url, "fetch_failed"), url, "quarantined")])
    opened, choice = open_replay(layout, Selection(), "again")
    assert (len(choice.again), opened.plan.to_process) == (1, 1)
    (item,) = read_items(opened.batch, 0)
    assert item.source == url
    assert (item.arrival["declared_issuer"], item.arrival["declared_year"]) == ("某某市人民政府", 2022)
    assert json.loads(item.arrival["http_headers"])["x-own"] == "a"
