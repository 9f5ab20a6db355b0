"""What the suites said of a whole batch: one result an expectation, those of the chunks added up."""

from collections import Counter

from fazhi.schema.arrow import conformed, records_of
from fazhi.schema.quality import Result
from fazhi.stages.said import Asked, asked_by
from fazhi.storage.files import read_rows
from fazhi.storage.places import Place


def merged(path: Place) -> dict[tuple[Asked, int], Result]:
    """The results of the file `path` by what was asked, in their order.

    A suite may ask the same of the same columns twice, with other bounds: its results stand in the suite's order, and
    the number says the how manieth it is.
    """
    found: dict[tuple[Asked, int], Result] = {}
    within_chunk = Counter[tuple[Asked, int | None]]()
    result: Result
    for result in records_of(Result, conformed(Result, read_rows(path))):
        asked = asked_by(result)
        first = found.setdefault((asked, within_chunk[asked, result.chunk]), result)
        within_chunk[asked, result.chunk] += 1
        if first is not result:
            _add(first, result)
    return found


def _add(first: Result, other: Result) -> None:
    """Add what another chunk said; a chunk that could not be asked has no say where another one could."""
    if other.severity == "info" and not other.success:
        return
    if first.severity == "info" and not first.success:
        first.severity, first.success, first.observed = other.severity, other.success, other.observed
        first.not_run = other.not_run
    elif first.success and not other.success:
        first.success, first.observed = False, other.observed
    first.rows += other.rows
    first.evaluated = (first.evaluated or 0) + (other.evaluated or 0)
    first.failed_rows += other.failed_rows
    first.failed_ids = (first.failed_ids + other.failed_ids)[:20]
