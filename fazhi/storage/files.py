"""Durable files: a reader sees the old file or the new one, whole.

On a disk a file is written beside, synced and moved into place; to an object store a finished local file is put.
"""

import contextlib
import json
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fazhi.schema.arrow import conformed, schema_of, table_of
from fazhi.schema.columns import Record
from fazhi.storage import objects
from fazhi.storage.damaged import damaged
from fazhi.storage.folders import each, filled
from fazhi.storage.places import Place

# zstd 3 writes 185 MB/s; level 9 saves 4 % at a quarter of the speed. A bit that a disk has turned shows by checksum.
COMPRESSION = {"compression": "zstd", "compression_level": 3, "write_page_checksum": True}
# What DuckDB scans in one step of one thread; bytes bound it where rows are long (texts, words).
_GROUP_ROWS, _GROUP_BYTES = 122_880, 32_000_000
# Dictionaries do not pay on distinct text; of numbers that mostly rise only the steps are written.
_DISTINCT = frozenset({"text", "source_text", "quote", "content", "value", "item"})
_RISING = frozenset({"start", "end", "position"})


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable; a no-op where the system cannot open folders."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_bytes(path: Place, data: bytes, staging: Place) -> None:
    """Put `data` at `path`, atomically; on a disk by way of a file in `staging` on the same file system."""
    with staged(path, staging) as temporary, temporary.open("wb") as out:
        out.write(data)


def keep_bytes(path: Place, data: bytes) -> None:
    """Put `data` at `path` for the batch under work; on a disk neither synced nor atomic: its readers check it."""
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write_many(folder: Place, files: Iterable[tuple[str, bytes]]) -> None:
    """Put files (name, data) into `folder`. Neither atomic nor synced: for staging folders (see `sync_all`).

    Raises ValueError for a name that leads out of the folder.
    """
    with filled(folder) as local:
        for name, data in files:
            if "/" in name or "\\" in name or "\0" in name or name in ("", ".", ".."):
                raise ValueError(f"{name!r} is no name of a file in {folder}")
            with (local / name).open("wb", buffering=0) as out:
                out.write(data)


def sync_all(place: Place) -> None:
    """Make all that was written so far durable, where `place` is on a disk: at once, as a file by itself takes 3 ms."""
    if isinstance(place, Path):
        os.sync()


def write_json(path: Place, value: Any, staging: Place) -> None:
    """Put `value` as JSON at `path`, atomically."""
    write_bytes(path, json.dumps(value, ensure_ascii=False, indent=1, default=str).encode(), staging)


def write_rows(path: Place, record: type[Record], rows: Iterable[Record], staging: Place) -> None:
    """Put `rows` at `path` as Parquet in the table's schema, atomically."""
    write_tables(path, record, [table_of(record, rows)], staging)


def write_tables(path: Place, record: type[Record], tables: Iterable[pa.Table], staging: Place) -> int:
    """Put `tables`, one after the other, into one Parquet file at `path`, atomically; returns the rows written."""
    with staged(path, staging) as temporary:
        return stream_tables(temporary, record, tables)


def stream_tables(path: Place, record: type[Record], tables: Iterable[pa.Table]) -> int:
    """Write `tables` one after the other into the Parquet file `path`; returns the rows written.

    Not atomic on a disk: for files in a staging folder. Never more than a row group and one of `tables` is in memory.
    """
    if not isinstance(path, Path):
        return write_tables(path, record, tables, path)
    schema, rows = schema_of(record), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema, **_encodings(schema), **COMPRESSION) as writer:
        for group in _row_groups(conformed(record, table) for table in tables if table.num_rows):
            writer.write_table(group, row_group_size=group.num_rows)
            rows += group.num_rows
    return rows


def _row_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """`tables` put together to row groups that are worth a scanner's step, and no more than memory likes."""
    held: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        if held and (rows + table.num_rows > _GROUP_ROWS or size + table.nbytes > _GROUP_BYTES):
            yield pa.concat_tables(held)
            held, rows, size = [], 0, 0
        held.append(table)
        rows, size = rows + table.num_rows, size + table.nbytes
    if held:
        yield pa.concat_tables(held)


def _encodings(schema: pa.Schema) -> dict[str, Any]:
    """How the Parquet columns of `schema`, also those inside lists, are encoded: ParquetWriter's arguments."""
    leaves = [leaf for field in schema for leaf in _leaves(field.name, field.type)]
    rising = [path for path, type in leaves if path.rpartition(".")[2] in _RISING and pa.types.is_integer(type)]
    plain = {*rising, *(path for path, _ in leaves if path.rpartition(".")[2] in _DISTINCT)}
    return {
        "write_statistics": [path for path, type in leaves if _is_sought(path, type)],
        "use_dictionary": [path for path, _ in leaves if path not in plain],
        "column_encoding": dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
    }


def _is_sought(path: str, type: pa.DataType) -> bool:
    """Whether rows are sought by the column; the least and greatest of long texts and of words serve nobody."""
    return "." not in path and (path not in _DISTINCT or pa.types.is_floating(type))


def _leaves(path: str, type: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_list(type):
        yield from _leaves(f"{path}.list.element", type.value_type)
    elif pa.types.is_struct(type):
        for field in type:
            yield from _leaves(f"{path}.{field.name}", field.type)
    else:
        yield path, type


@contextlib.contextmanager
def staged(path: Place, staging: Place) -> Iterator[Path]:
    """A temporary local path; on a good end its file is put at `path`, durable and whole, on a bad one removed.

    On a disk it lies in `staging`, which must be on the file system of `path`, or beside it if `staging` is in a store.
    """
    if not isinstance(path, Path):
        with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
            yield Path(folder) / "staged"
            objects.put(Path(folder) / "staged", path)
        return
    with _beside(path, staging if isinstance(staging, Path) else path.parent) as temporary:
        yield temporary


@contextlib.contextmanager
def _beside(path: Path, staging: Path) -> Iterator[Path]:
    staging.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = staging / f"{uuid.uuid4().hex}.staged"
    try:
        yield temporary
        sync_file(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Place) -> None:
    """Make the content of `path` durable (pyarrow never does); a store's objects are."""
    if isinstance(path, Path):
        with path.open("rb+") as f:
            os.fsync(f.fileno())


def read_json(path: Place) -> Any:
    """The value that a JSON file holds; raises Damaged where it holds none."""
    return json_of(path, path.read_bytes())


def json_of(path: Place, data: bytes) -> Any:
    """The value that the JSON file `path` holds, which was read as `data`; raises Damaged where that is none."""
    try:
        return json.loads(data)
    except ValueError as error:
        raise damaged(path, error) from error


def read_present(places: Sequence[Place]) -> list[tuple[Place, bytes]]:
    """Those of the files that exist, and what they hold, in order."""
    found: list[tuple[Place, bytes]] = [(p, p.read_bytes()) for p in places if isinstance(p, Path) and p.exists()]
    found += objects.contents([p for p in places if not isinstance(p, Path)])
    return found


def read_rows(path: Place, columns: list[str] | None = None) -> pa.Table:
    """The rows of one Parquet file, without the threads and folder discovery of a data set."""
    with _parquet(path) as file:
        return file.read(columns=columns)


def read_each(paths: Sequence[Place], columns: list[str]) -> Iterator[pa.Table]:
    """The columns of each Parquet file, in order; from a store several files are fetched at once."""
    return each(partial(read_rows, columns=columns), paths)


def read_in_groups(path: Place) -> Iterator[pa.Table]:
    """The rows of one Parquet file, a row group at a time."""
    with _parquet(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


def row_count(path: Place) -> int:
    """How many rows a Parquet file holds."""
    with _parquet(path) as file:
        return int(file.metadata.num_rows)


def column_names(path: Place) -> list[str]:
    """The columns that a Parquet file holds, in order."""
    with _parquet(path) as file:
        return list(file.schema_arrow.names)


@contextlib.contextmanager
def _parquet(path: Place) -> Iterator[pq.ParquetFile]:
    """The Parquet file at `path`; raises Damaged where it, or what is read of it, is none."""
    try:
        if isinstance(path, Path):
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                yield file
        else:
            # Without a cache that reads ahead, which would fetch whole files for one column; ranges are joined by
            # Arrow.
            with (
                path.open("rb", cache_type="none") as stream,
                pq.ParquetFile(stream, pre_buffer=True, page_checksum_verification=True) as file,
            ):
                yield file
    except (pa.ArrowInvalid, OSError) as error:
        if isinstance(error, OSError) and (type(error) is not OSError or error.errno is not None):
            raise  # the disk's or the store's own word
        raise damaged(path, error) from error
