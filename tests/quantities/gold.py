"""Judging readings against the cases out of other projects' test suites: place, value and unit of every mention.

A mention is found when one quantity covers its numeral and stays within the accepted spans. Values are compared in the
base unit of their dimension, dates as first and last day (X stands for any digit, an open end of the case for any end).
"""

import datetime
import hashlib
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.core.extract.quantities import parse, units
from fazhi.core.extract.quantities.dates import month_days
from fazhi.core.extract.quantity import Quantity

SUITES = Path(__file__).resolve().parent.parent / "cases" / "quantities" / "suites.jsonl"
_SHARES = {"%": 1.0, "个百分点": 1.0, "百分点": 1.0}


@dataclass
class Score:
    """How many mentions there are, how many were read right, and the same for cases without any."""

    mentions: int = 0
    exact: int = 0
    negatives: int = 0
    clean: int = 0


def cases() -> list[dict[str, Any]]:
    """The cases, in the order of the file."""
    return [json.loads(line) for line in SUITES.read_text(encoding="utf-8").splitlines()]


def digest() -> str:
    """What tells that the cases are still the ones that the floors were set for."""
    return hashlib.sha256(SUITES.read_bytes()).hexdigest()[:16]


def read(case: dict[str, Any]) -> list[Quantity]:
    """The quantities of a case's text."""
    day = case.get("ref_date")
    return parse(case["input"], datetime.date.fromisoformat(day[:10]) if day else None)


def score() -> tuple[Score, dict[str, Score]]:
    """The score of all cases, and of each kind."""
    total = Score()
    kinds: dict[str, Score] = {}
    for case in cases():
        found = read(case)
        if not case["expect"]:
            total.negatives += 1
            total.clean += not _extra(case, found)
        for mention in case["expect"]:
            kind = kinds.setdefault(mention["kind"], Score())
            right = any(_right(mention, quantity) for quantity in found)
            for counted in (total, kind):
                counted.mentions += 1
                counted.exact += right
    return total, kinds


def _extra(case: dict[str, Any], found: list[Quantity]) -> list[Quantity]:
    """Quantities in a text that holds none, but for the kinds and places that the case leaves open."""
    closed, ignored = case.get("closed"), case.get("ignore") or []
    return [
        quantity
        for quantity in found
        if (closed is None or quantity.kind in closed)
        and not any(quantity.start < end and quantity.end > start for start, end in ignored)
    ]


def _right(mention: dict[str, Any], quantity: Quantity) -> bool:
    spans = [(mention["start"], mention["end"]), *map(tuple, mention.get("alt_spans") or [])]
    low, high = mention["core"]
    inside = min(s for s, _ in spans) <= quantity.start <= low and high <= quantity.end <= max(e for _, e in spans)
    if not inside:
        return False
    if mention.get("relative_ok") and quantity.kind in ("date", "period"):
        return True
    values = [mention["value"], *(mention.get("value_alt") or [])]
    return any(_same_value(mention, value, quantity) for value in values)


def _same_value(mention: dict[str, Any], value: Any, quantity: Quantity) -> bool:
    if isinstance(value, str):
        if value.startswith("P"):
            return value == quantity.value
        return isinstance(quantity.value, str) and _same_days(value, quantity.value, mention.get("tol_days", 0))
    if isinstance(quantity.value, str) or quantity.value is None:
        return False
    ends = value if isinstance(value, list) else [value]
    have = [quantity.value] if quantity.value_high is None else [quantity.value, quantity.value_high]
    if len([end for end in ends if end is not None]) != len(have):
        return False
    wanted = sorted(_base(end, mention.get("unit")) for end in ends if end is not None)
    return all(
        math.isclose(a, b, rel_tol=1e-6)
        for a, b in zip(wanted, sorted(_base(h, quantity.unit) for h in have), strict=True)
    )


def _base(value: float, unit: str | None) -> float:
    if unit is None or unit in _SHARES:
        return value
    known = units.match(unit, 0)
    return value * known.factor if known and known.kind == "measure" and known.name == unit else value


def _same_days(wanted: str, have: str, tolerance: int) -> bool:
    for want, got in zip(_ends(wanted), _ends(have), strict=True):
        if want == "..":
            continue
        pattern = want.replace("X", ".")
        if not re.fullmatch(pattern, got) and not (tolerance and _near(want, got, tolerance)):
            return False
    return True


def _near(want: str, got: str, tolerance: int) -> bool:
    try:
        return abs(datetime.date.fromisoformat(want) - datetime.date.fromisoformat(got)).days <= tolerance
    except ValueError:
        return False


def _ends(value: str) -> tuple[str, str]:
    first, slash, last = value.partition("/")
    return _day(first, False), _day(last if slash else first, True)


def _day(point: str, end: bool) -> str:
    if point == "..":
        return point
    year, part, day = [*point.split("-"), "", ""][:3]
    if part[:1] in ("Q", "H"):
        length = 3 if part[0] == "Q" else 6
        part = f"{int(part[1]) * length - (0 if end else length - 1):02d}"
    month = part or ("12" if end else "01")
    if not day:
        known = int(year) if year.isdigit() else None
        day = f"{month_days(known, int(month)):02d}" if end else "01"
    return f"{year}-{month}-{day}"
