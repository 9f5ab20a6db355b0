"""Prefect's database as its migrations leave it, kept once per version of Prefect: they take longer than all else.

Some hundred migrations run on an empty home: 8 of the server's 13 s of CPU time. A server brings a database that is
behind up to date by itself, so that a template is never wrong, only more or less of a head start.
"""

import contextlib
import os
import sqlite3
from importlib.metadata import version
from pathlib import Path

from fazhi.caches import caches

_DATABASE = "prefect.db"


def place() -> Path:
    """Where the template of the installed Prefect lies: in the user's cache."""
    return caches() / f"prefect-{version('prefect')}.db"


def lay_out(home: Path) -> bool:
    """Give a Prefect home without a database a copy of the template; returns whether the server will make its own."""
    database = home / _DATABASE
    if database.exists():
        return False
    try:
        _copy(place(), database)
    except (OSError, RuntimeError, sqlite3.Error):  # none, none that can be read, no home folder: as if there were none
        return True
    return False


def keep(home: Path) -> None:
    """Make the database of a server that has just begun the template; where that cannot be, nothing is lost."""
    with contextlib.suppress(OSError, RuntimeError, sqlite3.Error):
        made = place()
        made.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(home / _DATABASE, made)


def _copy(source: Path, target: Path) -> None:
    """Copy a database whole or not at all; raises sqlite3.Error where it is damaged or holds no version of a schema."""
    part = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        reading = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(reading) as given, contextlib.closing(sqlite3.connect(part)) as taken:
            given.backup(taken)
            taken.execute("PRAGMA journal_mode=DELETE")  # one file; the server has its own mode
            _check(taken)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _check(database: sqlite3.Connection) -> None:
    """A template holds the schema and the kinds of blocks, nothing of any run and no key."""
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("damaged")
    if database.execute("SELECT count(*) FROM alembic_version").fetchone() != (1,):
        raise sqlite3.DatabaseError("without a schema")
    for table in ("flow_run", "configuration"):
        if database.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,):
            raise sqlite3.DatabaseError(f"{table} is not empty")
