"""What a data folder holds, so that two of them can be compared: every row but for when it was made, and every file."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# Columns that say when and where a row was made.
_OF_THE_RUN = frozenset({"fetched_at", "validated_at"})
# What is no part of the tables: Prefect's history, and the lock, which stays.
_APART = ("prefect", "work/lock")
TABLES = ("curated/*", "quality/fates", "quality/quarantine", "register/*")

State = dict[str, Any]


def state(data: Path) -> State:
    """The rows of every table that stays, in order, and the names of all files below the data folder."""
    held: State = {"files": files(data)}
    for pattern in TABLES:
        for folder in sorted(data.glob(f"{pattern}/")):
            held[folder.relative_to(data).as_posix()] = rows(folder, data)
    return held


def files(data: Path) -> list[str]:
    """The files below a data folder, less what is no part of it."""
    names = (path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())
    return sorted(name for name in names if not name.startswith(_APART))


def rows(folder: Path, data: Path) -> list[dict[str, Any]]:
    """The rows of a table; a path in the data folder by its place there."""
    table = pa.concat_tables([pq.read_table(path) for path in sorted(folder.glob("*.parquet"))])
    kept = table.select([name for name in table.column_names if name not in _OF_THE_RUN]).to_pylist()
    if "item" in table.column_names:
        for row in kept:
            row["item"] = row["item"].replace(str(data), "")
    return kept


def differences(found: State, expected: State) -> list[str]:
    """What differs, a line for each table or file; an empty list where nothing does."""
    told = [
        f"{name}: {len(found.get(name, []))} rows instead of {len(expected.get(name, []))}, or other ones"
        for name in sorted(found.keys() | expected.keys())
        if name != "files" and found.get(name) != expected.get(name)
    ]
    there, wanted = set(found["files"]), set(expected["files"])
    told += [f"{name} is there and should not be" for name in sorted(there - wanted)]
    return told + [f"{name} is missing" for name in sorted(wanted - there)]


def twice(found: State) -> list[str]:
    """The tables in which a row stands twice, by its own id, else by all that it says."""
    told = []
    for name, held in found.items():
        if name.startswith("curated/"):
            key = f"{name.removeprefix('curated/').removesuffix('s')}_id"
            keys = [row.get(key) or str(row) for row in held]
            told += [f"{name}: {len(keys) - len(set(keys))} rows twice"] if len(set(keys)) < len(keys) else []
    return told
