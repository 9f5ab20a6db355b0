"""What Arrow proves of an expectation over whole columns: where every row holds, Great Expectations need not be asked.

GX spends 1 to 2 ms on an expectation, whatever the size of the table, and a chunk has three hundred of them. A
proof says yes or nothing: what is not proven, or asks for more than its proof knows, is asked of GX, which decides.
So whatever fails has failed with GX.
"""

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations import rule_proofs
from expectations.suites import Entry

# Of columns, and the expectation's kwargs by the names that GX gives them.
Proof = Callable[..., bool]

_BOTH = "both_values_are_missing"


def provable(entry: Entry) -> bool:
    """Whether there are tables of which `entry` is proven."""
    return entry.type in _PROOFS


def proven(entry: Entry, columns: pa.Table) -> bool:
    """Whether `entry`, all its kwargs filled in, is proven to hold in every row of `columns`; False says nothing."""
    proof = _PROOFS.get(entry.type)
    if proof is None or not entry.kwargs.keys() <= _takes(proof) or not {*entry.columns} <= {*columns.column_names}:
        return False
    try:
        return proof(columns, **entry.kwargs)
    except pa.ArrowException:  # types that Arrow does not compare
        return False


@cache
def _takes(proof: Proof) -> frozenset[str]:
    return frozenset(list(inspect.signature(proof).parameters)[1:])


def _not_null(t: pa.Table, column: str) -> bool:
    # To GX not a number is none.
    floats = pa.types.is_floating(t[column].type)
    return bool(t[column].null_count == 0) and not (floats and pc.any(pc.is_nan(t[column])).as_py())


def _null(t: pa.Table, column: str) -> bool:
    return bool(t[column].null_count == len(t[column]))


def _unique(t: pa.Table, column: str) -> bool:
    return _not_null(t, column) and _distinct(t[column]) == len(t[column])


def _together_unique(t: pa.Table, column_list: list[str]) -> bool:
    whole = all(_not_null(t, name) for name in column_list)
    return whole and bool(t.select(column_list).group_by(column_list).aggregate([]).num_rows == t.num_rows)


def _distinct_between(t: pa.Table, column: str, min_value: int = 0, max_value: float = float("inf")) -> bool:
    return min_value <= _distinct(t[column]) <= max_value


def _between(t: pa.Table, column: str, min_value: Any = None, max_value: Any = None) -> bool:
    return _within(t[column], min_value, max_value)


def _lengths_between(t: pa.Table, column: str, min_value: int | None = None, max_value: int | None = None) -> bool:
    return _within(pc.utf8_length(t[column]), min_value, max_value)


def _in_set(t: pa.Table, column: str, value_set: list[Any]) -> bool:
    known = pa.array(value_set, t[column].type)
    return _all(pc.is_in(t[column].drop_null(), value_set=known))


def _matches(t: pa.Table, column: str, regex: str) -> bool:
    if not pa.types.is_string(t[column].type):
        return False
    search = re.compile(regex).search
    return all(search(value) for value in t[column].drop_null().unique().to_pylist())


def _pair_equal(t: pa.Table, column_A: str, column_B: str, ignore_row_if: str = _BOTH) -> bool:  # noqa: N803
    return _pairs(pc.equal, t[column_A], t[column_B], ignore_row_if)


def _pair_greater(
    t: pa.Table,
    column_A: str,  # noqa: N803
    column_B: str,  # noqa: N803
    or_equal: bool = False,
    ignore_row_if: str = _BOTH,
) -> bool:
    return _pairs(pc.greater_equal if or_equal else pc.greater, t[column_A], t[column_B], ignore_row_if)


def _pairs(holds: Callable[..., pa.ChunkedArray], a: pa.ChunkedArray, b: pa.ChunkedArray, ignored: str) -> bool:
    if ignored == _BOTH and not _all(pc.equal(pc.is_valid(a), pc.is_valid(b))):
        return False
    return ignored != "never" and _all(holds(a, b))


def _rows(t: pa.Table, value: int) -> bool:
    return bool(t.num_rows == value)


def _rows_between(t: pa.Table, min_value: int) -> bool:
    return bool(t.num_rows >= min_value)


def _distinct(column: pa.ChunkedArray) -> int:
    count: int = pc.count_distinct(column).as_py()
    return count


def _within(values: pa.ChunkedArray, least: Any, most: Any) -> bool:
    """All values that are there between the bounds; not a number is not."""
    above = least is None or _all(pc.greater_equal(values, least))
    return above and (most is None or _all(pc.less_equal(values, most)))


def _all(marks: pa.ChunkedArray) -> bool:
    """Whether every mark that is there is set."""
    return bool(pc.all(marks, min_count=0).as_py())


_PROOFS: dict[str, Proof] = {
    **rule_proofs.PROOFS,
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_null": _null,
    "expect_column_values_to_be_unique": _unique,
    "expect_compound_columns_to_be_unique": _together_unique,
    "expect_column_unique_value_count_to_be_between": _distinct_between,
    "expect_column_values_to_be_between": _between,
    "expect_column_value_lengths_to_be_between": _lengths_between,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_pair_values_to_be_equal": _pair_equal,
    "expect_column_pair_values_a_to_be_greater_than_b": _pair_greater,
    "expect_table_row_count_to_equal": _rows,
    "expect_table_row_count_to_be_between": _rows_between,
}
