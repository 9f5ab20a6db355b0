"""What a caller hands over beside the tables it wants judged: tables of earlier layers, and what is known."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from expectations.characters import Decoded
from expectations.suites import Suite, SuiteDefect

_TABLES = ("arrived", "documents", "sections", "sentences")
_SETS = (
    "units", "written_units", "region_codes", "regions", "systems", "indicator_codes", "system_codes", "edit_kinds",
    "repair_kinds", "published",
)  # fmt: skip
_OPTIONAL = ("today", "expected_documents", "decoded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Everything a suite may be given.

    `arrived`, `documents`, `sections`, `sentences`: the chunk's tables of raw, normalized and segmented, as context.
    `units`, `region_codes` (GB/T 2260), `systems`, `indicator_codes` (ids of the taxonomy): all that is known of each.
    Lines of values that belong together, separated by tabs: `written_units` (as written, as reported, factor between
    them), `regions` (code, name, level), `system_codes` (system, standard indicator). `edit_kinds` and those that mend
    damage, `repair_kinds`: regexes.
    `published`: the documents of the whole curated set, where what is judged is a part of it.
    `expected_documents`: how many documents should have come through to this layer. `today`: for the next year.
    `decoded`: code points of texts, to be shared by the layers of a chunk.
    """

    tables: Mapping[str, pa.Table]
    known: Mapping[str, pa.Array]
    expected_documents: int | None
    today: dt.date
    decoded: Decoded


def parameters_of(suite: Suite, given: Mapping[str, object]) -> Parameters:
    """`given`, checked: raises SuiteDefect where a name is unknown, or one that `suite` requires is not mentioned.

    None says that the caller knowingly has nothing to give: the expectations that need it are reported as not run.
    """
    if unknown := sorted(set(given) - {*_TABLES, *_SETS, *_OPTIONAL}):
        raise SuiteDefect(f"unknown parameters {unknown} for the suite of {suite.layer}")
    if missing := sorted(suite.requires - set(given)):
        raise SuiteDefect(f"the suite of {suite.layer} needs the parameters {missing} (None: knowingly not judged)")
    return Parameters(
        tables={name: _table(name, given[name]) for name in _TABLES if given.get(name) is not None},
        known={name: _set(name, given[name]) for name in _SETS if given.get(name) is not None},
        expected_documents=_count(given.get("expected_documents")),
        today=_day(given.get("today")),
        decoded=_decoded(given.get("decoded")),
    )


def _table(name: str, value: object) -> pa.Table:
    if not isinstance(value, pa.Table):
        raise SuiteDefect(f"parameter {name} is a pyarrow table, not {type(value).__name__}")
    return value


def _set(name: str, value: object) -> pa.Array:
    if isinstance(value, pa.Array) and len(value):
        return value
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise SuiteDefect(f"parameter {name} is a set of strings, not {type(value).__name__}")
    kept = sorted(str(v) for v in value)
    if not kept:
        raise SuiteDefect(f"parameter {name} is empty: every value would be unknown")
    return pa.array(kept, pa.string())


def _decoded(value: object) -> Decoded:
    if value is None or isinstance(value, Decoded):
        return value or Decoded()
    raise SuiteDefect(f"parameter decoded is a Decoded, not {type(value).__name__}")


def _count(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise SuiteDefect(f"parameter expected_documents is a count, not {value!r}")


def _day(value: object) -> dt.date:
    if value is None:
        return dt.datetime.now(dt.UTC).date()
    if isinstance(value, dt.date):
        return value
    raise SuiteDefect(f"parameter today is a date, not {value!r}")
