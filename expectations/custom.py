"""The rules as Great Expectations' own classes: a metric and an expectation each, registered on import.

`RULES` gives each its type name. Import this before a suite is built: GX drops types that it does not know.
Asked for yes or no, a rule depends on the count of failing rows and nothing else, one metric of its own: what GX
counts beside it (rows, rows that are left after a filter) it needs for `mostly` and filters, and no rule has either.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.execution_engine.execution_engine import ExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_partial, metric_value
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

from expectations import agreements, rules

Rule = Callable[..., pd.Series]

RULES: dict[str, Rule] = {
    "expect_ids_to_be_head_of": rules.ids_to_be_head_of,
    "expect_ids_to_be_built_from": rules.ids_to_be_built_from,
    "expect_values_to_be_known": rules.values_to_be_known,
    "expect_references_in_same_document": rules.references_in_same_document,
    "expect_spans_within_text": rules.spans_within_text,
    "expect_spans_to_quote_text": rules.spans_to_quote_text,
    "expect_spans_to_nest": rules.spans_to_nest,
    "expect_spans_not_to_overlap": rules.spans_not_to_overlap,
    "expect_positions_without_gaps": rules.positions_without_gaps,
    "expect_depths_below_parents": rules.depths_below_parents,
    "expect_shares_within_whole": rules.shares_within_whole,
    "expect_share_units_to_stand_in_quotes": rules.share_units_to_stand_in_quotes,
    "expect_units_to_stand_in_quotes": rules.units_to_stand_in_quotes,
    "expect_ranks_from_one": rules.ranks_from_one,
    "expect_parts_not_above_total": rules.parts_not_above_total,
    "expect_part_sums_not_above_total": rules.part_sums_not_above_total,
    "expect_differences_to_agree": rules.differences_to_agree,
    "expect_counts_to_add_up": rules.counts_to_add_up,
    "expect_found_in_enough": rules.found_in_enough,
    "expect_facts_to_be_carried_over": agreements.facts_to_be_carried_over,
    "expect_values_to_come_together": agreements.values_to_come_together,
    "expect_references_to_others": agreements.references_to_others,
    "expect_sections_to_be_innermost": agreements.sections_to_be_innermost,
    "expect_source_spans_to_align": agreements.source_spans_to_align,
    "expect_evidence_to_say": agreements.evidence_to_say,
    "expect_evidence_to_fit": agreements.evidence_to_fit,
    "expect_values_to_stand_in_quotes": agreements.values_to_stand_in_quotes,
    "expect_totals_to_end": agreements.totals_to_end,
    "expect_totals_of_roles": agreements.values_of_roles,
    "expect_directions_of_roles": agreements.values_of_roles,
    "expect_decreases_within_whole": agreements.decreases_within_whole,
    "expect_findings_to_state_figures": agreements.findings_to_state_figures,
}

_DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


class RowRule(MulticolumnMapExpectation):  # type: ignore[misc]
    """A rule over the rows of some columns; every row is looked at."""

    def get_validation_dependencies(
        self, execution_engine: ExecutionEngine | None = None, runtime_configuration: dict[str, Any] | None = None
    ) -> ValidationDependencies:
        """What GX has to compute: for yes or no the number of failing rows alone."""
        if not self._yes_or_no(runtime_configuration):
            return super().get_validation_dependencies(execution_engine, runtime_configuration)
        domain = {"batch_id": self.batch_id, "column_list": self.column_list, "ignore_row_if": self.ignore_row_if}
        values = {name: getattr(self, name) for name in self.success_keys if name != "mostly"}
        metric = MetricConfiguration(self._count(), metric_domain_kwargs=domain, metric_value_kwargs=values)
        return ValidationDependencies(
            metric_configurations={self._count(): metric}, result_format={"result_format": "BOOLEAN_ONLY"}
        )

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine | None = None,
    ) -> Any:
        if not self._yes_or_no(runtime_configuration):
            return super()._validate(metrics, runtime_configuration, execution_engine)
        return {"success": metrics[self._count()] == 0}

    def _yes_or_no(self, runtime_configuration: dict[str, Any] | None) -> bool:
        wanted = (runtime_configuration or {}).get("result_format") or {}
        return bool(self.mostly == 1 and wanted.get("result_format") == "BOOLEAN_ONLY")

    def _count(self) -> str:
        return f"{self.map_metric}.failing"


@dataclass(frozen=True, slots=True)
class _Marks:
    """Which rows hold by a rule, as one of GX's metrics asks for it. `names`: the rule's kwargs."""

    rule: Rule
    names: tuple[str, ...]

    def __call__(self, frame: pd.DataFrame, asked: Mapping[str, Any]) -> pd.Series:
        """True for rows of `frame` that hold."""
        columns = [frame[name] for name in asked["metric_domain_kwargs"]["column_list"]]
        return self.rule(columns, **{name: asked["metric_value_kwargs"][name] for name in self.names}).astype(bool)


def _failing_rows(marks: _Marks) -> Any:
    """The metric function that marks the failing rows."""

    @metric_partial(  # type: ignore[untyped-decorator]
        engine=PandasExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.MAP_CONDITION_SERIES,
        domain_type=MetricDomainTypes.MULTICOLUMN,
    )
    def _pandas(cls: type, **asked: Any) -> tuple[pd.Series, Any, Any]:
        # As GX's multicolumn_condition_partial, which copies the arguments and the frame first.
        frame, compute, accessor = asked["execution_engine"].get_compute_domain(
            asked["metric_domain_kwargs"], domain_type=MetricDomainTypes.MULTICOLUMN
        )
        return ~marks(frame, asked), compute, accessor

    return _pandas


def _failing(marks: _Marks) -> Any:
    """The metric function that counts the failing rows."""

    @metric_value(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls: type, **asked: Any) -> int:
        frame = asked["execution_engine"].get_domain_records(asked["metric_domain_kwargs"])
        return int((~marks(frame, asked)).sum())

    return _pandas


def _register_metrics(camel: str, metric: str, marks: _Marks) -> None:
    """GX registers a metric when its class is made."""
    rows = {"condition_metric_name": metric, "condition_domain_keys": _DOMAIN, "condition_value_keys": marks.names}
    count = {"metric_name": f"{metric}.failing", "domain_keys": _DOMAIN, "value_keys": marks.names}
    held = {"__module__": __name__}
    type(f"{camel}Rows", (MulticolumnMapMetricProvider,), {**held, **rows, "_pandas": _failing_rows(marks)})
    type(f"{camel}Count", (MetricProvider,), {**held, **count, "_pandas": _failing(marks)})


def _register(name: str, rule: Rule) -> type[RowRule]:
    """GX registers a class when it is made; the class's name gives the type (`ExpectRanksFromOne`)."""
    settings = list(inspect.signature(rule).parameters.values())[1:]
    metric = f"fazhi.{name.removeprefix('expect_')}"
    camel = "".join(word.capitalize() for word in name.split("_"))
    names = tuple(s.name for s in settings)
    _register_metrics(camel, metric, _Marks(rule, names))
    fields: dict[str, Any] = {s.name: s.annotation for s in settings}
    defaults = {s.name: s.default for s in settings if s.default is not inspect.Parameter.empty}
    return type(
        camel,
        (RowRule,),
        {
            "__module__": __name__,
            "__doc__": rule.__doc__,
            "__annotations__": {"ignore_row_if": str, **fields},
            # Our rules say themselves what a null means: no row may be left out before they see it.
            "ignore_row_if": "never",
            "map_metric": metric,
            "success_keys": ("mostly", *names),
            **defaults,
        },
    )


EXPECTATIONS = {name: _register(name, rule) for name, rule in RULES.items()}
