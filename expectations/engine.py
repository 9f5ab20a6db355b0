"""Great Expectations at work: one suite over one frame. Importing this imports GX (2 to 3 s): only `judge` does, late.

Where GX lies, measured with 1.24: an unknown type is dropped with a log line, identical expectations are merged, an
error is `success=False` with an empty result, a batch definition shared by threads mixes up the results. Each of them
is a SuiteDefect here, or cannot happen. With `COMPLETE` and no index column GX gives the positions of all failing rows
at the price of a summary; it is the index columns that cost seconds.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# GX reads it when it is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import pandas as pd

from expectations.lean import lean
from expectations.suites import Entry, SuiteDefect

with lean():
    from expectations.prepared import Prepared, built, filled

__all__ = ["Verdict", "built", "run"]

_YES_OR_NO = {"result_format": "BOOLEAN_ONLY"}
_ROWS = {"result_format": "COMPLETE", "return_unexpected_index_query": False, "partial_unexpected_count": 3}

# Suites differ by which expectations are asked (nulls that Arrow has counted are not) and how many rows are expected;
# expectations that failed are kept singly.
_KEPT = 256
_PREPARED: OrderedDict[str, Prepared] = OrderedDict()
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What GX said about one entry: `positions` are those of all failing rows of the frame."""

    entry: Entry
    success: bool
    positions: list[int] = field(default_factory=list)
    observed: dict[str, object] = field(default_factory=dict)


def run(name: str, entries: Sequence[Entry], frame: pd.DataFrame, values: Mapping[str, object]) -> list[Verdict]:
    """The verdict on each entry, in order; `values` fill in `$PARAMETER`s.

    Asked twice: all of them for yes or no, which takes half the time, then those that failed for their rows.
    Raises SuiteDefect where an entry was lost on building, raised while running, or came back without a result.
    """
    asked = [replace(entry, kwargs=filled(name, entry, values)) for entry in entries]
    said = _prepared(name, asked, _YES_OR_NO).judge(frame)
    return [
        Verdict(entry=entry, success=True)
        if result["success"]
        else _failure(name, entry, _prepared(name, [kwargs_filled], _ROWS).judge(frame)[0])
        for entry, kwargs_filled, result in zip(entries, asked, said, strict=True)
    ]


def _prepared(name: str, entries: Sequence[Entry], result_format: Mapping[str, Any]) -> Prepared:
    """The suite made ready, kept for the next chunk: it holds no data and does not change."""
    asked = [(e.type, e.severity, e.kwargs) for e in entries]
    key = json.dumps([name, result_format["result_format"], *asked], default=str)
    with _LOCK:
        if key not in _PREPARED:
            _PREPARED[key] = Prepared(name, entries, result_format)
            if len(_PREPARED) > _KEPT:
                _PREPARED.popitem(last=False)
        _PREPARED.move_to_end(key)
        return _PREPARED[key]


def _failure(name: str, entry: Entry, said: Mapping[str, Any]) -> Verdict:
    result: Mapping[str, Any] = said.get("result") or {}
    if not result or said["success"]:
        raise SuiteDefect(f"{name}: {entry.type} on {', '.join(entry.columns)} failed without saying why")
    positions = [int(i) for i in result.get("unexpected_index_list") or []]
    if len(positions) != result.get("unexpected_count", 0):
        raise SuiteDefect(
            f"{name}: {entry.type} counts {result['unexpected_count']} failing rows, names {len(positions)}"
        )
    return Verdict(entry=entry, success=False, positions=positions, observed=_observed(result))


def _observed(said: Mapping[str, Any]) -> dict[str, object]:
    if "observed_value" in said:
        return {"observed_value": said["observed_value"]}
    return {"failed_percent": said.get("unexpected_percent_total"), "sample": said.get("partial_unexpected_list")}
