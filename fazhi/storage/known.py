"""What earlier batches have already decided: which documents are curated and which items are in quarantine.

Millions of documents are held as eight bytes each.
"""

import struct
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.schema.quality import Fate
from fazhi.storage.files import read_each
from fazhi.storage.folders import files_in
from fazhi.storage.layout import Layout
from fazhi.storage.register import register_files

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Reasons that lie in the moment: what was kept back for them is tried again by the next run, so many times in all under
# one version (each takes its time: a document that hangs must not do so for years).
PASSING = frozenset({"timeout", "crashed"})
TRIES = 3
_FATE = ["item_id", "outcome", "reason_code", "version"]


class Documents(Container[str]):
    """A set of doc_ids, which are hexadecimal numbers: sorted as numbers, found by halving."""

    def __init__(self, parts: "Iterable[npt.NDArray[np.uint64]]" = ()) -> None:
        import numpy as np

        self._sorted = np.sort(np.concatenate([np.empty(0, np.uint64), *parts]))

    def __contains__(self, doc_id: object) -> bool:
        try:
            number = int(str(doc_id), 16)
        except ValueError:  # stands for an item without bytes: `x…`
            return False
        place = int(self._sorted.searchsorted(self._sorted.dtype.type(number)))
        return place < len(self._sorted) and int(self._sorted[place]) == number

    def __len__(self) -> int:
        return len(self._sorted)


@dataclass(frozen=True, slots=True)
class Known:
    """What one version has decided: the documents that it published, and the items that it kept back with the reason
    (of the last time) and how often it did."""

    curated: Container[str] = field(default_factory=frozenset)
    quarantined: dict[str, str] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)

    def judged(self, doc_id: str) -> bool:
        """Whether the document is decided on: nothing of it is needed again."""
        return doc_id in self.curated or (doc_id in self.quarantined and not self.may_have_passed(doc_id))

    def may_have_passed(self, doc_id: str) -> bool:
        """Whether the document was kept back for a reason of the moment, and not too often."""
        return self.quarantined.get(doc_id) in PASSING and self.tries[doc_id] < TRIES


def known(layout: Layout, version: str) -> Known:
    """What `version` has published by the register, and kept back by the fates (item_id -> reason code)."""
    found = Known(Documents(_published(layout, version)))
    for table in read_each(files_in(layout.table("quality", Fate.table)), _FATE):
        kept = _where(_where(table, "version", version), "outcome", "quarantined")
        items = kept["item_id"].to_pylist()
        found.quarantined.update(zip(items, kept["reason_code"].to_pylist(), strict=True))
        found.tries.update(items)
    return found


def _published(layout: Layout, version: str) -> "Iterator[npt.NDArray[np.uint64]]":
    for table in read_each(register_files(layout), ["doc_id", "version"]):
        for chunk in _where(table, "version", version)["doc_id"].chunks:
            yield _numbers(chunk)


def _numbers(doc_ids: pa.Array) -> "npt.NDArray[np.uint64]":
    """Ids of 16 hexadecimal digits as numbers, without a Python object for each."""
    import numpy as np

    digits = np.frombuffer("".join(doc_ids.to_pylist()).encode("ascii"), np.uint8).reshape(-1, 16)
    values = np.where(digits >= ord("a"), digits - ord("a") + 10, digits - ord("0")).astype(np.uint64)
    numbers = np.zeros(len(values), np.uint64)
    for place in range(16):
        numbers = (numbers << np.uint64(4)) | values[:, place]
    return numbers


def _where(table: pa.Table, column: str, value: str) -> pa.Table:
    """The rows with a value.

    The value becomes an array by its bytes: of a Python object Arrow asks
    whether it is one of pandas, and imports that (0.4 s).
    """
    data = value.encode()
    ends = struct.pack("=ii", 0, len(data))
    values = pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(data))
    return table.filter(pc.is_in(table[column], value_set=values))
