"""The corrections that are in force, and those that nothing uses."""

import functools
from collections.abc import Iterable
from importlib.resources import files

import yaml

from fazhi.core.extract.corrections import Corrections, names_in
from fazhi.core.extract.declared import declared
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
