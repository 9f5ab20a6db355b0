"""What the words beside a number say of its qualifier and of the way it has changed."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from expectations import wording
from expectations.view import View
from fazhi.core import knowledge

TABLE = Path(knowledge.__file__).with_name("quantities") / "modifiers.tsv"


def _view(sentence: str, quote: str, section: str = "measures", **columns: str | None) -> View:
    """A report of 2023 with one sentence that stands behind another, and one row of it."""
    text = "此前增加了约1件。" + sentence
    offset = text.index(sentence)
    start = offset + sentence.index(quote)
    row = {
        "doc_id": "d",
        "sentence_id": "d-t1",
        "section_id": "d-s1",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    given = {"unit": "件", "qualifier": "exact", "role": "level", "direction": None, "correction": None, **columns}
    strings = {name: pa.array([value], pa.string()) for name, value in given.items()}
    strings["period_start"] = strings.get("period_start", pa.nulls(1, pa.string())).cast(pa.date32())
    held = {name: pa.array([value]) for name, value in row.items()}
    sentences = {"sentence_id": ["d-t1"], "start": [offset], "end": [len(text)]}
    sections = {"section_id": ["d-s1"], "role": [section]}
    reports = {"doc_id": ["d"], "text": [text], "report_year": pa.array([2023], pa.int32())}
    others = {"sentences": pa.table(sentences), "sections": pa.table(sections), "reports": pa.table(reports)}
    return View(table=pa.table({**held, **strings}), others=others, known={})


@pytest.mark.parametrize(
    ("sentence", "quote", "qualifier", "said"),
    [
        ("办理案件12件。", "12件", "exact", True),
        ("办理案件12件。", "12件", "over", False),
        ("办理案件12件。", "12件", "about", False),
        ("办理案件12件以上。", "12件以上", "over", True),
        ("办理案件12件以上。", "12件以上", "exact", False),
        ("办理案件12余件。", "12余件", "under", False),
        ("不超过12件。", "不超过12件", "under", True),
        ("不超过12件。", "不超过12件", "over", False),
        ("不少于12件。", "不少于12件", "over", True),
        ("约12件。", "约12件", "about", True),
        # Words of both kinds are the ends of a range.
        ("12件以上30件以下。", "12件以上30件以下", "exact", None),
        # The word stands beside the quote, or behind the last of several.
        ("每年至少召开12件。", "12件", "over", True),
        ("比例分别达到12件、1130000000件、1400000000件、150000件以上。", "12件", "over", True),
        ("办理案件12件,立案30件,结案25件,移送8件,审结4件以上。", "12件", "over", False),
    ],
)
def test_qualifier_is_said(sentence: str, quote: str, qualifier: str, said: bool | None) -> None:
    view = _view(sentence, quote, qualifier=qualifier)
    assert wording.qualifier_said(view).to_pylist() == [said]


def test_a_name_of_a_unit_says_no_qualifier() -> None:
    view = _view("现有内设机构5个内设机构。", "5个内设机构", unit="内设机构")
    assert wording.qualifier_said(view).to_pylist() == [True]


@pytest.mark.parametrize(
    ("sentence", "quote", "direction", "said"),
    [
        ("受理案件同比增长12%。", "12%", "increase", True),
        ("受理案件同比增长12%。", "12%", "decrease", False),
        ("受理案件同比下降12%。", "12%", "increase", False),
        # Both are said near it: nothing is blamed.
        ("一审案件增加3件,二审案件减少12件。", "12件", "increase", True),
        # Only the other is said near it.
        ("减少案件的原因很多很多很多很多很多很多很多很多很多很多很多,案件同比增长12%。", "12%", "decrease", False),
        # Said once for several.
        ("分别增长38.9%、64.2%、19.6%、13.1%、46.8%。", "46.8%", "increase", True),
    ],
)
def test_direction_is_said(sentence: str, quote: str, direction: str, said: bool) -> None:
    view = _view(sentence, quote, role="change", direction=direction, unit="%")
    assert wording.direction_said(view).to_pylist() == [said]


@pytest.mark.parametrize("columns", [{"role": "level"}, {"direction": None}, {"correction": "mistyped"}])
def test_what_is_not_asked_for_its_direction(columns: dict[str, str | None]) -> None:
    view = _view("受理案件同比增长12%。", "12%", **{"role": "change", "direction": "decrease", **columns})
    assert wording.direction_said(view).to_pylist() == [None]


def test_a_person_may_correct_the_qualifier() -> None:
    view = _view("办理案件12件。", "12件", qualifier="over", correction="mistyped")
    assert wording.qualifier_said(view).to_pylist() == [None]


def test_words_that_the_extraction_knows_are_known_and_have_a_character_of_the_hint() -> None:
    lines = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    missed = {word for word, _, qualifier in lines if wording._bounds(word, "") != {qualifier}}
    assert missed == set()
    assert all(re.search(wording._HINT, word) for word in [*(line[0] for line in lines), "余", "多", "几", "数"])


@pytest.mark.parametrize(
    ("sentence", "period_start", "role", "section", "said"),
    [
        ("办理案件12件。", "2023-01-01", "level", "measures", None),
        ("办理案件12件。", None, "level", "measures", None),
        ("办理案件12件。", "2022-01-01", "level", "measures", False),
        ("办理案件12件。", "2024-01-01", "level", "measures", False),
        ("2022年办理案件12件。", "2022-01-01", "level", "measures", True),
        ("二〇二二年办理案件12件。", "2022-01-01", "level", "measures", True),
        ("2021年办理案件12件。", "2022-01-01", "level", "measures", False),
        ("上年办理案件12件。", "2022-01-01", "level", "measures", True),
        # What is planned is for the next year.
        ("办理案件12件。", "2024-01-01", "target", "measures", None),
        ("办理案件12件。", "2024-01-01", "level", "plan", None),
        ("办理案件12件。", "2025-01-01", "target", "plan", False),
    ],
)
def test_year_is_said(sentence: str, period_start: str | None, role: str, section: str, said: bool | None) -> None:
    view = _view(sentence, "12件", section, role=role, period_start=period_start)
    assert wording.year_said("period_start")(view).to_pylist() == [said]
