"""The rows that broke a critical expectation: their keys, and what a person is told about each."""

import json
import math
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from expectations import frames
from expectations.engine import Verdict
from expectations.judgement import RowFailure
from expectations.suites import Entry, Part
from fazhi.schema.columns import columns_of

_SHOWN = 60


def of_rows(part: Part, verdict: Verdict, table: pa.Table, frame: pd.DataFrame) -> list[RowFailure]:
    at = verdict.positions
    if not at:
        return []
    entry, column = verdict.entry, frames.looked_at(verdict.entry)
    documents = table["doc_id"].take(at).to_pylist() if "doc_id" in table.column_names else [None] * len(at)
    looked = {
        n: (table[n].take(at).to_pylist() if n in table.column_names else list(frame[n].iloc[at]))
        for n in entry.columns
    }
    return [
        RowFailure(
            table=part.table, key=key, row=row, doc_id=document, expectation=entry.type, column=column,
            message=_message(part, entry, {name: values[i] for name, values in looked.items()}),
        )
        for i, (row, key, document) in enumerate(zip(at, keys_of(part, table, at), documents, strict=True))
    ]  # fmt: skip


def _message(part: Part, entry: Entry, values: Mapping[str, object]) -> str:
    """What stands there, what was expected, what to do. Values are JSON, so that no control character gets through."""
    shown = ",".join(f"{name} = {_short(value)}" for name, value in values.items())
    return f"{part.table} 中 {shown},不符合期望「{entry.zh}」。{entry.advice}。"


def _short(value: object) -> str:
    if isinstance(value, (list, bytes)):
        return f"({len(value)} 项)"
    text = as_json(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def keys_of(part: Part, table: pa.Table, at: list[int]) -> list[str]:
    """The key of each row: its key columns joined by `/`."""
    if not at:
        return []
    names = ["doc_id"] if part.record is None else [c.name for c in columns_of(part.record) if c.key]
    if not set(names) <= set(table.column_names):
        return [part.table] * len(at)
    columns = [table[name].take(at).to_pylist() for name in names]
    return ["/".join(str(v) for v in row) for row in zip(*columns, strict=True)]


def as_json(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, default=str)


def _plain(value: object) -> object:
    """NaN and infinity are no JSON."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value
