"""Records to Arrow columns and back: the one place where a logical type becomes a pyarrow type."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from fazhi.schema.columns import Column, LogicalType, Record, columns_of

_TOKEN = pa.struct([("word", pa.string()), ("pos", pa.string()), ("start", pa.int32()), ("end", pa.int32())])
_EDIT = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()), ("kind", pa.string())])

TYPES: dict[LogicalType, pa.DataType] = {
    "string": pa.string(),
    "int8": pa.int8(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "binary": pa.large_binary(),
    "list<string>": pa.list_(pa.string()),
    "list<token>": pa.list_(_TOKEN),
    "list<edit>": pa.list_(_EDIT),
}


def schema_of(record: type[Record]) -> pa.Schema:
    """The explicit schema that every file of the table is written with."""
    return pa.schema([_field(c) for c in columns_of(record)], metadata={"description": record.__doc__ or ""})


def table_of(record: type[Record], rows: Iterable[Record]) -> pa.Table:
    """`rows` as columns, in the table's schema; raises pyarrow's error where a value does not fit its column."""
    kept = list(rows)
    arrays = [pa.array([_plain(getattr(r, c.name)) for r in kept], type=TYPES[c.type]) for c in columns_of(record)]
    return pa.Table.from_arrays(arrays, schema=schema_of(record))


def conformed(record: type[Record], table: pa.Table) -> pa.Table:
    """`table` in the schema of today: columns that were declared after it was written are null, others go."""
    schema = schema_of(record)
    for field in schema:
        if field.name not in table.column_names and field.nullable:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table.select(schema.names).cast(schema)


def records_of(record: type[Record], table: pa.Table) -> list[Any]:
    """The rows of `table` as records; structs inside lists stay plain dicts."""
    return [record(**row) for row in table.select([c.name for c in columns_of(record)]).to_pylist()]


def _field(c: Column) -> pa.Field:
    return pa.field(c.name, TYPES[c.type], nullable=c.nullable, metadata={"description": c.description})


def _plain(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [dataclasses.asdict(v) if dataclasses.is_dataclass(v) and not isinstance(v, type) else v for v in value]
    return value
