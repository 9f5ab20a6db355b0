"""Copies are known again; reports that look alike stay two. The floors are those of the decision record."""

import itertools

import pytest

from fazhi.core.duplicates.candidates import OPEN, candidates, groups
from fazhi.core.duplicates.likeness import same
from fazhi.core.duplicates.sketch import bands, sketch
from fazhi.core.duplicates.subject import Subject, organ_of
from tests.duplicates.pairs import COPIES, LIKENESSES, made, texts

KNOWN, OPEN_ONE = Subject("320813", "政府", 2023), Subject(None, None, 2023)
TEXTS = texts(12)
# Damage that normalize could not see: with issuer and year one sign in ten may be gone, without them fewer.
RECALL = {"known": {"damaged 10 %": 0.85}, "open": {"damaged 10 %": 0.0}}


@pytest.mark.parametrize("subject", [KNOWN, OPEN_ONE], ids=["known", "open"])
def test_copies_are_known_again(subject: Subject) -> None:
    found: dict[str, list[bool]] = {}
    for kind, one, other in made(TEXTS, COPIES):
        found.setdefault(kind, []).append(same(sketch(one), sketch(other), KNOWN, subject))
    floors = RECALL["known" if subject is KNOWN else "open"]
    missed = {kind: sum(own) / len(own) for kind, own in found.items()}
    assert {kind: share for kind, share in missed.items() if share < floors.get(kind, 1)} == {}


@pytest.mark.parametrize("subject", [KNOWN, OPEN_ONE], ids=["known", "open"])
def test_reports_that_look_alike_stay_two(subject: Subject) -> None:
    merged = [kind for kind, a, b in made(TEXTS, LIKENESSES) if same(sketch(a), sketch(b), KNOWN, subject)]
    assert merged == []
    sketches = [sketch(text) for text in TEXTS]
    assert not any(same(a, b, KNOWN, subject) for a, b in itertools.combinations(sketches, 2))


@pytest.mark.parametrize(
    "other",
    [
        Subject("320813", "司法局", 2023), Subject("320800", "政府", 2023), Subject("320813", "政府", 2022),
        Subject(None, None, 2022),
    ],
)  # fmt: skip
def test_another_issuer_or_year_is_another_report_whatever_it_says(other: Subject) -> None:
    made_of = sketch(TEXTS[0])
    assert same(made_of, made_of, KNOWN, KNOWN)
    assert not same(made_of, made_of, KNOWN, other)


def test_a_template_without_figures_needs_its_issuer() -> None:
    one, other = (
        f"{organ}坚持以人民为中心,深入推进依法行政,全面落实各项工作部署,不断提高治理能力。" * 9
        for organ in ("甲局", "乙局")
    )
    assert not same(sketch(one), sketch(other), OPEN_ONE, OPEN_ONE)
    assert same(sketch(one), sketch(one), OPEN_ONE, OPEN_ONE)


@pytest.mark.parametrize(
    ("issuer", "region", "organ"),
    [
        ("洪泽区人民政府", "洪泽区", "政府"), ("淮安市洪泽区政府", "洪泽区", "政府"), ("区政府", "洪泽区", "政府"),
        ("恩施州政务局", "恩施土家族苗族自治州", "政务局"), ("州政务局", "恩施土家族苗族自治州", "政务局"),
        ("市场监督管理局", "大连市", "市场监督管理局"), ("大连市市场监督管理局", "大连市", "市场监督管理局"),
        ("我局", "大连市", "局"), (None, "大连市", None),
    ],
)  # fmt: skip
def test_an_organ_is_the_same_however_it_is_written(issuer: str | None, region: str, organ: str | None) -> None:
    assert organ_of(issuer, "1", region) == organ


def test_a_damaged_sign_in_a_long_name_is_damage() -> None:
    long, short = Subject("1", "市场监督管理局", 2023), Subject("1", "水务局", 2023)
    assert long.agrees(Subject("1", "市场监后管理局", 2023))
    assert not short.agrees(Subject("1", "税务局", 2023))
    assert not long.agrees(Subject("1", "市场监督管理所局", 2023))


def test_candidates_are_those_of_a_block_or_a_band() -> None:
    import numpy as np

    one, other, third = (sketch(text).slots for text in TEXTS[:3])
    of = bands(np.stack([one, other, one, third]))
    blocks = np.array([5, 5, OPEN, 7])
    assert sorted(tuple(group.tolist()) for group in groups(blocks, of))[-1] == (0, 2)
    assert (0, 1) in {tuple(group.tolist()) for group in groups(blocks, of)}
    assert candidates(blocks, of, np.array([OPEN]), bands(np.stack([one]))).tolist() == [True, False, True, False]
    assert candidates(blocks, of, np.array([7]), bands(np.stack([one]))).tolist() == [False, False, True, True]
