"""The record that the grammar of quantities gives and that judgement and meaning work on."""

from dataclasses import dataclass
from typing import Literal

QuantityKind = Literal[
    "cardinal", "percent", "fraction", "ordinal", "money", "measure", "date", "period", "range",
]  # fmt: skip
Qualifier = Literal["exact", "over", "under", "about"]


@dataclass(slots=True)
class Quantity:
    """A numeric expression: where it stands, what it says.

    `start`/`end`: the whole expression with its modifiers (超过78.4%, 80%以上, 第7位), code points, half open.
    `value`: in base units (308.37万条 is 3083700), the low end of a range (`value_high` its high end); for date and
    period an ISO 8601 date, `start/end` interval (`..` for an open end) or duration. `unit`: as written, without 万 or
    亿 (项, %, 百分点, 元, 工作日); None for bare numbers, dates and periods. `number_start`/`number_end`: the numeral
    alone, with its scale (308.37万). `unit_start`/`unit_end`: the unit alone (equal offsets where there is none).
    """

    text: str
    start: int
    end: int
    kind: QuantityKind
    value: float | str | None
    value_high: float | None = None
    unit: str | None = None
    qualifier: Qualifier = "exact"
    number_start: int = 0
    number_end: int = 0
    unit_start: int = 0
    unit_end: int = 0
