"""A suite made ready once and judged against many tables: Great Expectations' expectations and their metric graph.

GX spends 4 ms an expectation on what never changes from chunk to chunk: its configuration, the metrics that it depends
on, the graph of their dependence, a context with stores of YAML. Here that is built once a suite; a chunk's table costs
what its metrics cost. Each expectation sees a batch of just the columns that it names, because GX filters the whole
frame for each of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.exceptions import ExpectationNotFoundError, MetricError, MetricResolutionError
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.validator.metric_configuration import MetricConfiguration, MetricConfigurationID
from great_expectations.validator.validation_graph import ValidationGraph

from expectations import custom
from expectations.suites import Entry, SuiteDefect

Metrics = dict[MetricConfigurationID, Any]

# The batch of all columns.
_WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One entry as GX's object, and the metrics that it is decided by."""

    entry: Entry
    expectation: Expectation
    metrics: Mapping[str, MetricConfiguration]


class Prepared:
    """Expectations over one table, in order, with the metrics of all of them in the order of their dependence.

    result_format: GX's, the same for all. Raises SuiteDefect where an entry is lost, unknown or does not take its
    kwargs.
    """

    def __init__(self, name: str, entries: Sequence[Entry], result_format: Mapping[str, Any]) -> None:
        self.name = name
        self.runtime = {"result_format": dict(result_format)}
        objects = built(name, entries).expectations
        self._batches = {_batch_id(entry): list(entry.columns) for entry in entries if entry.type not in custom.RULES}
        engine = self._engine(pd.DataFrame({c: [] for entry in entries for c in entry.columns}))
        self.asked = [self._ask(e, o, engine) for e, o in zip(entries, in_order(name, entries, objects), strict=True)]
        self._levels = _levels(self.asked, engine, self.runtime)

    def judge(self, frame: pd.DataFrame) -> list[dict[str, Any]]:
        """What GX says about each expectation, in order: `success`, `result`; raises SuiteDefect where one raises."""
        engine = self._engine(frame)
        found: Metrics = {}
        for level in self._levels:
            try:
                found |= engine.resolve_metrics(level, metrics=found, runtime_configuration=self.runtime)
            except MetricResolutionError as error:
                raise SuiteDefect(self._blame(error)) from error
            except MetricError as error:
                raise SuiteDefect(f"{self.name}: {error}") from error
        return [self._said(asked, found, engine) for asked in self.asked]

    def _engine(self, frame: pd.DataFrame) -> PandasExecutionEngine:
        """An engine of this call alone: one shared by threads would mix up their results."""
        engine = PandasExecutionEngine(caching=False)
        engine.load_batch_data(_WHOLE, frame)
        for batch_id, columns in self._batches.items():
            held = {name: frame[name] for name in columns if name in frame}
            engine.load_batch_data(batch_id, pd.DataFrame(held, copy=False) if held else frame)
        return engine

    def _ask(self, entry: Entry, expectation: Expectation, engine: PandasExecutionEngine) -> Asked:
        needed = expectation.get_validation_dependencies(engine, self.runtime)
        return Asked(entry=entry, expectation=expectation, metrics=dict(needed.metric_configurations))

    def _said(self, asked: Asked, found: Metrics, engine: PandasExecutionEngine) -> dict[str, Any]:
        given = {name: found[metric.id] for name, metric in asked.metrics.items()}
        try:
            said = asked.expectation._validate(given, dict(self.runtime), engine)
        except Exception as error:
            raise SuiteDefect(f"{self.name}: {_named(asked.entry)} raised: {error}") from error
        return said if isinstance(said, dict) else {"success": said.success, "result": said.result}

    def _blame(self, error: MetricResolutionError) -> str:
        failed = {metric.id for metric in error.failed_metrics}
        blamed = [a.entry for a in self.asked if failed & _all_ids(a.metrics.values())]
        return f"{self.name}: {'; '.join(map(_named, blamed))} raised: {error}"


def built(name: str, entries: Sequence[Entry]) -> gx.ExpectationSuite:
    """GX's suite of `entries`, each counted again; raises SuiteDefect where GX has dropped, merged or refused one."""
    if not entries:
        raise SuiteDefect(f"{name} has no expectation: an empty suite passes on anything")
    for entry in entries:
        _check_type(name, entry)
    expectations = [_expectation(name, number, entry) for number, entry in enumerate(entries)]
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    said: list[tuple[str, dict[str, Any]]] = []
    for expectation in suite.expectations:
        identity = _identity(expectation)
        if identity not in said:
            said.append(identity)
    if len(said) != len(entries):
        raise SuiteDefect(f"{name}: {len(entries)} expectations became {len(said)}: some were merged or dropped")
    return suite


def in_order(name: str, entries: Sequence[Entry], expectations: Iterable[Expectation]) -> list[Expectation]:
    """GX's objects in the order of the entries, by the number that each carries; raises SuiteDefect."""
    numbered = {int((e.meta or {}).get("entry", -1)): e for e in expectations}
    if set(numbered) != set(range(len(entries))):
        raise SuiteDefect(f"{name}: {len(entries)} expectations were asked, {len(numbered)} are in the suite")
    return [numbered[i] for i in range(len(entries))]


def _expectation(name: str, number: int, entry: Entry) -> Expectation:
    """GX's object for `entry`, which carries the entry's number, bound to the batch of its columns."""
    kwargs = {"batch_id": _batch_id(entry), **entry.kwargs}
    try:
        return get_expectation_impl(entry.type)(**kwargs, severity=entry.severity, meta={"entry": number})
    except Exception as error:
        raise SuiteDefect(f"{name}: {entry.type} does not take {dict(entry.kwargs)}: {error}") from error


def _batch_id(entry: Entry) -> str:
    return _WHOLE if entry.type in custom.RULES else "|".join(entry.columns) or "rows"


def _identity(expectation: Expectation) -> tuple[str, dict[str, Any]]:
    """What two expectations share when GX takes them for one, its defaults filled in."""
    return expectation.expectation_type, expectation.dict(exclude={"id", "rendered_content", "notes", "meta"})


def _check_type(name: str, entry: Entry) -> None:
    try:
        get_expectation_impl(entry.type)
    except ExpectationNotFoundError as error:
        ours = ", ".join(custom.EXPECTATIONS)
        raise SuiteDefect(f"{name}: no expectation type {entry.type}; ours are {ours}") from error


def _levels(
    asked: Sequence[Asked], engine: PandasExecutionEngine, runtime: dict[str, Any]
) -> list[list[MetricConfiguration]]:
    """Every metric once, each after those that it is computed from."""
    graph = ValidationGraph(execution_engine=engine)
    for one in asked:
        for metric in one.metrics.values():
            graph.build_metric_dependency_graph(metric, runtime)
    metrics = {m.id: m for edge in graph.edges for m in (edge.right, edge.left) if m is not None}
    for edge in graph.edges:  # of two objects of one id the one that knows what it depends on
        metrics[edge.left.id] = edge.left
    order = TopologicalSorter({i: {d.id for d in m.metric_dependencies.values()} for i, m in metrics.items()})
    order.prepare()
    levels = []
    while order.is_active():
        ready = order.get_ready()
        levels.append([metrics[i] for i in ready])
        order.done(*ready)
    return levels


def _all_ids(metrics: Iterable[MetricConfiguration]) -> set[MetricConfigurationID]:
    """The ids of `metrics` and of all that they are computed from."""
    ids: set[MetricConfigurationID] = set()
    for metric in metrics:
        ids |= {metric.id} | _all_ids(metric.metric_dependencies.values())
    return ids


def _named(entry: Entry) -> str:
    return f"{entry.type} on {', '.join(entry.columns)}"
