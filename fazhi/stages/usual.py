"""What earlier batches lead one to expect of this one: how dense its figures are, and when it should have begun."""

import datetime as dt
import itertools
import statistics
from collections.abc import Sequence
from typing import Any

# What is usual is learnt from the latest batches, and not before there are so many.
LATEST, DENSITY_FROM, RHYTHM_FROM = 30, 3, 5
# Batches begun by hand come as they please: a rhythm has gaps of hours that hardly differ.
_LEAST_GAP = 12 * 3600.0
_SPREAD = 0.25


def density(earlier: Sequence[dict[str, Any]]) -> float | None:
    """Indicators in a thousand characters, the median over the latest batches; None where there are too few."""
    told = [
        1000 * manifest["rows"]["indicators"] / manifest["characters"]
        for manifest in earlier[-LATEST:]
        if manifest["rows"] and manifest.get("characters")
    ]
    return statistics.median(told) if len(told) >= DENSITY_FROM else None


def lateness_hours(
    earlier: Sequence[dict[str, Any]], started: dt.datetime, scheduled: dt.datetime | None = None
) -> float | None:
    """Hours from when the batch should have begun to when it did; None where nothing says when it should have.

    scheduled: when the schedule of a deployment had planned it. Without one the rhythm of the earlier batches says it,
    where they have one.
    """
    due = scheduled if scheduled is not None else _due(earlier)
    return None if due is None else round((started - due).total_seconds() / 3600, 3)


def _due(earlier: Sequence[dict[str, Any]]) -> dt.datetime | None:
    begun = sorted(dt.datetime.fromisoformat(manifest["started"]) for manifest in earlier[-LATEST:])
    gaps = [(later - before).total_seconds() for before, later in itertools.pairwise(begun)]
    if len(gaps) < RHYTHM_FROM:
        return None
    usual = statistics.median(gaps)
    low, _, high = statistics.quantiles(gaps, n=4)
    regular = usual >= _LEAST_GAP and high - low <= _SPREAD * usual
    return begun[-1] + dt.timedelta(seconds=usual) if regular else None
