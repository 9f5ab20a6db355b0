"""What Arrow proves GX says as well, on columns of every kind; what is broken is never proven."""

from typing import Any

import clean_tables
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import engine, frames, judging
from expectations.custom import RULES
from expectations.judge import judge_layer
from expectations.proofs import provable, proven
from expectations.suites import LAYER_SUITES, Entry, suite_of

NUMBERS = st.lists(st.none() | st.floats(-5, 5) | st.just(float("nan")) | st.just(float("inf")), min_size=1, max_size=6)
COUNTS = st.lists(st.none() | st.integers(-3, 3), min_size=1, max_size=6)
WORDS = st.lists(st.none() | st.text("a件\n 0", max_size=3), min_size=1, max_size=6)
KINDS: dict[str, tuple[Any, pa.DataType]] = {
    "number": (NUMBERS, pa.float64()),
    "count": (COUNTS, pa.int64()),
    "word": (WORDS, pa.string()),
    "mark": (st.lists(st.none() | st.booleans(), min_size=1, max_size=6), pa.bool_()),
}
BOTH = ("both_values_are_missing", "either_value_is_missing")
BOUNDS = [{"min_value": 0}, {"max_value": 1}, {"min_value": -1, "max_value": 1.5}]
PAIR_EQUAL, PAIR_GREATER = (f"expect_column_pair_values_{what}" for what in ("to_be_equal", "a_to_be_greater_than_b"))


def _entry(type: str, **kwargs: object) -> Entry:
    return Entry(type=type, kwargs=kwargs, severity="critical", zh="成立", en="holds")


def _asked() -> list[Entry]:
    """Every type that has a proof, over columns `a` and `b`."""
    singly = [_entry(f"expect_column_values_to_{what}", column="a") for what in ("not_be_null", "be_null", "be_unique")]
    bounds = [_entry("expect_column_values_to_be_between", column="a", **b) for b in BOUNDS]
    lengths = [_entry("expect_column_value_lengths_to_be_between", column="a", **b) for b in BOUNDS[:2]]
    distinct = [_entry("expect_column_unique_value_count_to_be_between", column="a", max_value=n) for n in (1, 2)]
    sets = [_entry("expect_column_values_to_be_in_set", column="a", value_set=s)
            for s in ([True], [0, 1, 2], ["a", "件"])]  # fmt: skip
    regexes = [_entry("expect_column_values_to_match_regex", column="a", regex=r)
               for r in (r"\A[a件]+\Z", r"\A(?s:.*)\S(?s:.*)\Z", r"\A.*[一-鿿].*\Z")]  # fmt: skip
    pairs = [_entry(PAIR_EQUAL, column_A="a", column_B="b", ignore_row_if=i) for i in BOTH]
    pairs += [_entry(PAIR_EQUAL, column_A="a", column_B="b"), _entry(PAIR_GREATER, column_A="a", column_B="b")]
    pairs += [_entry(PAIR_GREATER, column_A="a", column_B="b", or_equal=True, ignore_row_if=i) for i in BOTH]
    together = [_entry("expect_compound_columns_to_be_unique", column_list=["a", "b"])]
    rows = [
        _entry("expect_table_row_count_to_equal", value=3),
        _entry("expect_table_row_count_to_be_between", min_value=2),
    ]
    return [*singly, *bounds, *lengths, *distinct, *sets, *regexes, *pairs, *together, *rows]


@st.composite
def _tables(draw: st.DrawFn) -> pa.Table:
    values, kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    a = draw(values)
    b = draw(st.just(a) | st.permutations(a))
    return pa.table({"a": pa.array(a, kind), "b": pa.array(b, kind)})


@settings(max_examples=150, deadline=None)
@given(table=_tables(), entry=st.sampled_from(_asked()))
def test_what_is_proven_holds_for_gx(table: pa.Table, entry: Entry) -> None:
    if proven(entry, table):
        (verdict,) = engine.run("s", [entry], frames.framed(table, [entry]))
        assert verdict.success


VARIED = [
    pa.table({"a": [2, 1, 0], "b": [2, 1, 0]}),
    pa.table({"a": pa.nulls(3, pa.string()), "b": pa.nulls(3, pa.string())}),
    pa.table({"a": ["a", "件", "a"], "b": ["b", "b", "b"]}),
    pa.table({"a": [True, True, True], "b": [False, False, False]}),
    pa.table({"a": [9.5, 9.5, None]}),
    pa.table({"a": [1], "b": [2]}),
    pa.table({"a": ["aaaa"], "b": ["b"]}),
]


@pytest.mark.parametrize("entry", _asked(), ids=str)
def test_every_type_is_proven_of_something_and_not_of_everything(entry: Entry) -> None:
    assert {proven(entry, table) for table in VARIED} == {True, False}


@pytest.mark.parametrize(
    "entry",
    [
        _entry("expect_column_values_to_be_between", column="a", min_value=0, strict_min=True),
        _entry("expect_column_values_to_not_be_null", column="a", mostly=0.5),
        _entry("expect_column_values_to_not_be_null", column="nowhere"),
        _entry("expect_column_values_to_be_between", column="a", min_value="0"),
        _entry("expect_column_values_to_be_in_set", column="a", value_set=["one"]),
        _entry("expect_column_values_to_be_json_parseable", column="a"),
    ],
)
def test_what_a_proof_does_not_know_is_left_to_gx(entry: Entry) -> None:
    assert not proven(entry, pa.table({"a": [1, 2]}))


FEW = st.none() | st.integers(-1, 2)
NAMES = st.sampled_from(["d", "e", "d-n", "d-n1", "d-n12", "d-n-1", "d-s1", "e-n1", "d-n1x", "", None])
# Of each rule: what its columns hold, the kwargs beside them.
OF_RULES: list[tuple[str, list[tuple[Any, pa.DataType]], dict[str, Any]]] = [
    ("expect_values_to_be_known", [(NAMES, pa.string()), (st.none() | st.booleans(), pa.bool_())], {}),
    ("expect_evidence_to_say", [(NAMES, pa.string()), (st.none() | st.booleans(), pa.bool_())], {}),
    ("expect_references_in_same_document", [(NAMES, pa.string())] * 3, {}),
    ("expect_spans_within_text", [(FEW, pa.int32())] * 3, {}),
    ("expect_spans_within_text", [(FEW, pa.int32())] * 3, {"empty": True}),
    ("expect_spans_to_quote_text", [(NAMES, pa.string())] * 2, {}),
    ("expect_spans_to_nest", [(FEW, pa.int32())] * 4, {}),
    ("expect_ids_to_be_built_from", [(NAMES, pa.string())] * 2, {"letter": "n"}),
    ("expect_ids_to_be_built_from", [(NAMES, pa.string())] * 2 + [(FEW, pa.int32())], {"letter": "n"}),
]


@pytest.mark.parametrize(("type", "held", "kwargs"), OF_RULES)
@given(data=st.data())
def test_what_is_proven_of_a_rule_is_what_it_says(
    type: str, held: list[tuple[Any, pa.DataType]], kwargs: dict[str, Any], data: st.DataObject
) -> None:
    rows = data.draw(st.integers(1, 2))
    columns = {c: pa.array(data.draw(st.lists(values, min_size=rows, max_size=rows)), kind)
               for c, (values, kind) in zip("abcd", held, strict=False)}  # fmt: skip
    table = pa.table(columns)
    frame = table.to_pandas()
    holds = RULES[type]([frame[name] for name in columns], **kwargs)
    assert proven(_entry(type, column_list=list(columns), **kwargs), table) == bool(holds.astype(bool).all())


@pytest.mark.parametrize("layer", LAYER_SUITES)
def test_of_clean_tables_gx_is_asked_what_has_no_proof(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    honest = engine.run

    def run(name: str, entries: list[Entry], frame: Any) -> Any:
        asked.extend(entry.type for entry in entries)
        return honest(name, entries, frame)

    monkeypatch.setattr(judging.engine, "run", run)
    judge_layer(layer, clean_tables.layers()[layer], clean_tables.parameters(layer))
    without = [e.type for part in suite_of(layer).parts for e in part.entries if not provable(e)]
    assert sorted(asked) == sorted(without)


@pytest.mark.parametrize("layer", LAYER_SUITES)
def test_for_clean_tables_nothing_is_built_that_was_not_ready(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judging.make_ready()
    monkeypatch.delattr(engine, "Prepared")
    judgement = judge_layer(
        layer, clean_tables.layers()[layer], clean_tables.parameters(layer), again=layer == "curated"
    )
    assert not judgement.failures
