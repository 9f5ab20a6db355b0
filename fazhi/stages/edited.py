"""The edits of normalized documents, as columns: of the thousands that a chunk holds nobody needs each as a record."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Places = npt.NDArray[np.int64]


class Edits(NamedTuple):
    """The edits of a document: places in its source text, lengths of what was put there, kinds."""

    starts: Places
    ends: Places
    lengths: Places
    kinds: pa.StringArray


def edits_of(column: pa.ChunkedArray) -> Iterator[Edits]:
    """The edits of each document; `column`: `edits` of the normalized layer."""
    lists = column.combine_chunks()
    flat = lists.flatten()
    starts, ends, lengths = map(_places, (flat.field("start"), flat.field("end"), pc.utf8_length(flat.field("text"))))
    kinds, first = flat.field("kind"), 0
    for count in pc.list_value_length(lists).to_pylist():
        own = slice(first, first + count)
        yield Edits(starts[own], ends[own], lengths[own], kinds[own])
        first += count


def _places(numbers: pa.Array) -> Places:
    return np.asarray(numbers, dtype=np.int64)
