"""Published tables when a column is declared: files written before get it, without values.

Readers that open a folder (DuckDB, Polars) want one schema in all of its files.
"""

from fazhi.schema.arrow import schema_of
from fazhi.schema.catalogue import CURATED
from fazhi.storage.files import column_names, read_in_groups, write_tables
from fazhi.storage.folders import each
from fazhi.storage.layout import Layout


def bring_up_to_date(layout: Layout) -> int:
    """Rewrite the curated files that lack a declared column; returns how many."""
    rewritten = 0
    for record in CURATED:
        names = schema_of(record).names
        files = layout.curated_files(record)
        for path, held in zip(files, each(column_names, files), strict=True):
            if held != names:
                write_tables(path, record, read_in_groups(path), layout.root / "work")
                rewritten += 1
    return rewritten
