"""The register kept in step with the published reports: made again where a file of it is missing or of another make.

That happens where a data folder was published before there was a register, where its curated tables were put in place
by other means, and when sketches begin to be made in another way.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from fazhi.core.duplicates.sketch import recipe
from fazhi.schema.arrow import conformed, table_of
from fazhi.schema.curated import Report
from fazhi.schema.register import Sketched
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_in_groups, read_json, write_json, write_tables
from fazhi.storage.folders import remove
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place
from fazhi.storage.register import register_files


def keep_in_step(layout: Layout) -> int:
    """Make what is missing of the register; returns how many files were made. The caller holds the lock."""
    folder, staging = layout.table(Sketched.layer, Sketched.table), layout.root / "work"
    made_by = layout.root / Sketched.layer / "recipe.json"
    same = made_by.exists() and _recipe(made_by) == recipe()
    there = {path.name: path for path in register_files(layout)}
    reports = {path.name: path for path in layout.curated_files(Report)}
    for name in there.keys() - reports.keys():
        remove(there[name])
    missing = sorted(reports.keys() - there.keys() if same else reports)
    for name in missing:
        write_tables(folder / name, Sketched, _sketches(reports[name]), staging)
    if not same:
        write_json(made_by, recipe(), staging)
    return len(missing)


def _recipe(made_by: Place) -> Any:
    try:
        return read_json(made_by)
    except Damaged:  # what it tells of is made again, and it with it
        return None


def _sketches(reports: Place) -> Iterator[pa.Table]:
    # Knows how issuers are named: a run whose register is in step must not wait for that.
    from fazhi.stages.sketches import NEEDED, sketched

    for group in read_in_groups(reports):
        rows = conformed(Report, group).select(list(NEEDED)).to_pylist()
        yield table_of(Sketched, (sketched(row) for row in rows))
