"""How many rows an expectation has really looked at: where there is nothing to compare, it holds without a look.

Great Expectations leaves nulls out of column and pair rules; of our own rules each is told here where it has something
to say. An expectation that holds and has looked at ten of ten thousand rows has said little, and the result tells so.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.suites import Entry

Marks = npt.NDArray[np.bool_]
Looks = Callable[["Evaluated", Entry], Marks]

_ALL = frozenset({"expect_column_values_to_not_be_null", "expect_compound_columns_to_be_unique"})


class Evaluated:
    """The rows of one frame's columns that expectations look at; what is asked of a column is found out once."""

    def __init__(self, columns: pa.Table) -> None:
        self._columns = columns
        self._present: dict[str, Marks] = {}

    def count(self, entry: Entry) -> int:
        """The rows that `entry` has something to look at in."""
        names = entry.columns
        if entry.type in _LOOKS:
            return int(np.count_nonzero(_LOOKS[entry.type](self, entry)))
        if entry.type in _ALL or "column_list" in entry.kwargs or not names:
            return int(self._columns.num_rows)
        there = [self.present(name) for name in names]
        both = entry.kwargs.get("ignore_row_if") == "either_value_is_missing"
        return int(np.count_nonzero(np.logical_and.reduce(there) if both else np.logical_or.reduce(there)))

    def present(self, name: str) -> Marks:
        """Where the column holds a value; not a number is none."""
        if name not in self._present:
            column = self._columns[name]
            floats = pa.types.is_floating(column.type)
            valid = pc.invert(pc.is_null(column, nan_is_null=True)) if floats or column.null_count else None
            self._present[name] = np.ones(len(column), bool) if valid is None else marks(valid)
        return self._present[name]

    def values(self, entry: Entry, place: int) -> joins.Column:
        """The column that the entry names at `place`."""
        return self._columns[entry.columns[place]]


def marks(holds: joins.Column) -> Marks:
    """Booleans as numpy; a null is False."""
    array = joins.whole(holds)
    filled = pc.fill_null(array, False) if array.null_count else array
    return np.asarray(filled.to_numpy(zero_copy_only=False), bool)


def _there(*places: int) -> Looks:
    """Rows that hold a value in any of the columns at `places`: without one the rule has nothing to look at."""
    return lambda e, entry: np.asarray(np.logical_or.reduce([e.present(entry.columns[at]) for at in places]), bool)


def _everywhere(e: Evaluated, entry: Entry) -> Marks:
    """Rows that hold a value in all columns."""
    return np.asarray(np.logical_and.reduce([e.present(name) for name in entry.columns]), bool)


def _is_in(e: Evaluated, entry: Entry, place: int, kwarg: str) -> Marks:
    wanted = entry.kwargs[kwarg]
    known = pa.array(wanted if isinstance(wanted, list) else [], pa.string())
    return marks(pc.is_in(joins.whole(e.values(entry, place)).cast(pa.string()), value_set=known))


def _shares(e: Evaluated, entry: Entry) -> Marks:
    return _is_in(e, entry, 2, "units") & ~_is_in(e, entry, 3, "free")


def _ranks(e: Evaluated, entry: Entry) -> Marks:
    return _is_in(e, entry, 1, "roles")


def _parts(e: Evaluated, entry: Entry) -> Marks:
    """Parts beside a total of their unit."""
    return _everywhere(e, entry) & marks(pc.equal(e.values(entry, 1), e.values(entry, 3)))


def _sums(e: Evaluated, entry: Entry) -> Marks:
    """Totals of two parts or more."""
    return marks(pc.greater_equal(e.values(entry, 2), 2))


def _enough(e: Evaluated, entry: Entry) -> Marks:
    """Batches that have as many as the floor asks for."""
    return marks(pc.greater_equal(e.values(entry, 0), entry.kwargs["least"]))


_LOOKS: dict[str, Looks] = {
    "expect_values_to_be_known": _there(0),
    "expect_references_in_same_document": _there(0),
    "expect_spans_within_text": _there(0, 1),
    "expect_spans_to_quote_text": _there(0),
    "expect_spans_to_nest": _there(2),
    "expect_spans_not_to_overlap": _there(1),
    "expect_depths_below_parents": _there(1),
    "expect_shares_within_whole": _shares,
    "expect_ranks_from_one": _ranks,
    "expect_parts_not_above_total": _parts,
    "expect_part_sums_not_above_total": _sums,
    "expect_differences_to_agree": _everywhere,
    "expect_found_in_enough": _enough,
}
