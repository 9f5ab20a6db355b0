"""Records to Arrow columns and back: the one place where a logical type becomes a pyarrow type."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter
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
# Documents, with their bytes and texts, that are read as objects at a time.
_AT_ONCE = 16


def schema_of(record: type[Record]) -> pa.Schema:
    """The explicit schema that every file of the table is written with."""
    return pa.schema([_field(c) for c in columns_of(record)], metadata={"description": record.__doc__ or ""})


def table_of(record: type[Record], rows: Iterable[Record]) -> pa.Table:
    """`rows` as columns, in the table's schema; raises pyarrow's error where a value does not fit its column."""
    kept = list(rows)
    arrays = [_array(list(map(attrgetter(c.name), kept)), TYPES[c.type]) for c in columns_of(record)]
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


def rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of `table` in order, a few of them as Python objects at a time."""
    for few in table.to_batches(max_chunksize=_AT_ONCE):
        yield from few.to_pylist()


def _field(c: Column) -> pa.Field:
    return pa.field(c.name, TYPES[c.type], nullable=c.nullable, metadata={"description": c.description})


def _array(values: list[Any], type: pa.DataType) -> pa.Array:
    if pa.types.is_list(type) and pa.types.is_struct(type.value_type):
        return _lists_of_structs(values, type)
    return pa.array(values, type=type)


def _lists_of_structs(lists: list[Sequence[Any]], type: pa.ListType) -> pa.Array:
    """Built field by field: a dict for every struct would cost ten times as much."""
    fields = list(type.value_type)
    columns = {f.name: list(map(attrgetter(f.name), chain.from_iterable(lists))) for f in fields}
    structs = pa.StructArray.from_arrays([pa.array(columns[f.name], type=f.type) for f in fields], fields=fields)
    offsets = pa.array(accumulate(map(len, lists), initial=0), type=pa.int32())
    return pa.ListArray.from_arrays(offsets, structs, type=type)
