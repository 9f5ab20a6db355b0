"""Great Expectations' Data Docs of one batch: its own pages, a suite each, from the results that the batch kept.

Importing this is cheap; drawing imports Great Expectations. Samples of failing values come from documents: they are
guarded on their way in, and the finished page is made inert (`expectations.inert`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expectations.inert import guarded, inert
from expectations.suites import Entry
from fazhi.schema.quality import Result

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult


# The count of rows is asked by the caller of a suite, with a number of its own that the result does not keep.
_COUNTS: Mapping[str, Mapping[str, object]] = {
    "expect_table_row_count_to_equal": {"value": {"$PARAMETER": "expected_documents"}},
    "expect_table_row_count_to_be_between": {"min_value": {"$PARAMETER": "least_rows"}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A result as a batch kept it, and the entry it is about: None where no suite declares it (a count of rows)."""

    result: Result
    entry: Entry | None


def pages(batch_id: str, results: Sequence[Drawn]) -> Iterator[tuple[str, str]]:
    """File name and text of each page: a suite each, in the order of the batch, and `index.html` last.

    Results of expectations that today's suites do not declare (an older batch) cannot be drawn by GX: the index names
    them.
    """
    suites: dict[str, list[Drawn]] = {}
    others: list[Result] = []
    for drawn in results:
        if drawn.entry or drawn.result.expectation in _COUNTS:
            suites.setdefault(drawn.result.suite, []).append(drawn)
        else:
            others.append(drawn.result)
    for suite, own in suites.items():
        yield f"{suite}.html", _page(batch_id, suite, own)
    yield "index.html", _index(batch_id, suites, others)


def _page(batch_id: str, suite: str, results: Sequence[Drawn]) -> str:
    # First: it turns GX's analytics off and registers our own expectations.
    import expectations.engine  # noqa: F401
    from expectations.lean import lean

    with lean():
        from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
        from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
        from great_expectations.render.view import DefaultJinjaPageView

    when = max(drawn.result.validated_at for drawn in results).isoformat()
    said = ExpectationSuiteValidationResult(
        success=not _failed(results), results=[_validation(drawn) for drawn in results], suite_name=guarded(suite),
        statistics=_statistics(results),
        # The same twice: a name that differs from the time is read as a date.
        meta={"run_id": {"run_name": when, "run_time": when}, "batch_kwargs": {"data_asset_name": guarded(batch_id)}},
    )  # fmt: skip
    document = ValidationResultsPageRenderer().render(said)
    return inert(DefaultJinjaPageView().render(document, show_how_to_buttons=False))


def _failed(results: Sequence[Drawn]) -> int:
    return sum(not d.result.success and d.result.not_run is None for d in results)


def _statistics(results: Sequence[Drawn]) -> dict[str, float]:
    asked = sum(d.result.not_run is None for d in results)
    held = asked - _failed(results)
    return {
        "evaluated_expectations": asked,
        "successful_expectations": held,
        "unsuccessful_expectations": asked - held,
        "success_percent": 100 * held / asked if asked else 0.0,
    }


def _validation(drawn: Drawn) -> "ExpectationValidationResult":
    """GX's result object; what could not be asked comes as what it calls an exception: neither held nor failed."""
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    result, entry = drawn.result, drawn.entry
    kwargs = guarded(entry.kwargs) if entry else dict(_COUNTS[result.expectation])
    not_run = result.not_run and {
        "raised_exception": True,
        "exception_message": guarded(f"not run: {result.not_run}"),
        "exception_traceback": "",
    }
    return ExpectationValidationResult(
        success=result.success,
        expectation_config=ExpectationConfiguration(
            type=result.expectation, kwargs=kwargs, description=_described(entry)
        ),
        result={} if not_run else guarded(_counts(result)),
        exception_info=not_run or {"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )


def _described(entry: Entry | None) -> str | None:
    """Our own expectations in words; for GX's own it has sentences that name the columns and bounds."""
    from expectations.custom import RULES

    return str(guarded(f"{entry.zh} / {entry.en}")) if entry and entry.type in RULES else None


def _counts(result: Result) -> dict[str, object]:
    """What GX's renderers read of a result: the observed value, or counts and samples of failing values."""
    observed = json.loads(result.observed) if result.observed else {}
    if isinstance(observed, Mapping) and "observed_value" in observed:
        return {"observed_value": observed["observed_value"]}
    looked = result.rows if result.evaluated is None else result.evaluated
    sample = observed.get("sample") if isinstance(observed, Mapping) else None
    missing = result.rows - looked
    return {
        "element_count": result.rows, "unexpected_count": result.failed_rows, "missing_count": missing,
        "unexpected_percent": _percent(result.failed_rows, looked), "missing_percent": _percent(missing, result.rows),
        "unexpected_percent_total": _percent(result.failed_rows, result.rows),
        "unexpected_percent_nonmissing": _percent(result.failed_rows, looked),
        "partial_unexpected_list": [_shown(one) for one in sample or []],
    }  # fmt: skip


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _shown(value: Any) -> object:
    """One value, or one row of several columns as its text."""
    return value if isinstance(value, (str, int, float)) else json.dumps(value, ensure_ascii=False)


def _index(batch_id: str, suites: Mapping[str, Sequence[Drawn]], others: Sequence[Result]) -> str:
    rows = "".join(_row(suite, results) for suite, results in suites.items())
    title = f"Data Docs: {guarded(batch_id)}"
    older = "".join(
        f"<li>{guarded(r.suite)}: {guarded(r.expectation)} {guarded(r.column or '')}: "
        f"{'held' if r.success else 'did not hold'}</li>"
        for r in others
    )
    return inert(
        f'<html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1><table><thead><tr><th>Suite</th>'
        f"<th>Expectations</th><th>Failed</th><th>Not run</th></tr></thead><tbody>{rows}</tbody></table>"
        + (f"<h2>No longer declared by any suite</h2><ul>{older}</ul>" if older else "")
        + "</body></html>"
    )


def _row(suite: str, results: Sequence[Drawn]) -> str:
    failed = _failed(results)
    not_run = sum(d.result.not_run is not None for d in results)
    name = guarded(suite)
    return (
        f'<tr><td><a href="{name}.html">{name}</a></td><td>{len(results)}</td>'
        f'<td class="{"no" if failed else "yes"}">{failed}</td><td>{not_run}</td></tr>'
    )
