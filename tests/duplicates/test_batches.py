"""Kept copies over several batches: the same in every order, and rewritten with the batch that brings a better one."""

import random
from pathlib import Path

import pytest

from fazhi.schema.columns import Record
from fazhi.schema.curated import Report
from fazhi.stages import publish
from fazhi.stages.audit import unfit
from fazhi.stages.batch import Batch
from fazhi.stages.publishable import Tables
from fazhi.stages.upkeep import keep_in_step
from fazhi.storage.commit import commit, finish_pending
from fazhi.storage.files import write_rows
from fazhi.storage.layout import Layout
from tests.duplicates.in_batches import kept, published, report, staged
from tests.duplicates.pairs import cut, damaged, framed, next_year, printed, shortened, texts

ONE, TWO, THREE = texts(3)[5:8]
MIRROR, PDF = framed(ONE, random.Random(7)), printed(ONE, random.Random(7))


def _reports() -> list[Report]:
    """Ten documents, four reports."""
    rng = random.Random(7)
    nobody = {"issuer": None, "region_code": None, "region_name": None, "report_year": None}
    return [
        report(ONE, "http://www.hongze.gov.cn/1.html"), report(MIRROR, "http://m.example.com/1.html", repairs=2),
        report(PDF, "1.pdf", media_type="application/pdf"), report(cut(0.6)(ONE, rng), "http://www.hongze.gov.cn/c"),
        report(damaged(0.03)(ONE, rng), "d.txt", unrepaired=99, **nobody), report(TWO, "2.txt"),
        report(shortened(TWO, rng), "2b.pdf", **nobody), report(TWO, "3.txt", issuer="洪泽区司法局", repairs=1),
        report(next_year(0.8)(ONE, rng), "4.txt"), report(THREE, "5.txt", **nobody),
    ]  # fmt: skip


EXPECTED = {"1.html": None, "m.example.com/1.html": "1.html", "1.pdf": "1.html", "hongze.gov.cn/c": "1.html",
            "d.txt": "1.html", "2.txt": None, "2b.pdf": "2.txt", "3.txt": None, "4.txt": None,
            "5.txt": None}  # fmt: skip


def _told(layout: Layout, reports: list[Report]) -> dict[str, str | None]:
    names = {one.doc_id: next(n for n in reversed(EXPECTED) if one.source.endswith(n)) for one in reports}
    return {names[doc_id]: of and names[of] for doc_id, of in kept(layout).items()}


def test_a_copy_of_unknown_issuer_does_not_make_two_issuers_one(layout: Layout) -> None:
    nobody = report(TWO, "http://x.example.com/2", issuer=None, region_code=None, region_name=None)
    others = [report(TWO, "2.txt"), report(TWO, "3.txt", issuer="洪泽区司法局")]
    published(layout, "one", [[nobody]])
    published(layout, "two", [others])
    assert sorted(of is None for of in kept(layout).values()) == [False, True, True]
    assert kept(layout)[nobody.doc_id] is None


@pytest.mark.parametrize("seed", range(5))
def test_the_kept_copies_are_the_same_in_every_order_and_in_any_batches(layout: Layout, seed: int) -> None:
    rng, reports = random.Random(seed), _reports()
    rng.shuffle(reports)
    cuts = sorted(rng.sample(range(1, len(reports)), rng.randint(0, 5)))
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(reports)], strict=True)):
        own = reports[start:end]
        half = rng.randint(0, len(own))
        published(layout, f"b{number}", [chunk for chunk in (own[:half], own[half:]) if chunk])
    assert _told(layout, reports) == EXPECTED


def test_a_better_copy_takes_the_place_and_the_batch_says_so(layout: Layout) -> None:
    mirror, original = report(MIRROR, "http://m.example.com/1", repairs=2), report(ONE, "http://www.hongze.gov.cn/1")
    assert published(layout, "one", [[mirror]]).told()["replaced_copies"] == {}
    told = published(layout, "two", [[original]]).told()
    assert told == {"copies": 0, "replaced_copies": {mirror.doc_id: original.doc_id}, "superseded_kept": []}
    assert kept(layout) == {mirror.doc_id: original.doc_id, original.doc_id: None}
    worse = report(PDF, "1.pdf", media_type="application/pdf")
    assert published(layout, "three", [[worse]]).told()["copies"] == 1
    assert kept(layout)[worse.doc_id] == original.doc_id


def test_only_the_files_that_change_are_written(layout: Layout) -> None:
    mirror = report(MIRROR, "http://m.example.com/1", repairs=2)
    published(layout, "one", [[mirror]])
    published(layout, "other", [[report(TWO, "2.txt")]])
    _, moves, _ = staged(layout, "two", [[report(ONE, "http://www.hongze.gov.cn/1")]])
    touched = {move.final for move in moves if not move.final.endswith("/two.parquet")}
    assert touched == {"curated/reports/one.parquet", "register/sketches/one.parquet"}


def test_a_kept_copy_that_newer_rules_keep_back_stays_and_steps_back(layout: Layout) -> None:
    original, mirror = report(ONE, "http://www.hongze.gov.cn/1"), report(MIRROR, "http://m.example.com/1", repairs=2)
    published(layout, "one", [[original, mirror]])
    assert kept(layout) == {original.doc_id: None, mirror.doc_id: original.doc_id}
    newer = report(MIRROR, "http://m.example.com/1", repairs=2, version="v2")
    told = published(layout, "two", [[newer]], kept_back=[original.doc_id]).told()
    assert told["superseded_kept"] == [original.doc_id]
    assert kept(layout) == {original.doc_id: mirror.doc_id, mirror.doc_id: None}
    # That it was kept back is remembered, until it passes again.
    published(layout, "three", [[report(PDF, "1.pdf", media_type="application/pdf", version="v2")]])
    assert kept(layout)[original.doc_id] == mirror.doc_id
    again = report(ONE, "http://www.hongze.gov.cn/1", version="v3")
    published(layout, "four", [[again]])
    assert kept(layout)[original.doc_id] is None
    assert kept(layout)[mirror.doc_id] == original.doc_id


def test_copies_of_a_document_that_leaves_the_tables_are_decided_anew(layout: Layout) -> None:
    original, mirror = report(ONE, "http://www.hongze.gov.cn/1"), report(MIRROR, "http://m.example.com/1", repairs=2)
    pdf = report(PDF, "1.pdf", media_type="application/pdf")
    published(layout, "one", [[original, mirror, pdf]])
    told = published(layout, "two", [[report(TWO, "2.txt")]], [original.doc_id], {original.doc_id: "one.parquet"})
    left = kept(layout)
    assert original.doc_id not in left
    assert (left[mirror.doc_id], left[pdf.doc_id]) == (None, mirror.doc_id)
    assert told.told()["superseded_kept"] == []


def test_an_audit_finds_copies_without_a_kept_copy(layout: Layout) -> None:
    original, mirror = report(ONE, "http://www.hongze.gov.cn/1"), report(MIRROR, "http://m.example.com/1", repairs=2)
    published(layout, "one", [[original, mirror]])
    assert unfit(layout) == []
    path = layout.table("curated", "reports") / "one.parquet"
    for wrong in ("f" * 16, mirror.doc_id):
        mirror.duplicate_of = wrong
        write_rows(path, Report, [original, mirror], layout.root / "work")
        assert unfit(layout) == [f"1 copies name no kept copy that is published: {mirror.doc_id}"]


def test_a_document_that_is_read_as_anothers_report_leaves_its_copies(layout: Layout) -> None:
    one, other = report(ONE, "http://www.hongze.gov.cn/1"), report(MIRROR, "http://m.example.com/1")
    published(layout, "one", [[one, other]])
    published(layout, "two", [[report(ONE, "http://www.hongze.gov.cn/1", issuer="洪泽区司法局", version="v2")]])
    assert kept(layout) == {one.doc_id: None, other.doc_id: None}


def test_a_publish_that_was_cut_off_is_finished_with_its_copies(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror, original = report(MIRROR, "http://m.example.com/1", repairs=2), report(ONE, "http://www.hongze.gov.cn/1")
    published(layout, "one", [[mirror]])
    batch, moves, decision = staged(layout, "two", [[original]])
    from fazhi.storage import commit as module

    done: list[Path] = []

    def cut_off(staged_file: Path, final: Path) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(final)
        staged_file.replace(final)

    with monkeypatch.context() as patched:
        patched.setattr(module, "put_in_place", cut_off)
        with pytest.raises(KeyboardInterrupt):
            commit(layout, batch.id, moves, {"batch_id": "two", "ended": "2", **decision.told()})
    assert finish_pending(layout) == ["two"]
    assert kept(layout) == {mirror.doc_id: original.doc_id, original.doc_id: None}


def test_publishing_again_reads_each_chunk_once_a_table(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [report(text, f"{n}.txt") for n, text in enumerate(texts(4)[5:])]
    for number, one in enumerate(reports):
        published(layout, f"night-{number}", [[one]])
    later = [report(one.text, one.source, version="v2") for one in reports]
    read: list[int] = []
    tables = publish.chunk_tables

    def counted(batch: Batch, chunk: int, records: tuple[type[Record], ...]) -> Tables:
        read.append(chunk)
        return tables(batch, chunk, records)

    monkeypatch.setattr(publish, "chunk_tables", counted)
    published(layout, "all", [later[n : n + 2] for n in range(0, len(later), 2)])
    assert len(read) == 6 * 2
    assert len(kept(layout)) == len(reports)


def test_the_register_follows_from_the_reports(layout: Layout) -> None:
    reports = _reports()
    published(layout, "one", [reports])
    before = kept(layout)
    (layout.table("register", "sketches") / "one.parquet").unlink()  # type: ignore[union-attr]
    assert keep_in_step(layout) >= 1
    assert kept(layout) == before
    assert keep_in_step(layout) == 0
    (layout.table("register", "sketches") / "gone.parquet").write_bytes(b"")
    keep_in_step(layout)
    assert kept(layout) == before
