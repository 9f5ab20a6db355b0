"""The corpus is the same everywhere, and holds the mix that docs/performance.md states."""

import random
from collections import Counter

import pytest

from bench import corpus, floors
from bench.composing import compose, nearly, sentences
from fazhi.core.ingest import media
from fazhi.core.normalize import normalize_bytes


def test_the_digest_of_the_smallest_corpus_is_the_one_that_the_floors_were_measured_on() -> None:
    kept = floors.read()
    assert corpus.digest(kept.documents) == kept.digest


def test_another_seed_gives_another_corpus() -> None:
    assert corpus.digest(3, seed=1) != corpus.digest(3, seed=2)


def test_a_document_does_not_depend_on_how_many_there_are() -> None:
    assert list(corpus.documents(12))[7] == corpus.document(7)


@pytest.mark.parametrize("block", [0, 1, 57])
def test_every_hundred_documents_hold_the_exact_mix(block: int) -> None:
    kinds = corpus.kinds(block)
    assert Counter(kind.medium for kind in kinds) == corpus.MEDIA
    assert sum(kind.charset == "gb18030" for kind in kinds) == corpus.GB18030
    assert sum(kind.traditional for kind in kinds) == corpus.TRADITIONAL
    assert sum(kind.mirrored for kind in kinds) == corpus.MIRRORED
    assert sum(kind.near for kind in kinds) == corpus.NEAR


def test_charset_belongs_to_pages_and_plain_text() -> None:
    assert all(
        kind.medium not in ("docx", "pdf") for kind in corpus.kinds(0) if kind.charset == "gb18030" or kind.mirrored
    )


def test_sentences_carry_no_markers_and_end() -> None:
    found = sentences("rule_of_law")
    assert len(found) > 100
    assert all(s[-1] in "。！？" and not s.startswith(("一是", "（一）", "(一)", "一、")) for s in found)


def test_a_near_duplicate_lacks_one_paragraph() -> None:
    report = compose(random.Random(3))
    near = nearly(report, random.Random(4))
    assert len(near.paragraphs) == len(report.paragraphs) - 1
    assert set(near.paragraphs) <= set(report.paragraphs)


@pytest.mark.parametrize(("medium", "media_type"), [("old_table", media.HTML), ("trs_editor", media.HTML),
                                                   ("modern", media.HTML), ("text", media.TEXT), ("docx", media.DOCX),
                                                   ("pdf", media.PDF)])  # fmt: skip
def test_every_medium_is_read_back(medium: str, media_type: str) -> None:
    kinds = corpus.kinds(0)
    number = next(at for at, kind in enumerate(kinds) if kind == corpus.Kind(medium))
    made = corpus.document(number)
    assert media.sniff(made.content, made.name) == media_type
    text = normalize_bytes(made.content, media_type=media_type, name=made.name).text
    report = compose(random.Random(f"{corpus.SEED}/document/{number}"))
    assert report.title in text
    if medium != "pdf":  # its lines are broken where the page ends
        assert all(p.text in text for p in report.paragraphs)
