"""The schema for people and tools: the Frictionless descriptor of the curated tables and the data dictionary."""

from typing import Any

from fazhi.schema.catalogue import CURATED, LAYERS, MEMORY
from fazhi.schema.columns import Column, LogicalType, Record, columns_of

# The type by which tools check a column. Lists are `any`: they read them from Parquet as arrays of their own, which
# `array`, made for JSON in CSV, refuses. `arrowType` says what a column is.
_FRICTIONLESS: dict[LogicalType, str] = {
    "string": "string", "int8": "integer", "int16": "integer", "int32": "integer", "int64": "integer",
    "double": "number", "bool": "boolean", "date32": "date", "timestamp": "datetime", "binary": "any",
    "list<string>": "any", "list<token>": "any", "list<edit>": "any",
}  # fmt: skip
_NUMBERS = ("integer", "number")
# A null in a column of numbers arrives as a NaN in what reads Parquet through pandas.
_NULL_NUMBERS = ["", "nan"]


def datapackage() -> dict[str, Any]:
    """The Frictionless descriptor of `data/curated/`: every table, column, type, description."""
    return {
        "profile": "data-package",
        "name": "fazhi-curated",
        "title": "法治政府建设年度报告: 指标、结构与出处",
        "licenses": [
            {"name": "Apache-2.0", "title": "descriptor and derived tables; the reports are free of copyright"}
        ],
        "resources": [_resource(record) for record in CURATED],
    }


def data_dictionary() -> str:
    """docs/data-dictionary.md: every table of every layer, column by column."""
    parts = ["# Data dictionary\n", "Made from `fazhi/schema` by `fazhi dictionary`; not to be edited by hand.\n"]
    for layer, records in (LAYERS | MEMORY).items():
        parts.append(f"\n## Layer `{layer}`\n")
        parts += [_chapter(layer, record) for record in records]
    return "".join(parts)


def _resource(record: type[Record]) -> dict[str, Any]:
    columns = columns_of(record)
    schema: dict[str, Any] = {"fields": [_field(c) for c in columns]}
    keys = [c.name for c in columns if c.key]
    if keys:
        schema["primaryKey"] = keys
    foreign = [_foreign_key(c, record) for c in columns if c.references]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": record.table,
        "path": record.table,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": _first_line(record),
        "schema": schema,
    }


def _field(c: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if c.nullable else {"required": True}
    if c.vocabulary:
        constraints["enum"] = list(c.vocabulary)
    field: dict[str, Any] = {
        "name": c.name, "type": _FRICTIONLESS[c.type], "arrowType": c.type, "description": c.description,
    }  # fmt: skip
    if c.nullable and field["type"] in _NUMBERS:
        field["missingValues"] = _NULL_NUMBERS
    return {**field, "constraints": constraints} if constraints else field


def _foreign_key(c: Column, record: type[Record]) -> dict[str, Any]:
    """That the column holds keys of another table, or of its own (named with an empty name)."""
    (key,) = (k.name for other in CURATED if other.table == c.references for k in columns_of(other) if k.key)
    table = "" if c.references == record.table else c.references
    return {"fields": [c.name], "reference": {"resource": table, "fields": [key]}}


def _chapter(layer: str, record: type[Record]) -> str:
    head = f"\n### `{layer}/{record.table}`\n\n{_first_line(record)}\n\n"
    head += "| column | type | null | meaning |\n| --- | --- | --- | --- |\n"
    return head + "".join(_line(c) for c in columns_of(record))


def _line(c: Column) -> str:
    values = f" One of {', '.join(f'`{v}`' for v in c.vocabulary)}." if c.vocabulary else ""
    refers = f" Refers to `{c.references}`." if c.references else ""
    key = " Key." if c.key else ""
    return f"| `{c.name}` | {c.type} | {'yes' if c.nullable else 'no'} | {c.description}{values}{refers}{key} |\n"


def _first_line(record: type[Record]) -> str:
    return (record.__doc__ or "").strip().split("\n")[0]
