"""How many rows an expectation has really looked at: where there is nothing to compare, it holds without a look.

Great Expectations leaves nulls out of column and pair rules; of our own rules each is told here where it has something
to say. An expectation that holds and has looked at ten of ten thousand rows has said little, and the result tells so.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.suites import Entry

Marks = npt.NDArray[np.bool_]
Looks = Callable[["Evaluated", Entry], Marks]

_ALL = frozenset({"expect_column_values_to_not_be_null", "expect_compound_columns_to_be_unique"})


class Evaluated:
    """The rows of one frame that its expectations look at; what is asked of a column is found out once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._present: dict[str, Marks] = {}

    def count(self, entry: Entry) -> int:
        """The rows that `entry` has something to look at in."""
        names = entry.columns
        if entry.type in _LOOKS:
            return int(np.count_nonzero(_LOOKS[entry.type](self, entry)))
        if entry.type in _ALL or "column_list" in entry.kwargs or not names:
            return len(self._frame)
        marks = [self.present(name) for name in names]
        both = entry.kwargs.get("ignore_row_if") == "either_value_is_missing"
        return int(np.count_nonzero(np.logical_and.reduce(marks) if both else np.logical_or.reduce(marks)))

    def present(self, name: str) -> Marks:
        """Where the column holds a value."""
        if name not in self._present:
            self._present[name] = self._frame[name].notna().to_numpy()
        return self._present[name]

    def values(self, entry: Entry, place: int) -> pd.Series:
        """The column that the entry names at `place`."""
        return self._frame[entry.columns[place]]


def _there(*places: int) -> Looks:
    """Rows that hold a value in any of the columns at `places`: without one the rule has nothing to look at."""
    return lambda e, entry: np.asarray(np.logical_or.reduce([e.present(entry.columns[at]) for at in places]), bool)


def _everywhere(e: Evaluated, entry: Entry) -> Marks:
    """Rows that hold a value in all columns."""
    return np.asarray(np.logical_and.reduce([e.present(name) for name in entry.columns]), bool)


def _is_in(e: Evaluated, entry: Entry, place: int, kwarg: str) -> Marks:
    wanted = entry.kwargs[kwarg]
    return np.asarray(e.values(entry, place).isin(wanted if isinstance(wanted, list) else []), bool)


def _shares(e: Evaluated, entry: Entry) -> Marks:
    return _is_in(e, entry, 2, "units") & ~_is_in(e, entry, 3, "free")


def _ranks(e: Evaluated, entry: Entry) -> Marks:
    return _is_in(e, entry, 1, "roles")


def _parts(e: Evaluated, entry: Entry) -> Marks:
    """Parts beside a total of their unit."""
    same = e.values(entry, 1) == e.values(entry, 3)
    return _everywhere(e, entry) & same.fillna(False).to_numpy(bool)


def _sums(e: Evaluated, entry: Entry) -> Marks:
    """Totals of two parts or more."""
    return (e.values(entry, 2).fillna(0) >= 2).to_numpy(bool)


def _enough(e: Evaluated, entry: Entry) -> Marks:
    """Batches that have as many as the floor asks for."""
    return (e.values(entry, 0) >= entry.kwargs["least"]).to_numpy(bool)


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
