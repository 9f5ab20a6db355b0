"""Helper columns about what a row carries over from the layer before, and about values that say nothing."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import View

# What the bytes came with, and what reading them gave: no later layer may say otherwise.
ARRIVAL = ("batch_id", "source", "media_type", "fetched_at")
READING = (*ARRIVAL, "charset", "charset_confidence", "script", "damage", "repairs", "unrepaired")


def changed(context: str, names: Sequence[str]) -> Callable[[View], pa.Array]:
    """The first column of `names` that is not as in the document's row of `context`; corrected rows may differ."""

    def compare(v: View) -> pa.Array:
        before = v.other(context)
        rows = v.rows_of(v.table["doc_id"], before["doc_id"])
        found = {name: _differs(v.table[name], before[name], rows) for name in names}
        first = _first(found.items(), v.table.num_rows)
        if "correction" not in v.table.column_names:
            return first
        return pc.if_else(pc.is_valid(joins.whole(v.table["correction"])), pa.scalar(None, pa.string()), first)

    return compare


def blank_strings(v: View) -> pa.Array:
    """The first column whose string holds no character where a null is meant."""
    strings = [f.name for f in v.table.schema if pa.types.is_string(f.type)]
    return _first(((n, pc.equal(pc.binary_length(joins.whole(v.table[n])), 0)) for n in strings), v.table.num_rows)


def unreal_numbers(v: View) -> pa.Array:
    """The first column whose number is not finite, or is a count or place below 0."""
    found = [(f.name, _unreal(joins.whole(v.table[f.name]))) for f in v.table.schema if _numeric(f.type)]
    return _first(found, v.table.num_rows)


def _numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def _unreal(column: pa.Array) -> pa.Array:
    """A null is none; what must not be null is asked elsewhere."""
    if pa.types.is_integer(column.type):
        return pc.less(column, pa.scalar(0, column.type))
    return pc.invert(pc.is_finite(column))


def _differs(column: joins.Column, before: joins.Column, rows: pa.Array) -> pa.Array:
    if pa.types.is_nested(before.type):
        taken, held = joins.whole(before).take(rows).to_pylist(), joins.whole(column).to_pylist()
        return pa.array([a != b for a, b in zip(held, taken, strict=True)])
    own, taken = joins.whole(column), joins.whole(before).take(rows)
    if pa.types.is_floating(own.type):  # not a number is nothing to compare
        own, taken = (pc.if_else(pc.is_nan(one), pa.scalar(None, one.type), one) for one in (own, taken))
    both = pc.fill_null(pc.not_equal(own, taken), False)
    return pc.or_(both, pc.xor(pc.is_valid(own), pc.is_valid(taken)))


def _first(found: Iterable[tuple[str, pa.Array]], length: int) -> pa.Array:
    """For each row the first name that is marked, null where none is."""
    names = pa.nulls(length, pa.string())
    for name, marks in found:
        if marks.true_count if isinstance(marks, pa.BooleanArray) else np.any(marks):
            names = pc.coalesce(names, pc.if_else(pc.fill_null(marks, False), name, pa.scalar(None, pa.string())))
    return names
