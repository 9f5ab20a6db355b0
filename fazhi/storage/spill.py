"""Rows on their way to several files: what memory should not hold waits in a file on a local disk.

Each row is written once and read once, however many files there are.
"""

import contextlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pyarrow as pa

from fazhi.schema.arrow import conformed, schema_of
from fazhi.schema.columns import Record

# What is held before it is written down.
_HELD_BYTES = 64_000_000


class Spill:
    """Rows of one table by the name of the file that they are for. A context manager: its file goes at the end."""

    def __init__(self, record: type[Record]) -> None:
        self._record, self._schema = record, schema_of(record)
        self._held: dict[str, list[pa.Table]] = defaultdict(list)
        self._bytes = 0
        self._places: dict[str, list[int]] = defaultdict(list)
        self._written = 0
        self._writer: pa.ipc.RecordBatchFileWriter | None = None
        self._closing = contextlib.ExitStack()

    def add(self, name: str, rows: pa.Table) -> None:
        """Take rows that are for the file `name`."""
        self._held[name].append(conformed(self._record, rows))
        self._bytes += rows.nbytes
        if self._bytes > _HELD_BYTES:
            self._write_down()

    def rows(self) -> "dict[str, Iterator[pa.Table]]":
        """Name -> its rows, in the order in which they were taken; nothing can be added any more."""
        names = sorted({*self._held, *self._places})
        if self._writer is not None:
            self._write_down()
            self._writer.close()
        return {name: self._of(name) for name in names}

    def _of(self, name: str) -> Iterator[pa.Table]:
        if self._writer is None:
            yield from self._held.pop(name)
            return
        with pa.memory_map(str(self._path)) as source, pa.ipc.open_file(source) as file:
            for place in self._places[name]:
                yield pa.Table.from_batches([file.get_batch(place)], self._schema)

    def _write_down(self) -> None:
        if self._writer is None:
            folder = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="fazhi-"))
            self._path = Path(folder) / "rows.arrow"
            self._writer = self._closing.enter_context(pa.ipc.new_file(str(self._path), self._schema))
        for name, tables in self._held.items():
            whole = pa.concat_tables(tables).combine_chunks()
            for batch in whole.to_batches():
                self._writer.write_batch(batch)
                self._places[name].append(self._written)
                self._written += 1
        self._held.clear()
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()
