"""The schema says one thing everywhere."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from fazhi.schema.arrow import TYPES, Gathered, records_of, schema_of, table_of
from fazhi.schema.catalogue import CURATED, LAYERS
from fazhi.schema.columns import Record, columns_of
from fazhi.schema.curated import Compliance, Indicator, Sentence
from fazhi.schema.describe import data_dictionary, datapackage
from fazhi.schema.tokens import Token, Tokens

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


def test_words_held_as_columns_are_the_rows_that_records_would_be() -> None:
    held = [Tokens(["法治", "A", "𠮷"], ["n", None, None], 7), Tokens([], [], 3), Tokens(["政府"], ["n"], 20)]
    columns, records = (
        table_of(Sentence, [_sentence(i, tokens) for i, tokens in enumerate(rows)])["tokens"]
        for rows in (held, [list(tokens) for tokens in held])
    )
    assert columns.to_pylist() == records.to_pylist()
    assert columns.to_pylist()[0] == [
        {"word": "法治", "pos": "n", "start": 7, "end": 9},
        {"word": "A", "pos": None, "start": 9, "end": 10},
        {"word": "𠮷", "pos": None, "start": 10, "end": 11},
    ]
    assert columns.to_pylist()[1:] == [[], [{"word": "政府", "pos": "n", "start": 20, "end": 22}]]
    assert held[0][-1] == Token(word="𠮷", pos=None, start=10, end=11)
    assert len(held[0][1:]) == 2


def _sentence(number: int, tokens: Sequence[Token]) -> Sentence:
    return Sentence(doc_id="d", sentence_id=f"d-t{number}", position=number, start=0, end=0, text="", tokens=tokens)


@pytest.mark.parametrize("count", [0, 3, 4_500])
def test_rows_gathered_in_parts_make_the_same_table(count: int) -> None:
    rows = [_sentence(number, Tokens(["法治"], ["n"], number)) for number in range(count)]
    gathered = Gathered(Sentence)
    for row in rows:
        gathered.add([row])
    assert gathered.table().combine_chunks() == table_of(Sentence, rows).combine_chunks()


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
