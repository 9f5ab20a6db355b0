"""Declared corrections: what a person knows better than a document or our reading of it. Records in, records out.

A correction is for one document and place; a lookup replaces a value wherever it is read. Both leave their name in the
column `correction`. `expect` says what must be read there: where it no longer is, the correction has to be looked at
again, and the run stops.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fazhi.schema.curated import Indicator, Report

# Between the names in the column `correction`.
SEPARATOR = ";"

Row = TypeVar("Row", Report, Indicator)


class Stale(Exception):
    """A correction whose `expect` no longer holds; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry: which row (`quote` and `start` for indicators), what must stand there, what is put there."""

    id: str
    doc_id: str
    table: str
    expect: Mapping[str, Any]
    set: Mapping[str, Any]
    reason: str
    status: str
    quote: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that is declared: corrections by document, and lookups by table and column."""

    by_document: Mapping[str, Sequence[Correction]] = field(default_factory=dict)
    lookups: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """How each entry in force calls itself in the column `correction`."""
        own = [entry.id for entries in self.by_document.values() for entry in entries]
        return own + [_lookup_name(column, raw) for (_, column), values in self.lookups.items() for raw in values]


def correct(
    report: Report, indicators: Sequence[Indicator], corrections: Corrections
) -> tuple[Report, list[Indicator]]:
    """The rows of a document with what is declared for it; untouched rows are the same objects.

    Corrections go first, then lookups. Raises Stale where a correction finds something else than it expects.
    """
    rows = list(indicators)
    for entry in corrections.by_document.get(report.doc_id, ()):
        if entry.table == Report.table:
            report = _corrected(report, entry)
        else:
            at = _find(rows, entry)
            rows[at] = _corrected(rows[at], entry)
    for (table, column), values in corrections.lookups.items():
        if table == Report.table:
            report = _looked_up(report, column, values)
        else:
            rows = [_looked_up(row, column, values) for row in rows]
    return report, rows


def names_in(correction: str | None) -> list[str]:
    """The entries that a value of the column `correction` names."""
    return correction.split(SEPARATOR) if correction else []


def _find(rows: Sequence[Indicator], entry: Correction) -> int:
    found = [n for n, row in enumerate(rows) if row.quote == entry.quote and entry.start in (None, row.start)]
    if len(found) != 1:
        where = f"「{entry.quote}」" + (f" at {entry.start}" if entry.start is not None else "")
        why = "is not read any more" if not found else f"is read {len(found)} times: say at which `start`"
        raise Stale(f"correction {entry.id}: {where} {why} in document {entry.doc_id}")
    return found[0]


def _corrected(row: Row, entry: Correction) -> Row:
    for name, expected in entry.expect.items():
        found = getattr(row, name)
        if found != expected:
            raise Stale(
                f"correction {entry.id}: {name} of document {entry.doc_id} is {found!r} and no longer {expected!r}: "
                "look at the source again, then change or retire the entry"
            )
    return _traced(row, entry.set, entry.id)


def _looked_up(row: Row, column: str, values: Mapping[str, str]) -> Row:
    raw = getattr(row, column)
    return _traced(row, {column: values[raw]}, _lookup_name(column, raw)) if raw in values else row


def _traced(row: Row, values: Mapping[str, Any], name: str) -> Row:
    trace = SEPARATOR.join([*names_in(row.correction), name])
    return dataclasses.replace(row, **values, correction=trace)


def _lookup_name(column: str, raw: str) -> str:
    return f"{column}={raw}"
