"""A reader that opens the curated tables all the time, as somebody's report would, and notes what no batch explains."""

import threading
from pathlib import Path
from typing import Self

import pyarrow.dataset as ds
from pyarrow import ArrowInvalid

from fazhi.schema.catalogue import CURATED

_BETWEEN = 0.1


class Reader:
    """Reads until it is closed; `wrong` says what it saw that is neither before nor after. A context manager."""

    def __init__(self, data: Path, before: dict[str, int], after: dict[str, int]) -> None:
        self._data, self._allowed = data, {name: {before[name], after[name]} for name in before}
        self.wrong: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    @staticmethod
    def counts(data: Path) -> dict[str, int]:
        """The rows of each curated table, all of them read."""
        return {r.table: ds.dataset(data / "curated" / r.table).to_table().num_rows for r in CURATED}

    def _read(self) -> None:
        while not self._over.wait(_BETWEEN):
            for name, allowed in self._allowed.items():
                try:
                    seen = ds.dataset(self._data / "curated" / name).to_table().num_rows
                except (OSError, ArrowInvalid) as error:
                    self.wrong.append(f"{name} could not be read: {error}")
                    continue
                if seen not in allowed:
                    self.wrong.append(f"{name} was seen with {seen} rows, {sorted(allowed)} are whole")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
