"""The texts of a column as code points in one array: counted, compared and sliced without a loop over the rows."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins

Points = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.bool_]
Ints = joins.Ints


# What a code point is, as bits.
_HAN, _INKED = 1, 2
# Han beyond the Basic Multilingual Plane begins here; nothing below it and above the plane is Han.
_BEYOND = 0x20000


@dataclass(frozen=True)
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
        held = str(memoryview(data)[offsets[0] : offsets[-1]], "utf8") if data is not None and len(texts) else ""
        points = np.frombuffer(held.encode("utf-32-le"), "<u4")
        return cls(points, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    @property
    def lengths(self) -> Ints:
        """Code points of each row."""
        return np.diff(self.starts)

    def count(self, marks: Marks) -> Ints:
        """How many of each row's code points are marked."""
        return np.asarray(np.diff(_before(marks)[self.starts]), np.int64)

    @cached_property
    def han(self) -> Marks:
        """Which code points are Han."""
        return np.asarray(self._kinds & _HAN, bool)

    @cached_property
    def inked(self) -> npt.NDArray[np.int32]:
        """How many code points that are not blank stand before each, and before the end."""
        return _before(self._kinds & _INKED != 0)

    @cached_property
    def _kinds(self) -> npt.NDArray[np.uint8]:
        return _table().take(self.points, mode="clip")

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
    """What several helper columns are made from, each made once: code points of texts, texts, their lengths,
    rows that keys refer to.

    The same buffers are the same column, whichever table holds it; they are held as long as their addresses are.
    """

    def __init__(self) -> None:
        self._characters: dict[_Key, tuple[joins.Column, Characters]] = {}
        self._strings: dict[_Key, tuple[joins.Column, list[str]]] = {}
        self._lengths: dict[_Key, tuple[joins.Column, pa.Array]] = {}
        self._rows: dict[tuple[_Key, _Key], tuple[joins.Column, joins.Column, pa.Array]] = {}

    def of(self, column: joins.Column) -> Characters:
        """The code points of a column of one of the tables."""
        key = _key(column)
        if key not in self._characters:
            self._characters[key] = column, Characters.of(column)
        return self._characters[key][1]

    def strings(self, column: joins.Column) -> list[str]:
        """The texts of a column, for what is sliced out of a few of them; a null is an empty text."""
        key = _key(column)
        if key not in self._strings:
            self._strings[key] = column, [text or "" for text in column.to_pylist()]
        return self._strings[key][1]

    def lengths(self, column: joins.Column) -> pa.Array:
        """Code points of each text of a column, null of a null."""
        key = _key(column)
        if key not in self._lengths:
            self._lengths[key] = column, pc.utf8_length(joins.whole(column))
        return self._lengths[key][1]

    def rows_of(self, keys: joins.Column, parents: joins.Column) -> pa.Array:
        """For each key the row of `parents` that holds it, null where none does."""
        key = _key(keys), _key(parents)
        if key not in self._rows:
            self._rows[key] = keys, parents, joins.rows_of(keys, parents)
        return self._rows[key][2]


_Key = tuple[int | None, ...]


def _key(column: joins.Column) -> _Key:
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return tuple(
        at for c in chunks for at in (c.offset, len(c), *(b.address if b is not None else None for b in c.buffers()))
    )


@cache
def _table() -> npt.NDArray[np.uint8]:
    """The kinds of every code point below `_BEYOND`, and those of all from there on in one last entry."""
    points = np.arange(_BEYOND + 1)
    han = (points >= 0x3400) & (points <= 0x9FFF) | (points >= 0xF900) & (points <= 0xFAFF) | (points == _BEYOND)
    blank = np.isin(points, [at for at in range(0x3001) if chr(at).isspace()]) | (points <= 0x20)
    return np.where(han, _HAN, 0).astype(np.uint8) | np.where(blank, 0, _INKED).astype(np.uint8)


def _before(marks: Marks) -> npt.NDArray[np.int32]:
    """How many of `marks` are set before each, and before the end."""
    before = np.empty(len(marks) + 1, np.int32)
    before[0] = 0
    np.cumsum(marks, dtype=np.int32, out=before[1:])
    return before


def counted(marks: Marks, starts: Ints) -> Ints:
    """How many of `marks`, few of which are set, are in each stretch from `starts[i]` to `starts[i + 1]`."""
    at = np.flatnonzero(marks)
    return np.diff(np.searchsorted(at, starts))
