"""Suites as data: `<layer>.yml` by hand, the rest from the schema, and the guards that lose no expectation on the way.

Great Expectations drops an unknown expectation type with a log line, merges identical ones and lets an empty suite
pass. So every entry is checked when it is read (this module, without GX) and counted again when GX has built it
(`engine`). What fails here is our own defect and never bad data: `SuiteDefect`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from fazhi.core.knowledge.reading import parsed
from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.schema.columns import Record

Severity = Literal["critical", "warning", "info"]
Rows = Literal["documents", "some", "any"]

SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")
LAYER_SUITES = (*OF_CHUNKS, "curated")

_PART_FIELDS = {"rows", "context", "omitted", "expectations"}
_ENTRY_FIELDS = {"type", "kwargs", "severity", "zh", "en", "advice", "across"}
_REQUIRED = {"type", "kwargs", "severity", "zh", "en"}
_COLUMN_KWARGS = ("column", "column_A", "column_B", "column_list")
# `$` also matches before a last line feed, and a regex without ends matches anywhere in the value.
_ANCHORED = re.compile(r"\\A.*\\Z", re.S)


class SuiteDefect(Exception):
    """Our own defect: a suite lost an expectation, is empty, was not given what it needs, or an expectation raised."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One expectation as data; `zh` and `en` say what holds when it holds, `advice` (Chinese) what to do when not.

    `across`: it looks at other rows as well, and can be broken by taking some out: it is asked of what is left, too.
    """

    type: str
    kwargs: Mapping[str, object]
    severity: Severity
    zh: str
    en: str
    advice: str = "请对照原文核实,修正规则或代码后重放该隔离项"
    across: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the expectation looks at, helper columns (`part_of.value`) included, in order."""
        named: list[str] = []
        for key in _COLUMN_KWARGS:
            value = self.kwargs.get(key)
            named += [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The expectations of one table. `rows`: one a document, at least one, or any number (a report without findings).

    `context`: the table belongs to an earlier layer and is given as a parameter. `omitted`: columns that the caller
    leaves away.
    """

    layer: str
    table: str
    record: type[Record] | None
    by_hand: tuple[Entry, ...]
    derived: tuple[Entry, ...] = ()
    rows: Rows = "some"
    context: bool = False
    omitted: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them: what follows from the schema first."""
        return (*self.derived, *self.by_hand)

    @property
    def name(self) -> str:
        """Layer and table, as `Result.suite` names it."""
        return f"{self.layer}.{self.table}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One layer's parts, and the parameters that it has to be given (None where a caller knowingly has none)."""

    layer: str
    parts: tuple[Part, ...]
    requires: frozenset[str]


def filled(name: str, entry: Entry, values: Mapping[str, object]) -> Entry:
    """`entry` with each `$PARAMETER` of its kwargs replaced by its value; raises SuiteDefect where it has none."""
    kwargs = dict(entry.kwargs)
    for key, value in kwargs.items():
        if isinstance(value, Mapping) and "$PARAMETER" in value:
            if value["$PARAMETER"] not in values:
                raise SuiteDefect(f"{name}: {entry.type} needs a value for {value['$PARAMETER']}")
            kwargs[key] = values[value["$PARAMETER"]]
    return replace(entry, kwargs=kwargs) if kwargs != entry.kwargs else entry


@cache
def suite_of(layer: str) -> Suite:
    """The suite of a layer (or `batch`), by hand and generated; raises SuiteDefect where the file is not whole."""
    if layer not in (*LAYER_SUITES, "batch"):
        raise SuiteDefect(f"没有名为 {layer!r} 的期望套件:只有 {', '.join((*LAYER_SUITES, 'batch'))}")
    return read(layer, files("expectations").joinpath(f"{layer}.yml").read_text("utf8"))


@cache
def remaining(layer: str) -> Suite:
    """The suite of a layer with only what rows taken out of it can break; every part keeps its row count."""
    suite = suite_of(layer)
    parts = tuple(
        replace(
            part,
            by_hand=tuple(e for e in part.by_hand if e.across),
            derived=tuple(e for e in part.derived if e.across),
        )
        for part in suite.parts
    )
    for part in parts:
        check(part)
    return replace(suite, parts=parts)


def read(layer: str, text: str) -> Suite:
    """The suite that a YAML text declares for `layer`; raises SuiteDefect on anything unknown, missing or double."""
    data = parsed(text)
    if not isinstance(data, dict) or not isinstance(data.get("parts"), dict) or not data["parts"]:
        raise SuiteDefect(f"{layer}.yml declares no parts")
    if unknown := set(data) - {"requires", "inherits", "parts"}:
        raise SuiteDefect(f"{layer}.yml: unknown fields {sorted(unknown)}")
    parents = [suite_of(parent) for parent in data.get("inherits", [])]
    parts = tuple(_part(layer, table, part, parents) for table, part in data["parts"].items())
    _check_tables(layer, parts)
    return Suite(layer=layer, parts=parts, requires=frozenset(data.get("requires", [])))


def _part(layer: str, table: str, data: object, parents: list[Suite]) -> Part:
    from expectations import generated

    where = f"{layer}.yml, {table}"
    if not isinstance(data, dict) or set(data) - _PART_FIELDS:
        raise SuiteDefect(f"{where}: a part has {sorted(_PART_FIELDS)}")
    context = bool(data.get("context", False))
    record = None if context else {r.table: r for r in LAYERS.get(layer, ())}.get(table)
    omitted = tuple(data.get("omitted", ()))
    inherited = [e for s in parents for p in s.parts if p.table == table and not p.context for e in p.by_hand]
    part = Part(
        layer=layer, table=table, record=record, rows=data.get("rows", "some"), context=context, omitted=omitted,
        by_hand=(*inherited, *(_entry(where, e) for e in data.get("expectations", []))),
        derived=tuple(e for e in generated.entries_of(record) if not {*e.columns} & {*omitted}) if record else (),
    )  # fmt: skip
    check(part)
    return part


def _entry(where: str, data: object) -> Entry:
    if not isinstance(data, dict):
        raise SuiteDefect(f"{where}: an expectation is a mapping, not {data!r}")
    if unknown := set(data) - _ENTRY_FIELDS:
        raise SuiteDefect(f"{where}: {data.get('type')} has unknown fields {sorted(unknown)}")
    if missing := _REQUIRED - {name for name, value in data.items() if value not in ("", None)}:
        raise SuiteDefect(f"{where}: {data.get('type')} lacks {sorted(missing)}")
    if data["severity"] not in SEVERITIES:
        raise SuiteDefect(f"{where}: {data['type']} has severity {data['severity']!r}")
    return Entry(**data)


def check(part: Part) -> None:
    """Raise SuiteDefect where a part is empty, names the same expectation twice, or holds a regex without both ends."""
    if not part.entries:
        raise SuiteDefect(f"{part.name} has no expectation: an empty suite passes on anything")
    if part.rows not in ("documents", "some", "any"):
        raise SuiteDefect(f"{part.name}: rows is documents, some or any, not {part.rows!r}")
    seen: set[str] = set()
    for entry in part.entries:
        said = f"{entry.type} {sorted(entry.kwargs.items(), key=str)}"
        if said in seen:
            raise SuiteDefect(f"{part.name} holds {said} twice: one of them would be merged away")
        seen.add(said)
        regex = entry.kwargs.get("regex")
        if isinstance(regex, str) and not _ANCHORED.fullmatch(regex):
            raise SuiteDefect(rf"{part.name}: {entry.type} {regex!r} must stand between \A and \Z")


def _check_tables(layer: str, parts: tuple[Part, ...]) -> None:
    declared = {r.table for r in LAYERS.get(layer, ())}
    given = {p.table for p in parts if not p.context}
    if layer != "batch" and declared != given:
        raise SuiteDefect(f"{layer}.yml guards {sorted(given)}, the layer holds {sorted(declared)}")
