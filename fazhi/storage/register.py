"""The register on disk: one file beside each file of `reports`, under the same name; scanned a file at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.core.duplicates.candidates import OPEN
from fazhi.core.duplicates.sketch import BANDS
from fazhi.schema.register import Sketched
from fazhi.storage.files import read_each, read_in_groups, read_rows
from fazhi.storage.folders import files_in
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Rows whose keys are looked at together: 20 MB.
_BUNDLE = 200_000
_KEYS = ["doc_id", "duplicate_of", "block", "bands"]


@dataclass(frozen=True, slots=True)
class Keys:
    """What finds the candidates of some reports, a row each: their block (`OPEN` where it is null) and bands."""

    doc_ids: pa.Array
    duplicate_of: pa.Array
    blocks: "npt.NDArray[np.int64]"
    bands: "npt.NDArray[np.uint32]"

    def __len__(self) -> int:
        return len(self.blocks)

    def only(self, mask: "npt.NDArray[np.bool_]") -> "Keys":
        """The rows where `mask` holds."""
        chosen = pa.array(mask)
        return Keys(self.doc_ids.filter(chosen), self.duplicate_of.filter(chosen), self.blocks[mask], self.bands[mask])


def register_files(layout: Layout) -> list[Place]:
    """The files of the register, sorted."""
    return files_in(layout.table(Sketched.layer, Sketched.table))


def read_keys(path: Place) -> Keys:
    """The keys of all rows of a file of sketches."""
    return keys_of(read_rows(path, _KEYS))


def keys_of(table: pa.Table) -> Keys:
    """The keys of rows of sketches."""
    import numpy as np

    blocks = pc.fill_null(_whole(table["block"]), OPEN).to_numpy(zero_copy_only=False)
    joined = b"".join(table["bands"].to_pylist())
    return Keys(
        _whole(table["doc_id"]), _whole(table["duplicate_of"]), blocks,
        np.frombuffer(joined, "<u4").reshape(-1, BANDS),
    )  # fmt: skip


def together(parts: list[Keys]) -> Keys:
    """Several files' keys as one."""
    import numpy as np

    if not parts:
        return keys_of(pa.table({name: pa.array([], kind) for name, kind in _EMPTY.items()}))
    return Keys(
        pa.concat_arrays([part.doc_ids for part in parts]), pa.concat_arrays([part.duplicate_of for part in parts]),
        np.concatenate([part.blocks for part in parts]), np.concatenate([part.bands for part in parts]),
    )  # fmt: skip


_EMPTY = {"doc_id": pa.string(), "duplicate_of": pa.string(), "block": pa.int64(), "bands": pa.large_binary()}


def bundles(files: list[Place]) -> Iterator[tuple[list[Place], Keys, "npt.NDArray[np.intp]"]]:
    """The keys of the files, several at a time: their paths, their keys, and for each row the number of its path."""
    import numpy as np

    paths: list[Place] = []
    parts: list[Keys] = []
    for path, table in zip(files, read_each(files, _KEYS), strict=True):
        paths.append(path)
        parts.append(keys_of(table))
        if sum(len(part) for part in parts) >= _BUNDLE or path is files[-1]:
            yield paths, together(parts), np.repeat(np.arange(len(parts)), [len(part) for part in parts])
            paths, parts = [], []


def read_sketches(path: Place, doc_ids: Collection[str]) -> Iterator[dict[str, Any]]:
    """The whole rows of some documents."""
    wanted = pa.array(sorted(doc_ids), pa.string())
    for group in read_in_groups(path):
        yield from group.filter(pc.is_in(group["doc_id"], value_set=wanted)).to_pylist()


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole
