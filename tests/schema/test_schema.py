"""The schema says one thing everywhere."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from fazhi.schema.arrow import TYPES, records_of, schema_of, table_of
from fazhi.schema.catalogue import CURATED, LAYERS
from fazhi.schema.columns import Record, columns_of
from fazhi.schema.curated import Compliance, Indicator, Sentence
from fazhi.schema.describe import data_dictionary, datapackage
from fazhi.schema.gathered import Gathered
from fazhi.schema.sentence_table import table_of_sentences
from fazhi.schema.sentences import Sentences
from fazhi.schema.tokens import Token, Words

ALL = [record for records in LAYERS.values() for record in records]
CONTRACT = {
    "reports": "doc_id batch_id source media_type fetched_at title issuer issuer_kind region_code region_name "
    "region_level report_year published_on charset script damage repairs unrepaired text text_chars duplicate_of",
    "sections": "doc_id section_id parent_id depth marker heading role start end",
    "sentences": "doc_id sentence_id section_id position start end text tokens",
    "indicators": "indicator_id doc_id sentence_id section_id quote start end source_start source_end value value_high "
    "unit qualifier role direction metric system indicator_code part_of period_start period_end subject confidence",
    "findings": "doc_id kind severity expected found difference indicator_ids message",
    "compliance": "doc_id requirement met evidence",
}


@pytest.mark.parametrize("record", ALL, ids=lambda r: f"{r.layer}.{r.table}")
def test_every_column_has_a_type_and_says_what_it_means(record: type[Record]) -> None:
    for c in columns_of(record):
        assert c.type in TYPES
        assert len(c.description) > 3
        assert c.description.endswith(".")
    assert schema_of(record).names == [c.name for c in columns_of(record)]


@pytest.mark.parametrize("record", CURATED, ids=lambda r: r.table)
def test_curated_tables_hold_what_consumers_rely_on(record: type[Record]) -> None:
    assert set(CONTRACT[record.table].split()) <= {c.name for c in columns_of(record)}


def test_types_that_consumers_rely_on() -> None:
    reports = schema_of(CURATED[0])
    assert reports.field("fetched_at").type == pa.timestamp("us", tz="UTC")
    assert reports.field("report_year").type == pa.int16()
    assert reports.field("published_on").type == pa.date32()
    assert schema_of(Indicator).field("value").type == pa.float64()


def test_records_go_to_columns_and_back() -> None:
    row = Sentence(
        doc_id="d", sentence_id="d-t0", section_id=None, position=0, start=0, end=2, text="法治",
        tokens=[Token(word="法治", pos="n", start=0, end=2)],
    )  # fmt: skip
    back = records_of(Sentence, table_of(Sentence, [row]))
    assert back[0].text == "法治"
    assert back[0].tokens == [{"word": "法治", "pos": "n", "start": 0, "end": 2}]
    assert records_of(Compliance, table_of(Compliance, [])) == []


def _sentences(*documents: tuple[str, list[tuple[int, int]], list[tuple[str, str | None]]]) -> list[Sentences]:
    """Sentences as columns: text, edges of its sentences, words with tags from the first sentence to the last."""
    names: list[str | None] = [None]
    found = []
    for number, (text, edges, words) in enumerate(documents):
        names += [tag for _, tag in words if tag not in names]
        lengths = np.array([len(word) for word, _ in words], np.int32)
        tags = np.array([names.index(tag) for _, tag in words], np.int32)
        held = Words(edges[0][0] if edges else 0, lengths, tags, names)
        starts, ends = [start for start, _ in edges], [end for _, end in edges]
        sections = [f"d{number}-s0" if start else None for start in starts]
        found.append(Sentences(f"d{number}", text, starts, ends, sections, held))
    return found


HELD = (
    ("  法治A𠮷。 \n政府", [(2, 7), (9, 11)], [("法治", "n"), ("A", None), ("𠮷", None), ("。", "x"), (" ", None),
                                            ("\n", None), ("政府", "n")]),
    ("", [], []),
    ("依法。行政", [(0, 3), (3, 5)], [("依法", "d"), ("。", "x"), ("行政", None)]),
)  # fmt: skip


def test_sentences_held_as_columns_are_the_records_that_they_stand_for() -> None:
    first, empty, last = _sentences(*HELD)
    assert [(s.sentence_id, s.section_id, s.position, s.start, s.end, s.text) for s in first] == [
        ("d0-t0", "d0-s0", 0, 2, 7, "法治A𠮷。"),
        ("d0-t1", "d0-s0", 1, 9, 11, "政府"),
    ]
    assert list(first[0].tokens) == [
        Token(word="法治", pos="n", start=2, end=4),
        Token(word="A", pos=None, start=4, end=5),
        Token(word="𠮷", pos=None, start=5, end=6),
        Token(word="。", pos="x", start=6, end=7),
    ]
    assert first[1].tokens[-1] == Token(word="政府", pos="n", start=9, end=11)
    assert list(empty) == empty[:] == []
    assert [s.section_id for s in last] == [None, "d2-s0"]
    assert len(last[-1].tokens[0:]) == len(last[1:]) == 1
    assert [list(s.tokens) for s in dataclasses.replace(last, words=None)] == [[], []]


def test_sentences_held_as_columns_make_the_table_of_their_records() -> None:
    columns = _sentences(*HELD)
    records = [sentence for held in columns for sentence in held]
    assert table_of_sentences(columns).equals(table_of(Sentence, records))
    assert table_of_sentences(columns[1:2]).num_rows == 0


@pytest.mark.parametrize("count", [0, 3, 4_500])
@pytest.mark.parametrize("words", [True, False], ids=["words", "none"])
def test_rows_gathered_in_parts_make_the_same_table(count: int, words: bool) -> None:
    rows = _sentences(*HELD[::2]) * (count // 4 + 1) if count else []
    if not words:
        rows = [dataclasses.replace(held, words=None) for held in rows]
    gathered = Gathered(Sentence)
    for held in rows:
        gathered.add(held)
    expected = table_of(Sentence, [sentence for held in rows for sentence in held])
    assert gathered.table().combine_chunks() == expected.combine_chunks()
    # Records of any origin beside columns.
    gathered.add(list(rows[0]) if rows else [])
    assert gathered.table().num_rows == expected.num_rows + (len(rows[0]) if rows else 0)


def test_the_descriptor_names_every_table_and_column() -> None:
    resources = {r["name"]: r for r in datapackage()["resources"]}
    assert set(resources) == {r.table for r in CURATED}
    for record in CURATED:
        fields = resources[record.table]["schema"]["fields"]
        assert [f["name"] for f in fields] == [c.name for c in columns_of(record)]
        assert all(f["description"] and f["type"] for f in fields)


def test_the_data_dictionary_in_docs_is_today_s() -> None:
    path = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
    assert path.read_text("utf8") == data_dictionary(), "run: fazhi dictionary > docs/data-dictionary.md"
