"""What the page of a batch shows of a row that broke an expectation."""

import pyarrow as pa
import pytest

from fazhi.pages.summary import Quote
from fazhi.schema.curated import Indicator, Report
from fazhi.stages.quoting import failing

A, B = "a" * 16, "b" * 16
REPORTS = pa.table({"doc_id": [A, B], "title": ["甲报告", None], "source": ["a.html", "b.html"]})
FIGURES = pa.table(
    {
        "indicator_id": [f"{A}-n3", f"{A}-n9"],
        "doc_id": [A, A],
        "sentence_id": [f"{A}-t0", f"{A}-t1"],
        "quote": ["5件", "7件"],
    }
)
SENTENCES = pa.table({"sentence_id": [f"{A}-t0", f"{A}-t1"], "text": ["办理5件。", "审查7件。"]})


def _shown(key: str, reports: pa.Table = REPORTS, figures: pa.Table = FIGURES) -> Quote | None:
    passed = {Report: reports, Indicator: figures}
    return failing({key}, passed, lambda: {Report: REPORTS, Indicator: FIGURES}, lambda: SENTENCES).get(key)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (f"{A}-n3", Quote(doc_id=A, anchor=f"{A}-n3", quote="5件", sentence="办理5件。")),
        (A, Quote(doc_id=A, sentence="甲报告")),
        (f"{A}-s2", Quote(doc_id=A, sentence="甲报告")),
        (f"{B}-t7", Quote(doc_id=B, sentence="b.html")),
        ("c" * 16, None),
        ("2020", None),
    ],
)
def test_a_failing_row_is_shown_with_its_sentence_or_its_report(key: str, shown: Quote | None) -> None:
    assert _shown(key) == shown


def test_a_figure_that_is_kept_back_leads_to_its_report() -> None:
    assert _shown(f"{A}-n9", figures=FIGURES.slice(0, 1)) == Quote(doc_id=A, quote="7件", sentence="审查7件。")


def test_a_report_that_is_kept_back_leads_nowhere() -> None:
    none = FIGURES.slice(0, 0)
    assert _shown(f"{A}-n3", REPORTS.slice(1), none) == Quote(quote="5件", sentence="办理5件。")
    assert _shown(A, REPORTS.slice(1), none) == Quote(sentence="甲报告")


def test_nothing_is_read_where_all_held() -> None:
    def unread() -> None:
        raise AssertionError

    assert failing(set(), {}, unread, unread) == {}  # type: ignore[arg-type]
