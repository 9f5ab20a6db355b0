"""What earlier batches lead one to expect: density, and a rhythm where there is one."""

import datetime as dt

from fazhi.stages import usual

FIRST = dt.datetime(2026, 1, 5, 3, tzinfo=dt.UTC)


def manifests(*days: float) -> list[dict]:
    return [{"started": (FIRST + dt.timedelta(days=d)).isoformat(), "rows": {}, "characters": 0} for d in days]


def test_density_is_the_median_from_the_third_batch_on() -> None:
    told = [{"rows": {"indicators": n}, "characters": 10_000} for n in (20, 90, 30)]
    assert usual.density(told) == 3.0
    assert usual.density(told[:2]) is None
    assert usual.density([{"rows": {}}, {"rows": {"indicators": 1}}, *told[:2]]) is None


def test_schedule_says_when_a_batch_is_late() -> None:
    assert usual.lateness_hours([], FIRST + dt.timedelta(hours=7), FIRST) == 7.0


def test_rhythm_of_earlier_batches_says_it_where_there_is_no_schedule() -> None:
    weekly = manifests(0, 7, 14, 21.01, 28, 35)
    assert usual.lateness_hours(weekly, FIRST + dt.timedelta(days=42)) == 0.0
    assert usual.lateness_hours(weekly, FIRST + dt.timedelta(days=44)) == 48.0


def test_batches_without_a_rhythm_are_never_late() -> None:
    later = FIRST + dt.timedelta(days=400)
    assert usual.lateness_hours(manifests(0, 7, 14), later) is None
    assert usual.lateness_hours(manifests(0, 1, 9, 10, 30, 31, 90), later) is None
    assert usual.lateness_hours(manifests(*(n / 100 for n in range(9))), later) is None
