"""What a flow run shows in Prefect's interface: complete, and nothing of a document is read as HTML or Markdown."""

from typing import Any

import pytest

from fazhi.storage.layout import Layout
from flows import artifacts

MANIFEST: dict[str, Any] = {
    "batch_id": "b1", "verdict": "withheld", "counts": {"items_in": 3, "published": 1}, "rows": {"reports": 1},
    "reasons": ["<img src=x onerror=alert(1)> [x](javascript:alert(1)) `y`"], "unused_corrections": ["wrong_total"],
    "reasons_of_quarantine": {"empty": 2}, "expectations": {"run": 9, "failed_critical": 1, "failed_warning": 0},
    "stages": [{"stage": "publish", "entered": 1, "passed": 0, "withheld": 1, "seconds": 0.5}],
}  # fmt: skip


def test_summary_table_and_link_are_attached(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}
    for kind in ("markdown", "table", "link"):

        def keep(value: Any, kind: str = kind, **_: Any) -> None:
            made[kind] = value

        monkeypatch.setattr(artifacts, f"create_{kind}_artifact", keep)
    artifacts.describe_batch(layout, MANIFEST)
    assert made["table"] == [{"reason": "empty", "items": 2}]
    assert made["link"] == (layout.quality("b1") / "index.html").as_uri()
    assert "| publish | 1 | 0 | 0 | 0 | 0 | 1 | 0.5 |" in made["markdown"]
    assert r"needed the correction wrong\_total" in made["markdown"]
    assert "<img" not in made["markdown"]
    assert "[x](" not in made["markdown"]
    assert "`y" not in made["markdown"].replace("\\`y", "")
