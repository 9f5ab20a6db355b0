"""The texts of a column as code points in one array: counted, compared and sliced without a loop over the rows."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins

Points = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.bool_]
Ints = joins.Ints


@dataclass(frozen=True, slots=True)
class Characters:
    """`points`: all code points, row after row; row `i` holds those from `starts[i]` to `starts[i + 1]`."""

    points: Points
    starts: Ints

    @classmethod
    def of(cls, column: joins.Column) -> Self:
        """The code points of a string column; a null is an empty text."""
        texts = pc.fill_null(joins.whole(column), "")
        lengths = joins.ints(pc.utf8_length(texts))
        offsets = np.frombuffer(texts.buffers()[1], "<i4")[texts.offset : texts.offset + len(texts) + 1]
        data = texts.buffers()[2]
        held = bytes(data)[offsets[0] : offsets[-1]] if data is not None and len(texts) else b""
        points = np.frombuffer(held.decode("utf8").encode("utf-32-le"), "<u4")
        return cls(points, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    @property
    def lengths(self) -> Ints:
        """Code points of each row."""
        return np.diff(self.starts)

    def count(self, marks: Marks) -> Ints:
        """How many of each row's code points are marked."""
        before = np.concatenate([[0], np.cumsum(marks, dtype=np.int32)])
        return np.asarray(np.diff(before[self.starts]), np.int64)

    def agree(self, others: "Characters", rows: Ints, start: Ints) -> Marks:
        """For each row of this column: whether row `rows` of `others` holds the same from `start` on (-1: no row)."""
        lengths = self.lengths
        if len(others.starts) == 1:
            return np.zeros(len(lengths), bool)
        held = np.where(rows >= 0, rows, 0)
        fits = (rows >= 0) & (start >= 0) & (start + lengths <= others.lengths[held])
        # A row that does not fit is compared with anything: it does not agree.
        shift = np.where(fits, others.starts[held] + start - self.starts[:-1], -self.starts[:-1])
        at = np.repeat(shift.astype(np.int32), lengths)
        at += np.arange(len(at), dtype=np.int32)
        np.minimum(at, max(len(others.points) - 1, 0), out=at)
        other = others.points[at] if len(others.points) else np.zeros(len(at), np.uint32)
        return np.asarray(fits & (counted(other != self.points, self.starts) == 0))


class Decoded:
    """The code points of columns that several helper columns look at, each decoded once."""

    def __init__(self) -> None:
        # The columns are held as long as their addresses are: the same buffers are the same texts.
        self._kept: dict[tuple[int, ...], tuple[pa.ChunkedArray, Characters]] = {}

    def of(self, column: pa.ChunkedArray) -> Characters:
        """The code points of a column of one of the tables."""
        key = tuple(b.address for chunk in column.chunks for b in chunk.buffers() if b is not None)
        if key not in self._kept:
            self._kept[key] = column, Characters.of(column)
        return self._kept[key][1]


def han(points: Points) -> Marks:
    """Which code points are Han."""
    unified = (points >= 0x3400) & (points <= 0x9FFF)
    compatible = (points >= 0xF900) & (points <= 0xFAFF)
    return np.asarray(unified | compatible | (points >= 0x20000))


def inked(points: Points) -> Marks:
    """Which code points are not blank."""
    return np.asarray((points > 0x20) & (points != 0x3000) & (points != 0xA0))


def counted(marks: Marks, starts: Ints) -> Ints:
    """How many of `marks`, few of which are set, are in each stretch from `starts[i]` to `starts[i + 1]`."""
    at = np.flatnonzero(marks)
    return np.diff(np.searchsorted(at, starts))
