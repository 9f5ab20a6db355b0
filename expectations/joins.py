"""Columns looked up in another table, sliced out of a text, or taken from the row before: whole columns at a time."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Column: TypeAlias = "pa.ChunkedArray | pa.Array"

_NULL = np.iinfo(np.int64).min
# Further than any text is long.
_ROW = 1 << 33


def whole(column: Column) -> pa.Array:
    """The column in one piece."""
    if isinstance(column, pa.Array):
        return column
    # One piece is not copied: combining would.
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def rows_of(keys: Column, parents: Column) -> pa.Array:
    """For each key the row of `parents` that holds it (the first one), null where none does."""
    return pc.index_in(whole(keys), value_set=whole(parents), skip_nulls=True)


def places(rows: Ints, at: Ints) -> Ints:
    """A row and a place in its text as one number: in the order of rows, within a row in that of places."""
    return rows * _ROW + at


def summed(rows: pa.Array, weights: npt.NDArray[np.float64], length: int) -> npt.NDArray[np.float64]:
    """`weights` added up by the row that each belongs to; those of no row are left out."""
    at = ints(rows)
    return np.bincount(at[at >= 0], weights=weights[at >= 0], minlength=length).astype("float64")


def slices(texts: Column, rows: Column, start: Column, end: Column) -> pa.Array:
    """`texts[row][start:end]` in code points; null where the row, an offset or the text is."""
    held = texts.to_pylist()
    spans = zip(rows.to_pylist(), start.to_pylist(), end.to_pylist(), strict=True)
    cut = [
        held[row][s:e] if None not in (row, s, e) and s >= 0 and held[row] is not None else None for row, s, e in spans
    ]
    return pa.array(cut, pa.string())


def before(groups: list[Column], order: Column, column: Column) -> pa.Array:
    """The value of `column` in the row before, by `order` within its group; null for a group's first row."""
    codes = [_codes(g) for g in groups]
    rows = np.lexsort((ints(order), *codes))
    first = np.ones(len(rows), bool)
    for i, code in enumerate(codes):
        same = code[rows][1:] == code[rows][:-1]
        first[1:] = ~same if i == 0 else first[1:] | ~same
    taken = np.empty(len(rows), np.int64)
    alone = np.empty(len(rows), bool)
    taken[rows], alone[rows] = np.roll(ints(column)[rows], 1), first
    return pa.array(taken, mask=alone)


def ints(column: Column) -> Ints:
    """Integers as numpy; a null is the smallest one, so that it breaks what it is compared with."""
    array = pc.cast(whole(column), pa.int64())
    return np.asarray((pc.fill_null(array, int(_NULL)) if array.null_count else array).to_numpy(zero_copy_only=False))


def rows(found: pa.Array) -> Ints:
    """Row numbers as numpy; -1 where there is none."""
    return np.asarray(pc.fill_null(pc.cast(found, pa.int64()), -1).to_numpy(zero_copy_only=False))


def elements(column: Column) -> tuple[pa.Array, Ints]:
    """A list column as its elements one after another, and where each row's begin (one more than rows)."""
    array = whole(column)
    starts = np.concatenate([[0], np.cumsum(ints(pc.fill_null(pc.list_value_length(array), 0)))])
    return pc.list_flatten(array), starts.astype(np.int64)


def flat(column: Column) -> tuple[pa.Array, pa.Array]:
    """A list column as its elements one after another, with the row that each belongs to."""
    array = whole(column)
    return pc.list_parent_indices(array), pc.list_flatten(array)


def lengths(column: Column) -> Ints:
    """Code points of each string."""
    return ints(pc.utf8_length(whole(column)))


def _codes(column: Column) -> Ints:
    """A number for each distinct value, null being one of them."""
    return ints(pc.fill_null(whole(column).dictionary_encode().indices, -1))
