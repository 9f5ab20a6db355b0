"""Two readings of a document: every figure is told once, known again where it is the same, and weighed rightly."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.schema.curated import Indicator
from fazhi.stages.pairing import differences
from tests.stages.batches_on_disk import indicator

D, E = "d" * 16, "e" * 16


def _one(**other: Any) -> Indicator:
    return indicator(D, "12件", 5, **other)


def _said(before: list[Indicator], after: list[Indicator], same_bytes: bool = True) -> list[tuple[Any, ...]]:
    return [
        (d.severity, d.kind, d.before.quote if d.before else None, d.after.quote if d.after else None)
        for d in differences(before, after, same_bytes)
    ]


@pytest.mark.parametrize(
    ("changed", "severity"),
    [
        ({"value": 120_000.0}, "value"), ({"value_high": 13.0}, "value"), ({"unit": "起"}, "value"),
        ({"role": "part"}, "meaning"), ({"system": "reconsideration"}, "meaning"), ({"metric": "受理"}, "meaning"),
        ({"direction": "increase"}, "meaning"), ({"subject": "全市"}, "meaning"),
    ],
)  # fmt: skip
def test_what_changed_decides_the_severity(changed: dict[str, Any], severity: str) -> None:
    (found,) = differences([_one()], [_one(**changed)], True)
    assert (found.severity, found.kind, found.fields) == (severity, "changed", tuple(changed))


def test_the_gravest_change_counts_and_all_are_named() -> None:
    (found,) = differences([_one()], [_one(value=1.0, role="part")], True)
    assert (found.severity, found.fields) == ("value", ("value", "role"))


def test_a_figure_that_only_moved_is_told_as_such() -> None:
    (found,) = differences([indicator(D, "12件", 5, metric="受理")], [indicator(E, "12件", 95, metric="受理")], False)
    assert (found.severity, found.fields) == ("position", ("start", "end", "source_start", "source_end"))


def test_added_and_removed() -> None:
    kept = _one()
    assert _said([kept], [kept, indicator(D, "7个", 50)]) == [("presence", "added", None, "7个")]
    assert _said([indicator(D, "7个", 50), kept], [kept]) == [("presence", "removed", "7个", None)]


def test_another_reading_of_the_same_place_is_a_change_and_not_two() -> None:
    before, after = indicator(D, "3万件", 10, value=3.0), indicator(D, "约3万件", 9, value=30_000.0, metric="x")
    assert _said([before], [after]) == [("value", "changed", "3万件", "约3万件")]


def test_a_corrected_number_in_new_bytes_is_known_by_what_it_measures() -> None:
    before = [indicator(D, "12件", 5, metric="受理"), indicator(D, "9件", 20, metric="审结")]
    after = [indicator(E, "15件", 5, metric="受理"), indicator(E, "9件", 20, metric="审结")]
    assert _said(before, after, False) == [("value", "changed", "12件", "15件")]


def test_a_number_between_the_same_neighbours_is_the_same_figure() -> None:
    neighbours = [indicator(D, "1份", 0), indicator(D, "2份", 90)]
    before, after = indicator(D, "12件", 40, metric="a"), indicator(D, "13件", 50, metric="b")
    assert _said([neighbours[0], before, neighbours[1]], [neighbours[0], after, neighbours[1]], False) == [
        ("value", "changed", "12件", "13件")
    ]
    assert _said([before, *neighbours], [*neighbours, after], False) == [
        ("presence", "removed", "12件", None), ("presence", "added", None, "13件"),
    ]  # fmt: skip


def test_a_part_keeps_its_total_when_both_move() -> None:
    def both(doc: str, shift: int, whole: str | None) -> list[Indicator]:
        total = indicator(doc, "12件", shift, metric="受理")
        return [total, indicator(doc, "5件", shift + 9, metric="审结", part_of=whole or total.indicator_id)]

    assert {d.severity for d in differences(both(D, 0, None), both(E, 7, None), False)} == {"position"}
    (lost,) = differences(both(D, 0, None), both(D, 0, f"{D}-n9"), True)
    assert (lost.severity, lost.fields) == ("meaning", ("part_of",))


_READINGS = st.lists(
    st.builds(
        lambda start, number, unit, metric: indicator(D, f"{number}{unit}", start, metric=metric),
        st.integers(0, 60), st.integers(1, 3), st.sampled_from("件个"), st.sampled_from(["受理", "审结", None]),
    ),
    max_size=12, unique_by=lambda i: i.start,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine makes them slowly
@given(_READINGS, _READINGS, st.booleans())
def test_nothing_is_told_twice_and_nothing_forgotten(
    before: list[Indicator], after: list[Indicator], same_bytes: bool
) -> None:
    found = differences(before, after, same_bytes)
    one = [id(d.before) for d in found if d.before]
    other = [id(d.after) for d in found if d.after]
    assert len(one) == len(set(one))
    assert len(other) == len(set(other))
    gone = sum(d.kind == "removed" for d in found)
    new = sum(d.kind == "added" for d in found)
    assert len(before) - gone == len(after) - new
    for d in found:
        assert d.kind != "changed" or d.fields


@given(_READINGS, st.booleans())
def test_the_same_reading_has_no_differences(reading: list[Indicator], same_bytes: bool) -> None:
    assert differences(reading, reading, same_bytes) == []
