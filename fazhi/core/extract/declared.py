"""The corrections file, checked against the schema: an entry that can't mean anything is told by its name."""

import datetime as dt
from collections.abc import Iterable, Mapping

from fazhi.core.extract.corrections import SEPARATOR, Correction, Corrections
from fazhi.schema.columns import Column, Record, columns_of
from fazhi.schema.curated import Indicator, Report

# confirmed: by the issuer or another source. presumed: by the text's own arithmetic. retired: kept for the record only.
STATUSES = ("confirmed", "presumed", "retired")
# What a document or its text decides by itself: ids, places, quotes, bytes.
_FIXED = frozenset({
    "doc_id", "indicator_id", "batch_id", "sentence_id", "section_id", "quote", "start", "end", "source_start",
    "source_end", "source", "media_type", "fetched_at", "charset", "script", "damage", "repairs", "unrepaired", "text",
    "text_chars", "version", "correction", "duplicate_of", "part_of", "confidence", "title_start", "title_end",
    "issuer_start", "issuer_end", "region_start", "region_end", "year_start", "year_end", "date_start", "date_end",
})  # fmt: skip
_RECORDS: dict[str, type[Report] | type[Indicator]] = {"reports": Report, "indicators": Indicator}
_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "double": (int, float), "int16": (int,), "date32": (dt.date,)}


class Undeclarable(ValueError):
    """An entry that can't be declared so; the message names it and says why."""


def declared(raw: object) -> Corrections:
    """The content of the corrections file, checked against the schema; raises Undeclarable, which names the entry."""
    if not isinstance(raw, dict) or set(raw) - {"corrections", "lookups"}:
        raise Undeclarable("the file holds `corrections` and `lookups` and nothing else")
    listed = raw.get("corrections") or []
    if not isinstance(listed, list):
        raise Undeclarable("`corrections` is a list of entries")
    entries = [_entry(one) for one in listed]
    ids = [entry.id for entry in entries]
    if len(ids) != len(set(ids)):
        raise Undeclarable(f"the same id twice: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}")
    by_document: dict[str, list[Correction]] = {}
    for entry in entries:
        if entry.status != "retired":
            by_document.setdefault(entry.doc_id, []).append(entry)
    return Corrections(by_document, _lookups(raw.get("lookups") or {}))


def _entry(raw: object) -> Correction:
    name = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(name, str) or SEPARATOR in name or "=" in name:
        raise Undeclarable(f"an entry needs an `id` without `{SEPARATOR}` and `=`: {raw!r:.80}")
    try:
        entry = Correction(**raw)
    except TypeError as error:
        raise Undeclarable(f"correction {name}: {error}".replace("Correction.__init__() ", "")) from error
    if not (isinstance(entry.doc_id, str) and isinstance(entry.start, int | None)):
        raise Undeclarable(f"correction {name}: doc_id is text (in quotes, where it is all digits), start a number")
    if not isinstance(entry.table, str) or entry.table not in _RECORDS:
        raise Undeclarable(f"correction {name}: table is one of {', '.join(_RECORDS)}")
    if not isinstance(entry.status, str) or entry.status not in STATUSES or not str(entry.reason).strip():
        raise Undeclarable(f"correction {name}: needs a reason and a status, one of {', '.join(STATUSES)}")
    if (entry.table == Indicator.table) != isinstance(entry.quote, str):
        raise Undeclarable(f"correction {name}: indicators are named by their `quote`, reports are not")
    if not entry.expect or not entry.set:
        raise Undeclarable(f"correction {name}: `expect` and `set` hold a value at least")
    columns = _columns(_RECORDS[entry.table])
    for values in (entry.expect, entry.set):
        _check(name, values, columns)
    return entry


def _check(name: str, values: object, columns: Mapping[str, Column]) -> None:
    for key, value in values.items() if isinstance(values, dict) else [(str(values), None)]:
        column = columns.get(key)
        if column is None:
            raise Undeclarable(f"correction {name}: {key} can't be corrected; {', '.join(columns)} can")
        fits = column.nullable if value is None else type(value) in _TYPES[column.type]
        if not fits or (column.vocabulary and value is not None and value not in column.vocabulary):
            raise Undeclarable(f"correction {name}: {value!r} is no value of {key} ({column.type})")


def _lookups(raw: object) -> dict[tuple[str, str], Mapping[str, str]]:
    lookups: dict[tuple[str, str], Mapping[str, str]] = {}
    for name, values in raw.items() if isinstance(raw, dict) else [(str(raw), None)]:
        table, _, key = str(name).partition(".")
        column = _columns(_RECORDS[table]).get(key) if table in _RECORDS else None
        if column is None or column.type != "string":
            raise Undeclarable(f"lookup {name}: name a column of text that can be corrected, such as reports.issuer")
        if not isinstance(values, dict) or not all(_is_text([k, v]) and k != v for k, v in values.items()):
            raise Undeclarable(f"lookup {name}: lists values as read and what stands for them, both text")
        if column.vocabulary and not set(values.values()) <= set(column.vocabulary):
            raise Undeclarable(f"lookup {name}: {key} is one of {', '.join(column.vocabulary)}")
        lookups[(table, key)] = values
    return lookups


def _is_text(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) and value and SEPARATOR not in value for value in values)


def _columns(record: type[Record]) -> dict[str, Column]:
    """The columns that can be corrected."""
    return {c.name: c for c in columns_of(record) if c.name not in _FIXED}
