"""Expectations in words."""

from expectations.frames import looked_at
from expectations.suites import LAYER_SUITES, suite_of
from fazhi.stages.said import said
from tests.pages.page_samples import result


def test_every_declared_expectation_is_said_in_words() -> None:
    for layer in (*LAYER_SUITES, "batch"):
        for part in suite_of(layer).parts:
            for e in part.entries:
                told = said(
                    result(success=False, suite=part.name, expectation=e.type, column=looked_at(e), severity=e.severity)
                )
                assert told is not None
                assert e.zh in told.zh
                assert e.en in told.en


def test_what_could_not_be_asked_is_said_as_well() -> None:
    entry = suite_of("raw").parts[0].entries[0]
    told = said(
        result(success=False, suite="raw.documents", expectation=entry.type, column=looked_at(entry), severity="info")
    )
    assert told is not None
    assert entry.zh in told.zh


def test_what_no_suite_declares_has_no_words() -> None:
    assert (
        said(result(success=False, suite="raw.documents", expectation="expect_table_row_count_to_equal", column=None))
        is None
    )
