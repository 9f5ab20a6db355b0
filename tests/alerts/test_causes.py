"""Which alerts a batch and the history give, and what they say."""

import datetime as dt
from typing import Any

import pytest

from fazhi.alerts.alert import Alert, _texts
from fazhi.alerts.causes import of_failure, of_manifest, of_silence

NOW = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)


def _manifest(**other: Any) -> dict[str, Any]:
    counts = {
        "items_in": 100,
        "published": 90,
        "skipped": 0,
        "duplicates": 0,
        "quarantined": 10,
        **other.pop("counts", {}),
    }
    return {"batch_id": "b1", "verdict": "published", "reasons": [], "counts": counts, "quarantined_before": 0,
            "ended": (NOW - dt.timedelta(days=1)).isoformat(), **other}  # fmt: skip


def _causes(manifest: dict[str, Any], bound: float = 0.2) -> list[str]:
    return [alert.cause for alert in of_manifest(manifest, bound, "page")]


def test_a_good_batch_gives_none() -> None:
    assert _causes(_manifest()) == []


def test_a_withheld_batch_tells_its_reasons() -> None:
    (alert,) = of_manifest(_manifest(verdict="withheld", reasons=["nothing found", "x"]), 0.2, "/q/index.html")
    assert (alert.cause, alert.key) == ("withheld", "b1.withheld")
    for language in ("zh", "en"):
        assert "nothing found; x" in alert.text(language)
        assert "/q/index.html" in alert.text(language)


@pytest.mark.parametrize(
    ("counts", "before", "told"),
    [
        ({"quarantined": 20, "published": 80}, 0, False),  # the bound itself is allowed
        ({"quarantined": 21, "published": 79}, 0, True),
        ({"quarantined": 21, "published": 9, "skipped": 70}, 0, True),  # skipped items were not judged
        ({"quarantined": 21, "published": 79}, 20, False),  # in quarantine before: told then
        ({"quarantined": 100, "published": 0}, 100, False),
        ({"items_in": 0, "quarantined": 0, "published": 0}, 0, False),
    ],
)
def test_the_share_of_quarantine_is_that_of_what_the_batch_judged(
    counts: dict[str, int], before: int, told: bool
) -> None:
    assert _causes(_manifest(counts=counts, quarantined_before=before)) == (["quarantine"] if told else [])


def test_a_bound_of_nothing_tells_of_every_item() -> None:
    assert _causes(_manifest(), 0) == ["quarantine"]


def _ended(days: float, **other: Any) -> dict[str, Any]:
    return _manifest(ended=(NOW - dt.timedelta(days=days)).isoformat(), **other)


def test_silence_counts_from_the_last_batch_that_published_something() -> None:
    history = [
        _ended(9),
        _ended(3, batch_id="b2", counts={"published": 0}),
        _ended(1, batch_id="b3", verdict="withheld"),
    ]
    alert = of_silence(history, NOW, NOW, 7)
    assert alert is not None
    assert (alert.batch, alert.facts["days"], alert.facts["since"]) == ("b1", "9", "2026-11-15")
    assert "9 天" in alert.title("zh")
    assert of_silence([*history, _ended(2, batch_id="b4")], NOW, NOW, 7) is None


def test_silence_of_an_empty_folder_counts_from_the_first_look() -> None:
    assert of_silence([], NOW - dt.timedelta(days=6), NOW, 7) is None
    alert = of_silence([], NOW - dt.timedelta(days=7), NOW, 7)
    assert alert is not None
    assert alert.batch == "none"


def test_a_long_reason_is_cut_to_a_line() -> None:
    reason = of_failure("b1", "a\n\nb " + "x" * 5000).facts["reason"]
    assert reason.startswith("a b x")
    assert len(reason) == 600


def test_every_cause_speaks_both_languages() -> None:
    facts = dict.fromkeys(("reason", "page", "judged", "quarantined", "share", "bound", "days", "since"), "7")
    for cause in _texts():
        alert = Alert(cause, "b1", facts)  # type: ignore[arg-type]
        assert alert.title("zh") != alert.title("en")
        assert alert.text("both") == f"{alert.text('zh')}\n{alert.text('en')}"
