"""The figures of reports as the evidence page shows them: made column by column, for many reports at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from fazhi.pages.escaping import escaped_column
from fazhi.pages.labels import role
from fazhi.pages.rendering import number

# Columns of the table of indicators that a page is made of; the period as days since 1970-01-01.
COLUMNS = (
    "indicator_id", "doc_id", "quote", "start", "end", "source_start", "source_end", "value", "value_high", "unit",
    "qualifier", "role", "direction", "metric", "system", "indicator_code", "subject", "period_start", "period_end",
)  # fmt: skip
_QUALIFIERS = {"over": "≥ ", "under": "≤ ", "about": "≈ "}
_DIRECTIONS = {"increase": " ↑", "decrease": " ↓"}
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Figure(NamedTuple):
    """An indicator's place in `text` and in the text as received, and its HTML.

    `mark` is the opening tag with what is known of it, `row` its row of the page's table.
    """

    indicator_id: str
    doc_id: str
    start: int
    end: int
    source_start: int
    source_end: int
    system: str
    mark: str
    row: str


def figures(columns: Mapping[str, Sequence[Any]], systems: Mapping[str, str]) -> list[Figure]:
    """The figures of `columns` (lists by name, see COLUMNS), in their order; `systems`: Chinese names by id.

    All that a document has written is escaped.
    """
    texts = (escaped_column(columns[name]) for name in ("indicator_id", "quote", "unit", "metric", "system",
                                                        "indicator_code", "subject", "role"))  # fmt: skip
    ids, quotes, units, metrics, system_ids, codes, subjects, roles = texts
    values = [
        f"{_QUALIFIERS.get(qualifier, '')}{_value(value, high)} {unit}{_DIRECTIONS.get(direction, '')}"
        for qualifier, value, high, unit, direction in zip(
            columns["qualifier"], columns["value"], columns["value_high"], units, columns["direction"], strict=True
        )
    ]
    periods = list(map(period, columns["period_start"], columns["period_end"]))
    marks = [
        f'<mark id="{i}" tabindex="0" class="{kind} s-{system}"'
        f"{_data(value, metric, period, systems.get(system, system), code, subject)}>"
        for i, kind, value, metric, period, system, code, subject in zip(
            ids, roles, values, metrics, periods, system_ids, codes, subjects, strict=True
        )
    ]
    rows = [
        f'<tr><td><a href="#{i}">{quote}</a><td>{value}{_said(kind)}<td>{metric or "—"}<td>{period or "—"}\n'
        for i, quote, value, kind, metric, period in zip(ids, quotes, values, roles, metrics, periods, strict=True)
    ]
    places = (columns[name] for name in ("doc_id", "start", "end", "source_start", "source_end"))
    return list(map(Figure, ids, *places, system_ids, marks, rows))


def _data(value: str, metric: str, period: str, system: str, code: str, subject: str) -> str:
    told = f' data-v="{value}" data-s="{system}"'
    if metric:
        told += f' data-m="{metric}"'
    if period:
        told += f' data-p="{period}"'
    if code:
        told += f' data-c="{code}"'
    return f'{told} data-u="{subject}"' if subject else told


def _said(kind: str) -> str:
    """What a value is, where it is no plain level."""
    return "" if kind == "level" else f' <small class="soft">{role(kind)}</small>'


@lru_cache(maxsize=4096)
def _value(value: float, high: float | None) -> str:
    return number(value) if high is None else f"{number(value)}–{number(high)}"


@lru_cache(maxsize=4096)
def period(start: int | None, end: int | None) -> str:
    """A period (days since 1970-01-01) as readers of any language read it: a year, years, two days, one day.

    A stock has its day alone; a period without an end is open.
    """
    first = None if start is None else dt.date.fromordinal(_EPOCH + start)
    last = None if end is None else dt.date.fromordinal(_EPOCH + end)
    if first is None:
        return "" if last is None else str(last)
    if last is not None and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"{first} – {last or '…'}"
