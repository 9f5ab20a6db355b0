"""Great Expectations at work: one suite over one frame. Importing this imports GX (about 5 s): only `judge` does, late.

Where GX lies, measured with 1.24: an unknown type is dropped with a log line, identical expectations are merged, an
error is `success=False` with an empty result, a batch definition shared by threads mixes up the results. Each of them
is a SuiteDefect here, or cannot happen. An expectation costs 4 ms however few the rows: few suites over many rows, not
many over few. With `COMPLETE` and no index column GX gives the positions of all failing rows at the price of a summary;
it is the index columns that cost seconds.
"""

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# GX reads it when it is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import pandas as pd
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
from great_expectations.exceptions import ExpectationNotFoundError
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.validator.v1_validator import Validator

from expectations import custom
from expectations.suites import Entry, SuiteDefect

_ROWS = {"result_format": "COMPLETE", "return_unexpected_index_query": False, "partial_unexpected_count": 3}

# One validation at a time: GX keeps the current context in a global, and threads would gain nothing.
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
    with _LOCK:
        validator = _validator(name, frame)
        said = _answers(name, entries, validator, values, {"result_format": "BOOLEAN_ONLY"})
        broken = [entry for entry, result in zip(entries, said, strict=True) if not result.success]
        details = iter(_answers(name, broken, validator, values, _ROWS) if broken else [])
    return [
        Verdict(entry=entry, success=True) if result.success else _failure(name, entry, next(details))
        for entry, result in zip(entries, said, strict=True)
    ]


def _validator(name: str, frame: pd.DataFrame) -> Validator:
    """A context, asset and batch definition of this call alone; without a docs site GX makes no temporary folder."""
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(
        store_backend_defaults=stores, progress_bars={"globally": False}, analytics_enabled=False
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    return Validator(
        batch_definition=asset.add_batch_definition_whole_dataframe(name), batch_parameters={"dataframe": frame}
    )


def _answers(
    name: str,
    entries: Sequence[Entry],
    validator: Validator,
    values: Mapping[str, object],
    result_format: dict[str, Any],
) -> list[ExpectationValidationResult]:
    """GX's result for each entry, in order; raises SuiteDefect where one is missing or holds an exception."""
    suite = built(name, entries)
    validator.result_format = result_format
    results = validator.validate_expectation_suite(suite, dict(values)).results
    numbered = {_number(r): r for r in results}
    if len(results) != len(entries) or set(numbered) != set(range(len(entries))):
        raise SuiteDefect(f"{name}: {len(entries)} expectations were asked, {len(results)} answered")
    for i, entry in enumerate(entries):
        if raised := _raised(numbered[i].exception_info or {}):
            raise SuiteDefect(f"{name}: {entry.type} on {', '.join(entry.columns)} raised: {raised}")
    return [numbered[i] for i in range(len(entries))]


def built(name: str, entries: Sequence[Entry]) -> gx.ExpectationSuite:
    """GX's suite of `entries`, each counted again; raises SuiteDefect where GX has dropped, merged or refused one."""
    if not entries:
        raise SuiteDefect(f"{name} has no expectation: an empty suite passes on anything")
    for entry in entries:
        _check_type(name, entry)
    expectations = [_expectation(name, number, entry) for number, entry in enumerate(entries)]
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    said = [_identity(e) for e in suite.expectations]
    distinct = sum(one not in said[:i] for i, one in enumerate(said))
    if distinct != len(entries):
        raise SuiteDefect(f"{name}: {len(entries)} expectations became {distinct}: some were merged or dropped")
    return suite


def _expectation(name: str, number: int, entry: Entry) -> Expectation:
    """GX's object for `entry`, which carries the entry's number through to the result."""
    kwargs = dict(entry.kwargs)
    try:
        return get_expectation_impl(entry.type)(**kwargs, severity=entry.severity, meta={"entry": number})
    except Exception as error:
        raise SuiteDefect(f"{name}: {entry.type} does not take {kwargs}: {error}") from error


def _identity(expectation: Expectation) -> tuple[str, dict[str, Any]]:
    """What two expectations share when GX takes them for one, its defaults filled in."""
    return expectation.expectation_type, expectation.dict(exclude={"id", "rendered_content", "notes", "meta"})


def _check_type(name: str, entry: Entry) -> None:
    try:
        get_expectation_impl(entry.type)
    except ExpectationNotFoundError as error:
        ours = ", ".join(custom.EXPECTATIONS)
        raise SuiteDefect(f"{name}: no expectation type {entry.type}; ours are {ours}") from error


def _number(result: ExpectationValidationResult) -> int:
    meta = result.expectation_config.meta if result.expectation_config else None
    return int((meta or {}).get("entry", -1))


def _failure(name: str, entry: Entry, result: ExpectationValidationResult) -> Verdict:
    said: dict[str, Any] = result.result
    if not said or result.success:
        raise SuiteDefect(f"{name}: {entry.type} on {', '.join(entry.columns)} failed without saying why")
    positions = [int(i) for i in said.get("unexpected_index_list") or []]
    if len(positions) != said.get("unexpected_count", 0):
        raise SuiteDefect(
            f"{name}: {entry.type} counts {said['unexpected_count']} failing rows, names {len(positions)}"
        )
    return Verdict(entry=entry, success=False, positions=positions, observed=_observed(said))


def _raised(info: Mapping[str, Any]) -> str | None:
    """The message of an exception: `exception_info` is either one record or one a metric id."""
    records = [info] if "raised_exception" in info else list(info.values())
    messages = [
        str(r.get("exception_message")) for r in records if isinstance(r, Mapping) and r.get("raised_exception")
    ]
    return "; ".join(messages) or None


def _observed(said: Mapping[str, Any]) -> dict[str, object]:
    if "observed_value" in said:
        return {"observed_value": said["observed_value"]}
    return {"failed_percent": said.get("unexpected_percent_total"), "sample": said.get("partial_unexpected_list")}
