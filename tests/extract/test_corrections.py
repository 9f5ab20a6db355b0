"""Corrections and lookups: what they change, the trace they leave, when they stop the run, what can't be declared."""

import contextlib
import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fazhi.core.extract.corrections import Corrections, Stale, correct, names_in
from fazhi.core.extract.declared import Undeclarable, declared
from fazhi.schema.curated import Indicator, Report
from fazhi.stages.corrections import in_force
from tests.stages.batches_on_disk import indicator, report

D = "d" * 16
INDICATOR: dict[str, Any] = {
    "id": "mistyped", "doc_id": D, "table": "indicators", "quote": "12件", "expect": {"value": 12},
    "set": {"value": 120}, "reason": "更正公告", "status": "confirmed",
}  # fmt: skip
REPORT: dict[str, Any] = {
    "id": "cut-off", "doc_id": D, "table": "reports", "expect": {"title": "a的报告"}, "set": {"title": "全称"},
    "reason": "网页标题被截断", "status": "presumed",
}  # fmt: skip


def _rows() -> tuple[Report, list[Indicator]]:
    return report(D, "a", "b1", "v1"), [indicator(D, "12件", 5), indicator(D, "7个", 30), indicator(D, "7个", 60)]


def _entries(*entries: dict[str, Any], lookups: dict[str, Any] | None = None) -> Corrections:
    return declared({"corrections": list(entries), "lookups": lookups or {}})


def test_an_indicator_is_corrected_and_says_so() -> None:
    head, rows = correct(*_rows(), _entries(INDICATOR))
    assert (rows[0].value, rows[0].quote, rows[0].correction) == (120, "12件", "mistyped")
    assert (head, rows[1:]) == (_rows()[0], _rows()[1][1:])


def test_a_report_is_corrected_and_says_so() -> None:
    head, rows = correct(*_rows(), _entries(REPORT))
    assert (head.title, head.correction) == ("全称", "cut-off")
    assert rows == _rows()[1]


def test_other_documents_and_retired_entries_are_left_alone() -> None:
    elsewhere = {**INDICATOR, "doc_id": "e" * 16}
    retired = {**INDICATOR, "id": "old", "expect": {"value": 999}, "status": "retired"}
    corrections = _entries(elsewhere, retired)
    assert correct(*_rows(), corrections) == _rows()
    assert corrections.names == ["mistyped"]


@pytest.mark.parametrize(
    "change",
    [{"expect": {"value": 13}}, {"expect": {"value": 12, "unit": "起"}}, {"quote": "13件"}, {"quote": "7个"},
     {"start": 6}],
)  # fmt: skip
def test_what_no_longer_applies_stops_the_run_and_names_the_entry(change: dict[str, Any]) -> None:
    with pytest.raises(Stale, match=f"mistyped.*{D}"):
        correct(*_rows(), _entries({**INDICATOR, **change}))


def test_a_correction_that_the_source_has_caught_up_with_is_stale() -> None:
    once = correct(*_rows(), _entries(INDICATOR))
    with pytest.raises(Stale, match="no longer 12"):
        correct(*once, _entries(INDICATOR))


def test_a_quote_that_is_read_twice_needs_its_place() -> None:
    entry = {**INDICATOR, "quote": "7个", "expect": {"value": 7}, "set": {"unit": "项"}}
    with pytest.raises(Stale, match="2 times"):
        correct(*_rows(), _entries(entry))
    _, rows = correct(*_rows(), _entries({**entry, "start": 60}))
    assert [row.unit for row in rows] == ["件", "个", "项"]


def test_lookups_come_after_corrections_and_name_themselves() -> None:
    to_dirty = {**INDICATOR, "expect": {"unit": "件"}, "set": {"unit": "宗"}}
    lookups = {"indicators.unit": {"宗": "件", "个": "项"}, "reports.title": {"a的报告": "甲的报告"}}
    head, rows = correct(*_rows(), _entries(to_dirty, lookups=lookups))
    assert [(row.unit, row.correction) for row in rows] == [
        ("件", "mistyped;unit=宗"), ("项", "unit=个"), ("项", "unit=个"),
    ]  # fmt: skip
    assert (head.title, head.correction) == ("甲的报告", "title=a的报告")
    assert names_in(rows[0].correction) == ["mistyped", "unit=宗"]
    assert _entries(to_dirty, lookups=lookups).names == ["mistyped", "unit=宗", "unit=个", "title=a的报告"]


def test_dates_and_nulls_can_be_set() -> None:
    text = f"""
    corrections:
      - {{id: a, doc_id: {D}, table: indicators, quote: 12件, expect: {{period_start: null}},
         set: {{period_start: 2023-01-01, metric: null}}, reason: r, status: presumed}}
    """
    _, rows = correct(*_rows(), declared(yaml.safe_load(text)))
    assert (rows[0].period_start, rows[0].metric) == (dt.date(2023, 1, 1), None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": None}, "`id`"), ({"id": "a;b"}, "`id`"), ({"table": "sentences"}, "table is one of"),
        ({"status": "sure"}, "status"), ({"reason": " "}, "reason"), ({"quote": None}, "quote"),
        ({"table": "reports"}, "quote"), ({"expect": {}}, "a value at least"), ({"set": {}}, "a value at least"),
        ({"set": {"quote": "13件"}}, "quote can't be corrected"), ({"set": {"nonsense": 1}}, "nonsense"),
        ({"set": {"value": "many"}}, "'many' is no value of value"), ({"set": {"value": None}}, "None"),
        ({"set": {"value": True}}, "True"), ({"set": {"role": "whole"}}, "'whole' is no value of role"),
        ({"set": {"period_start": "2023"}}, "period_start"), ({"set": ["value"]}, "can't be corrected"),
        ({"because": "of it"}, "because"),
    ],
)  # fmt: skip
def test_what_can_not_be_declared_is_told_by_name(change: dict[str, Any], said: str) -> None:
    with pytest.raises(Undeclarable) as told:
        _entries({**INDICATOR, **change})
    assert said in str(told.value)
    assert change.get("id", "mistyped") is None or "id" in change or "mistyped" in str(told.value)


@pytest.mark.parametrize(
    "lookups",
    [{"reports.text": {"a": "b"}}, {"issuer": {"a": "b"}}, {"indicators.value": {"a": "b"}}, {"reports.issuer": "a"},
     {"reports.issuer": {"a": "a"}}, {"reports.issuer": {"a": 1}}, {"reports.issuer_kind": {"court": "tribunal"}}],
)  # fmt: skip
def test_lookups_that_can_not_be_declared(lookups: dict[str, Any]) -> None:
    with pytest.raises(Undeclarable, match="lookup"):
        _entries(lookups=lookups)


def test_ids_are_unique_and_nothing_else_is_in_the_file() -> None:
    with pytest.raises(Undeclarable, match="twice: mistyped"):
        _entries(INDICATOR, INDICATOR)
    with pytest.raises(Undeclarable):
        declared({"correction": []})


_YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(_YAML, st.dictionaries(st.sampled_from(sorted({*INDICATOR, "start"})), _YAML), _YAML)
def test_any_file_is_declared_or_told_of(content: object, change: dict[str, Any], lookups: object) -> None:
    for file in (content, {"corrections": content}, {"corrections": [{**INDICATOR, **change}], "lookups": lookups}):
        with contextlib.suppress(Undeclarable):
            assert isinstance(declared(file), Corrections)


def test_the_file_that_is_shipped_can_be_declared() -> None:
    assert isinstance(in_force(), Corrections)


def test_the_example_in_the_file_that_is_shipped_can_be_declared() -> None:
    from importlib.resources import files

    lines = files("expectations").joinpath("corrections.yml").read_text("utf8").splitlines()
    example = lines[lines.index("# corrections:") :]
    text = "\n".join(line[2:] for line in example if line.startswith(("#   ", "# corrections", "# lookups")))
    corrections = declared(yaml.safe_load(text))
    assert corrections.by_document
    assert corrections.lookups
