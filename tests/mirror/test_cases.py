"""Mirror repair on cases: seen in the wild, simulated, undamaged, and those known to fail."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.core.normalize.edits import apply
from fazhi.core.normalize.mirror import KINDS, repair

from .simulator import folded

CASES = Path(__file__).parent.parent / "cases" / "mirror"
Case = dict[str, str]


def cases(name: str) -> Iterator[object]:
    for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield pytest.param(case, id=case["id"])


def repaired(damaged: str) -> str:
    return apply(damaged, repair(damaged))


@pytest.mark.parametrize("case", [*cases("in_the_wild"), *cases("synthetic")])
def test_damaged_text_reads_as_it_did(case: Case) -> None:
    assert folded(repaired(case["damaged"])) == folded(case["clean"])


@pytest.mark.parametrize("case", [*cases("in_the_wild"), *cases("synthetic")])
def test_edits_are_explained_and_leave_nothing_to_repair(case: Case) -> None:
    edits = repair(case["damaged"])
    assert edits
    assert {edit.kind for edit in edits} <= set(KINDS)
    assert all(case["damaged"][edit.start : edit.end] != edit.text for edit in edits)
    assert repair(apply(case["damaged"], edits)) == []


@pytest.mark.parametrize("case", cases("negative"))
def test_undamaged_text_is_left_alone(case: Case) -> None:
    assert repair(case["text"]) == []


@pytest.mark.parametrize("case", cases("synthetic"))
def test_clean_text_of_a_case_is_left_alone(case: Case) -> None:
    assert repair(case["clean"]) == []


@pytest.mark.xfail(strict=True, reason="more than one reading is likely and the model prefers the wrong one")
@pytest.mark.parametrize("case", cases("known_failures"))
def test_known_failures(case: Case) -> None:
    assert folded(repaired(case["damaged"])) == folded(case["clean"])


SWALLOWED = [
    # 湖 BAFE + 1: the lead byte that stood last took the digit with it (a trail byte alone cannot be shown).
    ("縣政府辦公室推進各項工作，建成“青?：?號”“柴達木1號”項目，完成年度任務。", "青海湖□號"),
    ("縣政府辦公室推進各項工作，對問題分類處置，建設幸福河?：?0條，完成年度任務。", "□"),
]


@pytest.mark.parametrize(("damaged", "expected"), SWALLOWED)
def test_a_swallowed_digit_is_marked_never_guessed(damaged: str, expected: str) -> None:
    edits = repair(damaged)
    text = apply(damaged, edits)
    assert expected in text
    assert [edit.kind for edit in edits if "□" in edit.text] == ["unrepaired"]
    assert digits(text) == digits(damaged)


def digits(text: str) -> list[str]:
    return [c for c in unicodedata.normalize("NFKC", text) if c.isdigit() and c.isascii()]
