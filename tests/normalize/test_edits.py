"""Edits compose and align exactly, whatever the text and the edits."""

from hypothesis import given
from hypothesis import strategies as st

from fazhi.core.normalize.alignment import Alignment
from fazhi.core.normalize.compose import compose
from fazhi.core.normalize.edits import Edit, apply, between

KINDS = ("mirror_pinyin", "script", "layout", "unrepaired", "furniture")


@st.composite
def edits_on(draw: st.DrawFn, length: int) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=12)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    texts = [draw(st.text("一二三四", max_size=4)) for _ in spans]
    return [Edit(a, b, t, draw(st.sampled_from(KINDS))) for (a, b), t in zip(spans, texts, strict=True) if a < b or t]


@st.composite
def two_steps(draw: st.DrawFn) -> tuple[str, list[Edit], list[Edit]]:
    text = draw(st.text("abcdefgh", max_size=24))
    first = draw(edits_on(len(text)))
    return text, first, draw(edits_on(len(apply(text, first))))


@given(two_steps())
def test_composed_edits_do_what_the_two_steps_do(case: tuple[str, list[Edit], list[Edit]]) -> None:
    text, first, second = case
    assert apply(text, compose(first, second)) == apply(apply(text, first), second)


@given(two_steps())
def test_alignment_leads_every_kept_character_back_to_itself(case: tuple[str, list[Edit], list[Edit]]) -> None:
    source, first, second = case
    edits = compose(first, second)
    text = apply(source, edits)
    alignment = Alignment(edits)
    changed = {at for e in edits for at in range(e.start, e.end)}
    for at in range(len(text)):
        start, end = alignment.source_span(at, at + 1)
        assert 0 <= start <= end <= len(source)
        if text[at].isascii():
            assert source[start:end] == text[at] or start in changed
    for at in set(range(len(source))) - changed:
        start, end = alignment.text_span(at, at + 1)
        assert text[start:end] == source[at]
        assert alignment.source_span(start, end) == (at, at + 1)


@given(two_steps())
def test_columns_align_as_edits_do(case: tuple[str, list[Edit], list[Edit]]) -> None:
    source, first, second = case
    edits = compose(first, second)
    columns = Alignment.of_columns([e.start for e in edits], [e.end for e in edits], [len(e.text) for e in edits])
    for start in range(len(source) + 3):
        for end in (start, start + 1, start + 4):
            assert columns.source_span(start, end) == Alignment(edits).source_span(start, end)
            assert columns.text_span(start, end) == Alignment(edits).text_span(start, end)


@given(two_steps())
def test_spans_never_run_backwards(case: tuple[str, list[Edit], list[Edit]]) -> None:
    source, first, second = case
    edits = compose(first, second)
    alignment = Alignment(edits)
    starts = [alignment.source_span(at, at + 1)[0] for at in range(len(apply(source, edits)))]
    assert starts == sorted(starts)


@given(st.text("ab", max_size=20), st.text("ab", max_size=20))
def test_between_finds_what_differs(before: str, after: str) -> None:
    after = after[: len(before)].ljust(len(before), "a")
    assert apply(before, between(before, after, "script")) == after


def test_inside_an_edit_that_keeps_the_length_every_character_maps_to_its_own() -> None:
    alignment = Alignment([Edit(2, 5, "甲乙丙", "script"), Edit(7, 9, "丁", "mirror_punctuation")])
    assert alignment.source_span(3, 4) == (3, 4)
    assert alignment.source_span(7, 8) == (7, 9)
    assert alignment.text_span(8, 9) == (7, 8)
    assert alignment.source_span(8, 9) == (9, 10)


def test_a_removed_line_is_furniture_whatever_was_repaired_in_it() -> None:
    assert compose([Edit(1, 2, "□", "unrepaired")], [Edit(0, 4, "", "furniture")]) == [Edit(0, 4, "", "furniture")]


def test_script_of_a_repaired_place_stays_a_repair() -> None:
    assert compose([Edit(1, 3, "領導", "mirror_pinyin")], [Edit(1, 3, "领导", "script")]) == [
        Edit(1, 3, "领导", "mirror_pinyin")
    ]
