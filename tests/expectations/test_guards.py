"""Where Great Expectations lies, and what a suite has to be given: every lie is closed, every lack is said."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import clean_tables
import pandas as pd
import pyarrow as pa
import pytest

from expectations import engine, judging, suites
from expectations.judge import SuiteDefect, judge_batch, judge_layer
from expectations.parameters import parameters_of
from expectations.suites import Entry, Part, read

NOT_NULL = "expect_column_values_to_not_be_null"


def entry(type: str, severity: suites.Severity = "critical", **kwargs: object) -> Entry:
    return Entry(type=type, kwargs=kwargs, severity=severity, zh="成立", en="holds")


def suite_yaml(*expectations: str, table: str = "documents") -> str:
    return f"parts: {{{table}: {{omitted: [content], expectations: [{', '.join(expectations)}]}}}}"


def test_unknown_type_is_a_defect_and_not_dropped() -> None:
    with pytest.raises(SuiteDefect, match="expect_nothing_at_all"):
        engine.built("s", [entry(NOT_NULL, column="a"), entry("expect_nothing_at_all", column="a")])


def test_unknown_kwargs_are_a_defect() -> None:
    with pytest.raises(SuiteDefect, match="does not take"):
        engine.built("s", [entry(NOT_NULL, column="a", colour="red")])


def test_identical_expectations_are_a_defect_and_not_merged() -> None:
    with pytest.raises(SuiteDefect, match="merged"):
        # Another spelling of the same: GX fills in the default.
        engine.built("s", [entry(NOT_NULL, column="a"), entry(NOT_NULL, column="a", mostly=1)])


def test_empty_suite_is_a_defect() -> None:
    with pytest.raises(SuiteDefect, match="passes on anything"):
        engine.built("s", [])
    with pytest.raises(SuiteDefect, match="passes on anything"):
        suites.check(Part(layer="raw", table="documents", record=None, by_hand=()))


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_expectation_that_raises_is_a_defect_and_not_bad_data(severity: suites.Severity) -> None:
    frame = pd.DataFrame({"a": [1.0], "b": [2.0]})
    missing = entry(NOT_NULL, severity, column="nowhere")
    with pytest.raises(SuiteDefect, match="nowhere"):
        engine.run("s", [missing], frame)
    mistaken = entry("expect_spans_to_nest", severity, column_list=["a", "b"])
    with pytest.raises(SuiteDefect, match="looks at 4 columns"):
        engine.run("s", [entry(NOT_NULL, column="a"), mistaken], frame)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("parts: {}", "declares no parts"),
        ("parts: {documents: {omitted: [content]}}\ntypo: 1", "unknown fields"),
        ("parts: {papers: {expectations: [{type: t, kwargs: {}, severity: info, zh: 好, en: e}]}}", "guards"),
        (suite_yaml("{type: t, kwargs: {}, severity: critical, zh: 好}"), "lacks"),
        (suite_yaml("{type: t, kwargs: {}, severity: critical, zh: 好, en: e, mostly: 1}"), "unknown fields"),
        (suite_yaml("{type: t, kwargs: {}, severity: fatal, zh: 好, en: e}"), "severity"),
        (suite_yaml(*["{type: t, kwargs: {column: size}, severity: info, zh: 好, en: e}"] * 2), "twice"),
        (suite_yaml(r"{type: t, kwargs: {column: size, regex: '^a$'}, severity: info, zh: 好, en: e}"), "must stand"),
        (suite_yaml(r"{type: t, kwargs: {column: size, regex: 'a'}, severity: info, zh: 好, en: e}"), "must stand"),
    ],
)
def test_suite_that_is_not_whole_is_a_defect(text: str, what: str) -> None:
    with pytest.raises(SuiteDefect, match=what):
        read("raw", text)


def test_every_suite_is_read_and_every_entry_speaks_both_languages() -> None:
    for layer in (*suites.LAYER_SUITES, "batch"):
        for part in suites.suite_of(layer).parts:
            assert all(e.zh and e.en and e.advice for e in part.entries)
            assert len(engine.built(part.name, part.entries).expectations) == len(part.entries)
    with pytest.raises(SuiteDefect, match="没有名为"):
        suites.suite_of("published")


def test_helper_columns_and_schema_columns_are_all_known() -> None:
    from expectations.frames import helpers

    for layer in suites.LAYER_SUITES:
        for part in suites.suite_of(layer).parts:
            held = set(clean_tables.layers()["normalized" if part.context else layer][part.table].column_names)
            named = {name for e in part.entries for name in e.columns}
            assert named <= held | set(helpers()), part.name


def test_no_rows_do_not_pass_where_rows_must_be() -> None:
    tables = {"documents": clean_tables.layers()["raw"]["documents"].slice(0, 0)}
    (only,) = judge_layer("raw", tables, {}).results
    assert (only.expectation, only.success, only.rows) == ("expect_table_row_count_to_be_between", False, 0)
    assert judge_layer("raw", tables, {}).broken == [only]
    (expected,) = judge_layer("raw", tables, {"expected_documents": 0}).results
    assert expected.success


def test_no_findings_are_one_result_that_says_what_was_not_asked() -> None:
    part = next(p for p in suites.suite_of("extracted").parts if p.table == "findings")
    tables = dict(clean_tables.layers()["extracted"])
    tables["findings"] = tables["findings"].slice(0, 0)
    given = parameters_of(suites.suite_of("extracted"), clean_tables.parameters("extracted"))
    (only,) = judging.judge_part(part, tables, given).results
    assert only.success
    assert json.loads(only.observed or "")["not_run"] == len(part.entries)


def test_column_of_nulls_does_not_pass() -> None:
    table = clean_tables.layers()["raw"]["documents"]
    at = table.schema.get_field_index("sha256")
    nulls = table.set_column(at, table.schema.field(at), pa.nulls(table.num_rows, pa.string()))
    judgement = judge_layer("raw", {"documents": nulls}, {})
    (failed,) = [r for r in judgement.results if r.expectation == NOT_NULL and r.column == "sha256"]
    assert (failed.success, failed.failed_rows) == (False, table.num_rows)


def test_threads_get_their_own_answers() -> None:
    """One batch definition shared by six threads gave 24 of 60 right answers."""
    answers: dict[int, list[int]] = {}

    def ask(number: int) -> None:
        frame = pd.DataFrame({"a": [None if row < number else 1.0 for row in range(12)]})
        answers[number] = [len(engine.run("s", [entry(NOT_NULL, column="a")], frame)[0].positions) for _ in "1234"]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: [n] * 4 for n in range(6)}


def test_table_of_another_schema_is_a_defect() -> None:
    table = clean_tables.layers()["raw"]["documents"]
    with pytest.raises(SuiteDefect, match="no column sha256"):
        judge_layer("raw", {"documents": table.drop_columns(["sha256"])}, {})
    at = table.schema.get_field_index("size")
    with pytest.raises(SuiteDefect, match="not int64"):
        judge_layer("raw", {"documents": table.set_column(at, "size", table["size"].cast(pa.int32()))}, {})
    with pytest.raises(SuiteDefect, match="holds"):
        judge_layer("raw", {}, {})


def test_parameters_are_named_or_knowingly_left_away() -> None:
    tables = clean_tables.layers()["extracted"]
    with pytest.raises(SuiteDefect, match="needs the parameters"):
        judge_layer("extracted", tables, {})
    with pytest.raises(SuiteDefect, match="unknown parameters"):
        judge_layer("raw", clean_tables.layers()["raw"], {"unit": {"项"}})
    with pytest.raises(SuiteDefect, match="empty"):
        judge_layer("extracted", tables, clean_tables.parameters("extracted") | {"units": set()})
    without = clean_tables.parameters("extracted") | {"units": None, "region_codes": None}
    judgement = judge_layer("extracted", tables, without)
    not_run = {r.column for r in judgement.results if r.severity == "info" and not r.success}
    assert not_run == {"unit", "region_code"}
    assert not judgement.failed("critical")
    assert not judgement.failures


def test_all_failing_rows_are_named_and_results_hold_twenty() -> None:
    table = clean_tables.layers()["extracted"]["indicators"]
    rows = [{**row, "confidence": 7.0, "metric": "<script>\u0000"} for row in table.to_pylist()]
    tables = clean_tables.layers()["extracted"] | {"indicators": pa.Table.from_pylist(rows, schema=table.schema)}
    judgement = judge_layer("extracted", tables, clean_tables.parameters("extracted"))
    (result,) = judgement.failed("critical")
    assert (result.failed_rows, len(result.failed_ids)) == (table.num_rows, 20)
    assert [f.row for f in judgement.failures] == list(range(table.num_rows))
    first = judgement.failures[0]
    assert (first.table, first.key, first.doc_id) == ("indicators", rows[0]["indicator_id"], rows[0]["doc_id"])
    assert "confidence = 7.0" in first.message
    assert "置信度在 0 到 1 之间" in first.message


def test_null_title_issuer_region_year_and_date_break_nothing() -> None:
    table = clean_tables.layers()["extracted"]["reports"]
    names = ("title", "issuer", "issuer_kind", "region_code", "region_name", "region_level", "report_year")
    spans = [c for c in table.column_names if c.endswith(("_start", "_end"))]
    rows = [row | dict.fromkeys([*names, "published_on", *spans]) for row in table.to_pylist()]
    tables = clean_tables.layers()["extracted"] | {"reports": pa.Table.from_pylist(rows, schema=table.schema)}
    judgement = judge_layer("extracted", tables, clean_tables.parameters("extracted"))
    assert [r for r in judgement.results if not r.success] == []


@pytest.mark.parametrize("row", [{}, {"items_in": 1}, {"weather": 3}])
def test_statistics_are_whole_or_a_defect(row: dict) -> None:
    with pytest.raises(SuiteDefect, match="batch statistics"):
        judge_batch(row)


def test_nothing_goes_out_and_nothing_is_written(tmp_path: Path) -> None:
    """A process of its own: no socket may connect, and home and temporary folder stay empty."""
    script = (
        "import socket, sys; sys.path.insert(0, 'tests/expectations')\n"
        "def no(*a, **k): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
        "import clean_tables\nfrom expectations.judge import judge_layer\n"
        "assert not any(m.startswith(('great_expectations', 'pandas', 'numpy')) for m in set(sys.modules) - before)\n"
    ).replace("import clean_tables\nfrom", "before = set(sys.modules)\nfrom")
    script += (
        "import clean_tables\nj = judge_layer('raw', clean_tables.layers()['raw'], {})\n"
        "assert len(j.results) > 10 and not j.failures\n"
        "import os; assert os.environ['GX_ANALYTICS_ENABLED'] == 'false'\n"
    )
    folders = {"HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp"), "XDG_CONFIG_HOME": str(tmp_path / "c")}
    for folder in folders.values():
        Path(folder).mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | folders | {"PYTHONDONTWRITEBYTECODE": "1"},
        cwd=clean_tables.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == done.stderr == ""
    assert sorted(str(p) for p in tmp_path.rglob("*")) == sorted(folders.values())
    assert socket.create_connection.__module__ == "socket"
