"""One table with what stands around it: what a helper column is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from expectations.characters import Characters, Decoded


class NotGiven(Exception):
    """A helper column needs a parameter that the caller gave as None; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`table` is judged; `others` are the layer's tables and the context; `known` the sets of what is known.

    `decoded` keeps the code points of the texts that several helper columns look at.
    """

    table: pa.Table
    others: Mapping[str, pa.Table]
    known: Mapping[str, pa.Array]
    decoded: Decoded = field(default_factory=Decoded)

    def other(self, name: str) -> pa.Table:
        """A table by name; raises NotGiven."""
        if name not in self.others:
            raise NotGiven(name)
        return self.others[name]

    def characters(self, column: pa.ChunkedArray) -> Characters:
        """The code points of a column of one of the tables."""
        return self.decoded.of(column)

    @property
    def documents(self) -> pa.Table:
        """The table that holds `doc_id` and `text`: the reports where there are some, else the normalized documents."""
        return self.others["reports"] if "reports" in self.others else self.other("documents")

    def known_set(self, name: str) -> pa.Array:
        """The set of what is known by that name; raises NotGiven."""
        if name not in self.known:
            raise NotGiven(name)
        return self.known[name]
