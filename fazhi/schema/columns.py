"""How a column is declared: a dataclass field with a type, a description and, for enumerations, a vocabulary."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple

LogicalType = Literal[
    "string", "int8", "int16", "int32", "int64", "double", "bool", "date32", "timestamp", "binary",
    "list<string>", "list<token>", "list<edit>",
]  # fmt: skip


class Column(NamedTuple):
    """One column of a table.

    `vocabulary` lists the only values allowed (None: open); `key` marks the columns that identify a row together;
    `references` names the table whose key this column holds.
    """

    name: str
    type: LogicalType
    description: str
    nullable: bool = False
    vocabulary: tuple[str, ...] | None = None
    key: bool = False
    references: str | None = None


def column(
    type: LogicalType,
    description: str,
    *,
    nullable: bool = False,
    vocabulary: tuple[str, ...] | None = None,
    key: bool = False,
    references: str | None = None,
) -> Any:
    """A dataclass field that declares a column; nullable fields default to None."""
    metadata = {
        "type": type, "description": description, "nullable": nullable,
        "vocabulary": vocabulary, "key": key, "references": references,
    }  # fmt: skip
    if nullable:
        return field(default=None, metadata=metadata)
    return field(metadata=metadata)


@dataclass(slots=True, kw_only=True)
class Record:
    """One row of a table. Subclasses name their table and declare their columns as fields, in order."""

    table: ClassVar[str]
    layer: ClassVar[str]


def columns_of(record: type[Record]) -> tuple[Column, ...]:
    """The columns that a record type declares, in order."""
    return tuple(_columns(record))


def _columns(record: type[Record]) -> Iterator[Column]:
    for f in dataclasses.fields(record):
        yield Column(name=f.name, **f.metadata)
