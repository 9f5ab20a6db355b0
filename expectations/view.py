"""One table with what stands around it: what a helper column is made from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from expectations import joins
from expectations.characters import Characters, Decoded


class NotGiven(Exception):
    """A helper column needs a parameter that the caller gave as None; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`table` is judged; `others` are the layer's tables and the context; `known` the sets of what is known.

    `decoded` keeps what several helper columns are made from.
    """

    table: pa.Table
    others: Mapping[str, pa.Table]
    known: Mapping[str, pa.Array]
    decoded: Decoded = field(default_factory=Decoded)
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())

    def other(self, name: str) -> pa.Table:
        """A table by name; raises NotGiven."""
        if name not in self.others:
            raise NotGiven(name)
        return self.others[name]

    def characters(self, column: pa.ChunkedArray) -> Characters:
        """The code points of a column of one of the tables."""
        return self.decoded.of(column)

    def strings(self, column: pa.ChunkedArray) -> list[str]:
        """The texts of a column of one of the tables; a null is an empty text."""
        return self.decoded.strings(column)

    def lengths(self, column: pa.ChunkedArray) -> pa.Array:
        """Code points of each text of a column of one of the tables, null of a null."""
        return self.decoded.lengths(column)

    def rows_of(self, keys: pa.ChunkedArray | pa.Array, parents: pa.ChunkedArray | pa.Array) -> pa.Array:
        """For each key the row of `parents` that holds it (the first one), null where none does."""
        return self.decoded.rows_of(keys, parents)

    def counted(self, parents: pa.ChunkedArray, keys: pa.ChunkedArray) -> pa.Array:
        """How many of `keys` name each parent."""
        rows = self.rows_of(keys, parents)
        return pa.array(joins.summed(rows, np.ones(len(keys)), len(parents)).astype("int64"))

    @property
    def documents(self) -> pa.Table:
        """The table that holds `doc_id` and `text`: the reports where there are some, else the normalized documents."""
        return self.others["reports"] if "reports" in self.others else self.other("documents")

    def known_set(self, name: str) -> pa.Array:
        """The set of what is known by that name; raises NotGiven."""
        if name not in self.known:
            raise NotGiven(name)
        return self.known[name]
