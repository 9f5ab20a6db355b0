"""The corrections that are in force, and those that nothing uses."""

import functools
from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files

import yaml

from fazhi.core.extract.corrections import Corrections, names_in
from fazhi.core.extract.declared import declared
from fazhi.pages.summary import Applied
from fazhi.schema.curated import Indicator, Report
from fazhi.stages.batch import StageReport
from fazhi.storage.files import read_each
from fazhi.storage.layout import Layout

FILE = "corrections.yml"


@functools.cache
def in_force() -> Corrections:
    """What expectations/corrections.yml declares; raises Undeclarable, which names the entry that can't be."""
    return declared(yaml.safe_load(files("expectations").joinpath(FILE).read_text("utf8")))


def used(traces: Iterable[str | None]) -> set[str]:
    """The entries that the values of the column `correction` name."""
    return {name for trace in set(traces) for name in names_in(trace)}


def explained(row: Applied) -> Applied:
    """`row` with what the entry that it names changes, and why; a lookup is named by column and value."""
    for entry in in_force().by_document.get(row.doc_id, ()):
        if entry.id == row.name:
            what = "; ".join(f"{name}: {entry.expect.get(name, '')} → {value}" for name, value in entry.set.items())
            return replace(row, what=what, reason=entry.reason)
    column, _, raw = row.name.partition("=")
    values = [values[raw] for (_, name), values in in_force().lookups.items() if name == column and raw in values]
    return replace(row, what=f"{column}: {raw} → {values[0]}") if values else row


def unused(layout: Layout, reports: Iterable[StageReport]) -> list[str]:
    """Entries that neither the batch under work nor any published row has needed: written wrongly, or outlived."""
    names = in_force().names
    if not names:
        return []
    found = {name for report in reports for name in report.statistics.get("corrections", [])}
    for record in (Report, Indicator):
        for table in read_each(layout.curated_files(record), ["correction"]):
            found |= used(table["correction"].unique().to_pylist())
    return [name for name in names if name not in found]
