"""Helper columns from another table or from a set: what a reference refers to, what is known, what is counted."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import NotGiven, View

DENSITY_FROM = 1000
# Totals of totals: no report goes deeper.
_LONGEST = 8

# What a referring column refers to: table and key.
TARGETS = {
    "parent_id": ("sections", "section_id"),
    "section_id": ("sections", "section_id"),
    "sentence_id": ("sentences", "sentence_id"),
    "part_of": ("indicators", "indicator_id"),
}
KNOWN = {"unit": "units", "region_code": "region_codes", "system": "systems", "indicator_code": "indicator_codes"}


def referred(column: str, attribute: str) -> Callable[[View], pa.Array]:
    """`attribute` of the row that `column` refers to, null where it refers to none."""
    table, key = TARGETS[column]

    def lookup(v: View) -> pa.Array:
        target = v.other(table)
        rows = v.rows_of(v.table[column], target[key])
        return joins.whole(target[attribute]).take(rows)

    return lookup


def document_known(column: str) -> Callable[[View], pa.Array]:
    """Whether the document that `column` names is there."""
    return lambda v: pc.is_valid(v.rows_of(v.table[column], v.documents["doc_id"]))


def kept_known(v: View) -> pa.Array:
    """Whether the kept copy that `duplicate_of` names is published: in the whole set, where only a part is judged."""
    if "published" not in v.known:
        return document_known("duplicate_of")(v)
    return pc.is_in(joins.whole(v.table["duplicate_of"]), value_set=v.known["published"])


def document_length(text: str) -> Callable[[View], pa.Array]:
    """The length of a text column of the row's document, null for an unknown one."""

    def lookup(v: View) -> pa.Array:
        documents = v.documents if text == "text" else v.other("documents")
        if text not in documents.column_names:
            raise NotGiven(f"documents.{text}")
        rows = v.rows_of(v.table["doc_id"], documents["doc_id"])
        return v.lengths(documents[text]).take(rows)

    return lookup


def known(column: str) -> Callable[[View], pa.Array]:
    """Whether the value is one that is known."""
    return lambda v: pc.is_in(joins.whole(v.table[column]), value_set=v.known_set(KNOWN[column]))


def count_of(table: str) -> Callable[[View], pa.Array]:
    """How many rows of `table` the document has."""
    return lambda v: v.counted(v.table["doc_id"], v.other(table)["doc_id"])


def density(v: View) -> pa.Array:
    """Indicators in a thousand characters, null for a text too short to tell."""
    counts = joins.ints(v.counted(v.table["doc_id"], v.other("indicators")["doc_id"]))
    chars = joins.ints(v.lengths(v.table["text"]))
    short = chars < DENSITY_FROM
    return pa.array(counts * 1000 / np.where(short, 1, chars), mask=short)


def part_count(v: View) -> pa.Array:
    """How many parts in the same unit the row has as a total."""
    return pa.array(joins.summed(_totals(v), np.ones(v.table.num_rows), v.table.num_rows).astype("int64"))


def parts_coverage(indicators: pa.Table) -> dict[str, int]:
    """How much the rules about parts have to look at: parts beside a total of their unit, totals of two parts."""
    view = View(table=indicators, others={}, known={})
    compared = len(indicators) - _totals(view).null_count
    return {"parts_compared": compared, "totals_summed": int((joins.ints(part_count(view)) >= 2).sum())}


def part_sum(v: View) -> pa.Array:
    """What the parts of the row, in the same unit, come to."""
    values = pc.fill_null(joins.whole(v.table["value"]), 0.0).to_numpy(zero_copy_only=False)
    return pa.array(joins.summed(_totals(v), values, v.table.num_rows))


def totals_above(v: View) -> pa.Array:
    """How many totals are above each part, one above the other; -1 where they run in a circle, null for no part."""
    parent = joins.rows(v.rows_of(v.table["part_of"], v.table["indicator_id"]))
    depth, at = np.zeros(len(parent), np.int64), parent
    for _ in range(_LONGEST):
        depth += at >= 0
        at = np.where(at >= 0, parent[at], -1)
    return pa.array(np.where(at >= 0, -1, depth), mask=parent < 0)


def region_known(v: View) -> pa.Array:
    """Whether code, name and level of the region belong together; of a township only the county's code is known."""
    code, name, level = (joins.whole(v.table[n]) for n in ("region_code", "region_name", "region_level"))
    joined = pc.binary_join_element_wise(code, name, level, "\t", null_handling="replace", null_replacement="")
    township = pc.fill_null(pc.equal(level, "township"), False)
    nothing = pc.equal(joined, "\t\t")
    return pc.or_(pc.or_(nothing, township), pc.is_in(joined, value_set=v.known_set("regions")))


def code_in_system(v: View) -> pa.Array:
    """Whether the standard indicator is one of the row's system."""
    pair = pc.binary_join_element_wise(joins.whole(v.table["system"]), joins.whole(v.table["indicator_code"]), "\t")
    return pc.is_in(pair, value_set=v.known_set("system_codes"))


def listed_repeated(v: View) -> pa.Array:
    """How many of the indicators that a finding lists it lists again."""
    return pa.array([len(ids or ()) - len(set(ids or ())) for ids in v.table["indicator_ids"].to_pylist()], pa.int64())


def listed_missing(v: View) -> pa.Array:
    """Of the indicators that a finding lists, how many its document does not have."""
    rows, listed = joins.flat(v.table["indicator_ids"])
    indicators = v.other("indicators")
    at = v.rows_of(listed, indicators["indicator_id"])
    owner = joins.whole(indicators["doc_id"]).take(at)
    same = pc.fill_null(pc.equal(owner, joins.whole(v.table["doc_id"]).take(rows)), False)
    missing = (~same.to_numpy(zero_copy_only=False)).astype(float)
    return pa.array(joins.summed(rows, missing, v.table.num_rows).astype("int64"))


def listed_count(v: View) -> pa.Array:
    """How many indicators a finding lists."""
    return pc.list_value_length(joins.whole(v.table["indicator_ids"]))


def _totals(v: View) -> pa.Array:
    """For each part the row of its total, null where it has none or one in another unit."""
    rows = v.rows_of(v.table["part_of"], v.table["indicator_id"])
    unit = joins.whole(v.table["unit"])
    return pc.if_else(pc.equal(unit.take(rows), unit), rows, pa.scalar(None, rows.type))
