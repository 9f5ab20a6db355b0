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
from dataclasses import dataclass, field
from typing import Any

# GX reads it when it is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import pandas as pd

from expectations.lean import lean
from expectations.proofs import provable
from expectations.suites import Entry, SuiteDefect

with lean():
    from expectations.prepared import Prepared, built

__all__ = ["Verdict", "built", "make_ready", "run"]

_YES_OR_NO = {"result_format": "BOOLEAN_ONLY"}
_ROWS = {"result_format": "COMPLETE", "return_unexpected_index_query": False, "partial_unexpected_count": 3}

# Of every suite what cannot be proven, and singly what of some chunk was not, or failed.
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


def make_ready(name: str, entries: Sequence[Entry]) -> None:
    """Build what every table of the suite is asked, before there is one."""
    asked = [entry for entry in entries if not provable(entry)]
    if asked:
        _prepared(name, asked, _YES_OR_NO)


def run(name: str, entries: Sequence[Entry], frame: pd.DataFrame) -> list[Verdict]:
    """The verdict on each entry, in order, all parameters filled in.

    Asked twice: all of them for yes or no, which takes half the time, then those that failed for their rows.
    Raises SuiteDefect where an entry was lost on building, raised while running, or came back without a result.
    """
    said: dict[int, Mapping[str, Any]] = {}
    for group in _groups(entries):
        asked = [entries[at] for at in group]
        said |= zip(group, _prepared(name, asked, _YES_OR_NO).judge(frame), strict=True)
    return [
        Verdict(entry=entry, success=True)
        if said[at]["success"]
        else _failure(name, entry, _prepared(name, [entry], _ROWS).judge(frame)[0])
        for at, entry in enumerate(entries)
    ]


def _groups(entries: Sequence[Entry]) -> list[list[int]]:
    """What every chunk asks together; each of the others alone, for chunks differ in what Arrow has proven of them, and
    a suite takes long to make ready."""
    always = [at for at, entry in enumerate(entries) if not provable(entry)]
    return [*([always] if always else []), *([at] for at, entry in enumerate(entries) if provable(entry))]


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
