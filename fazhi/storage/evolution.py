"""Published tables when a column is declared: files written before get it, without values.

Readers that open a folder (DuckDB, Polars) want one schema in all of its files. Which columns all files have is
remembered beside the tables, so that a start with nothing changed opens none of them.
"""

import hashlib
import json

from fazhi.schema.arrow import schema_of
from fazhi.schema.catalogue import CURATED
from fazhi.storage.files import column_names, read_in_groups, write_bytes, write_tables
from fazhi.storage.folders import each
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place


def bring_up_to_date(layout: Layout) -> int:
    """Rewrite the curated files that lack a declared column; returns how many.

    Opens no file where the last start left this mark: what was published since has been written with these columns.
    Tables that are put back by hand from older code come without it, or the mark is removed by hand.
    """
    mark, columns = mark_of(layout), _columns()
    if mark.exists() and mark.read_bytes() == columns:
        return 0
    rewritten = 0
    for record in CURATED:
        names = schema_of(record).names
        files = layout.curated_files(record)
        for path, held in zip(files, each(column_names, files), strict=True):
            if held != names:
                write_tables(path, record, read_in_groups(path), layout.root / "work")
                rewritten += 1
    # Last: a start that is cut off before looks at all of them again.
    write_bytes(mark, columns, layout.root / "work")
    return rewritten


def mark_of(layout: Layout) -> Place:
    """The file that says which columns every curated file has."""
    return layout.root / "curated" / "columns.sha256"


def _columns() -> bytes:
    declared = {record.table: schema_of(record).names for record in CURATED}
    return hashlib.sha256(json.dumps(declared).encode()).hexdigest().encode()
