"""damage(clean) -> repair -> clean, in every variety of page; and what holds for any text at all."""

import difflib
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.normalize.edits import apply
from fazhi.core.normalize.mirror import gate, repair
from fazhi.core.normalize.mirror import places as places_room
from fazhi.core.normalize.mirror.characters import SYLLABLE
from tests.growth import assert_linear

from .simulator import Variety, damage, folded, traditional

CASES = Path(__file__).parent.parent / "cases" / "mirror"
TEXTS = [json.loads(line)["clean"] for line in (CASES / "synthetic.jsonl").read_text(encoding="utf-8").splitlines()]
SENTENCES = [line.strip() for text in TEXTS for line in text.splitlines() if line.strip()]

varieties = st.builds(
    Variety,
    annotated=st.sampled_from([0, 10, 75, 400]),
    half_width=st.booleans(),
    private_use=st.sampled_from(["keep", "drop", "question"]),
    share_of_hits=st.sampled_from([0.0, 0.5, 1.0]),
)
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=8, unique=True).map("\n　　".join)


def similarity(got: str, wanted: str) -> float:
    return difflib.SequenceMatcher(None, got, wanted, autojunk=False).ratio()


# Characters of a place where two cells in a row left nothing.
ONE_PLACE = 4


def misread(got: str, wanted: str) -> int:
    """How many characters of `wanted` were written wrongly, left out or added."""
    blocks = difflib.SequenceMatcher(None, got, wanted, autojunk=False).get_opcodes()
    return sum(max(end - start, to - at) for tag, start, end, at, to in blocks if tag != "equal")


@given(paragraphs, varieties, st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_repair_never_makes_a_page_worse(clean: str, variety: Variety, seed: int) -> None:
    damaged = damage(clean, variety, seed)
    wanted = folded(clean)
    got = folded(apply(damaged, repair(damaged)))
    assert similarity(got, wanted) >= similarity(folded(damaged), wanted)
    # Where cells without a character left nothing or a `?`, a short page may hold one place that nobody can read.
    shown = variety.private_use == "keep"
    assert similarity(got, wanted) > 0.98 or (not shown and misread(got, wanted) <= ONE_PLACE)


@given(paragraphs, varieties, st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_digits_are_never_invented(clean: str, variety: Variety, seed: int) -> None:
    damaged = damage(clean, variety, seed)
    assert digits(apply(damaged, repair(damaged))) <= digits(damaged)


@given(paragraphs)
@settings(max_examples=30, deadline=None)
def test_traditional_text_is_left_alone(clean: str) -> None:
    assert repair(traditional(clean)) == []


HOSTILE = "?？，。、！；：()（）國會務實設(jiàn)(shè)?wù)\n\r　 ab1<p>€\ue46a\uf8f5\ufffd□着著“”"


@given(st.text(alphabet=st.one_of(st.sampled_from(HOSTILE), st.characters()), max_size=80))
@settings(max_examples=200, deadline=None)
def test_edits_of_any_text_stand_in_order_and_change_something(text: str) -> None:
    edits = repair(text)
    assert all(text[edit.start : edit.end] != edit.text for edit in edits)
    assert digits(apply(text, edits)) <= digits(text)


def digits(text: str) -> int:
    return sum(c.isascii() and c.isdigit() for c in unicodedata.normalize("NFKC", text))


def places(damaged: str, clean: str) -> list[str]:
    """The clean reading of every destroyed stretch, two characters of context on both sides."""
    stripped = folded(re.sub(rf"\({SYLLABLE}\)", "", damaged))
    blocks: list[tuple[int, int]] = []
    for tag, _, _, start, end in difflib.SequenceMatcher(None, stripped, clean, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if blocks and start - blocks[-1][1] <= 3:
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return [clean[max(0, start - 2) : end + 2] for start, end in blocks]


FLOORS = [
    (Variety(400), 0.96),
    (Variety(75, half_width=True), 0.96),
    (Variety(20, private_use="drop"), 0.88),
    (Variety(75, share_of_hits=0.5), 0.96),
    (Variety(0), 0.96),
    (Variety(0, half_width=True, private_use="question"), 0.88),
]


@pytest.mark.parametrize(("variety", "floor"), FLOORS, ids=repr)
def test_share_of_places_right(variety: Variety, floor: float) -> None:
    right = total = 0
    for seed, clean in enumerate(TEXTS):
        damaged = damage(clean, variety, seed + 100)
        got = folded(apply(damaged, repair(damaged)))
        wanted = places(damaged, folded(clean))
        total += len(wanted)
        right += sum(place in got for place in wanted)
    assert total >= 40
    assert right / total >= floor, f"{right} of {total}"


@pytest.mark.parametrize("unit", ["(", "?，", "國?，", "會(huì)?，務實工作", "?wù)", "會?。ㄆ撸"])
def test_linear_in_degenerate_text(unit: str) -> None:
    assert_linear(repair, unit * (40_000 // len(unit)))


def test_clean_text_leaves_at_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text without a sign of damage costs no look into the model: the gate's cheap checks let it go."""
    monkeypatch.setattr(gate, "load", None)
    monkeypatch.setattr(places_room, "edits", None)
    assert repair("\n".join(TEXTS) * 100) == []
