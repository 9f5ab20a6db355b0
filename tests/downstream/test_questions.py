"""The queries of docs/downstream.md run as they stand, and answer their questions."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fazhi.core.extract import taxonomy
from fazhi.storage.layout import Layout

pytestmark = pytest.mark.slow
_DOCUMENT = Path(__file__).parents[2] / "docs" / "downstream.md"


def _queries() -> dict[str, str]:
    """Question -> SQL."""
    text = _DOCUMENT.read_text("utf8")
    return {
        chapter.partition("\n")[0]: query
        for chapter in text.split("\n## ")
        for query in re.findall(r"```sql\n(.*?)```", chapter, re.S)
    }


@pytest.fixture
def ask(published: Layout, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Rows of the answer to the question that begins so, each as a dict."""
    monkeypatch.chdir(published.root.parent)

    def answer(question: str) -> list[dict[str, Any]]:
        (query,) = (sql for asked, sql in _queries().items() if asked.startswith(question))
        rows: list[dict[str, Any]] = duckdb.sql(query).df().to_dict("records")
        return rows

    return answer


def test_the_document_asks_three_questions() -> None:
    assert len(_queries()) == 3
    assert all(question.endswith("?") for question in _queries())


def test_systems_by_year(ask: Any, published: Layout) -> None:
    rows = ask("Which systems")
    assert [row["report_year"] for row in rows] == sorted(row["report_year"] for row in rows)
    assert {row["report_year"] for row in rows} == {2020, 2021, 2022}
    assert {row["system"] for row in rows} <= {system.id for system in taxonomy.systems()}
    first = {row["report_year"]: row for row in reversed(rows)}
    assert (first[2021]["system"], first[2021]["figures"], first[2021]["reports"]) == (
        "reconsideration_litigation",
        3,
        1,
    )
    assert max(row["reports"] for row in rows) >= 2


def test_caseload_by_issuer_and_year(ask: Any) -> None:
    rows = ask("How many reconsideration cases")
    told = {
        (row["issuer"], row["report_year"]): [row[name] for name in ("applications", "accepted", "closed")]
        for row in rows
    }
    assert told["云水市司法局", 2021] == [126, 118, 109]
    assert told["云水市司法局", 2022][1:] == [142, 137]
    assert told["青溪县人民政府", 2022][2] == 60
    assert {row["issuer"]: row["corrected"] for row in rows}["青溪县人民政府"] == 18
    assert len(told) == len(rows) == 3


def test_sums_that_disagree(ask: Any, published: Layout) -> None:
    rows = {row["report"]: row for row in ask("Which reports state a total")}
    row = rows["青溪县人民政府2022年法治政府建设年度报告"]
    assert (row["stated"], row["sum_of_parts"]) == (60, 62)
    assert row["sentence"] == "全年共审结行政复议案件60件，其中维持30件、撤销18件、其他14件。"
    assert (rows["2022年度法治政府建设年度报告"]["stated"]) == 3_183_800
    page, _, place = row["evidence"].partition("#")
    assert f'id="{place}"' in (published.root.parent / page).read_text("utf8")
