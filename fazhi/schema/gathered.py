"""Rows on their way into one table."""

from collections.abc import Sequence
from itertools import chain

import pyarrow as pa

from fazhi.schema.arrow import table_of
from fazhi.schema.columns import Record
from fazhi.schema.sentence_table import table_of_sentences
from fazhi.schema.sentences import Sentences

# Rows that are held before they become columns, a tenth of their size.
_HELD = 2_000


class Gathered:
    """Rows on their way into one table: every few thousand become columns."""

    def __init__(self, record: type[Record]) -> None:
        self._record = record
        self._held: list[Sequence[Record]] = []
        self._count = 0
        self._tables: list[pa.Table] = []

    def add(self, rows: Sequence[Record]) -> None:
        """Take up `rows`, behind those before them."""
        self._held.append(rows)
        self._count += len(rows)
        if self._count >= _HELD:
            self._settle()

    def table(self) -> pa.Table:
        """All rows so far, as `table_of` would make them."""
        self._settle()
        return pa.concat_tables(self._tables)

    def _settle(self) -> None:
        columns = [rows for rows in self._held if isinstance(rows, Sentences) and rows.words is not None]
        if columns and len(columns) == len(self._held):
            self._tables.append(table_of_sentences(columns))
        else:
            self._tables.append(table_of(self._record, chain.from_iterable(self._held)))
        self._held, self._count = [], 0
