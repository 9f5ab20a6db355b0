"""The gate: one chunk's tables of a layer, or one batch's statistics, against their suite.

Importing this is cheap; the first call imports Great Expectations (2 to 3 s). Nothing is written, nothing goes out.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from expectations.judgement import ExpectationResult, Judgement, RowFailure
from expectations.statistics import BatchStatistics
from expectations.suites import SuiteDefect, remaining, suite_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ExpectationResult", "Judgement", "RowFailure", "SuiteDefect", "judge_batch", "judge_layer"]


def judge_layer(
    layer: str, tables: "Mapping[str, pa.Table]", parameters: Mapping[str, object], again: bool = False
) -> Judgement:
    """What the suite of `layer` says about one chunk's tables (of curated: about the whole set).

    tables: every table of the layer by name, in its declared schema (raw.documents without `content`); a table
    without rows is given as such. parameters: what `expectations.parameters.Parameters` lists, as far as the layer's
    suite requires it; None where there is none, and what needs it is then reported as not run. again: the rows have
    passed the suites that this one inherits from and some were taken out: only what that can have broken is asked.
    Raises SuiteDefect where the fault is ours: a suite not whole, a table or parameter missing, an expectation raising.
    """
    suite = remaining(layer) if again else suite_of(layer)
    own = {part.table for part in suite.parts if not part.context}
    if own != set(tables):
        raise SuiteDefect(f"layer {layer} holds {sorted(own)}, given were {sorted(tables)}")
    from expectations import judging
    from expectations.parameters import parameters_of

    given = parameters_of(suite, parameters)
    judgement = Judgement()
    for part in suite.parts:
        judgement.add(judging.judge_part(part, tables, given))
    return judgement


def judge_batch(statistics: Mapping[str, float | int | str | None]) -> Judgement:
    """What the batch-level suite says about one batch's statistics (`expectations.statistics.BatchStatistics`).

    A critical failure withholds the batch. Raises SuiteDefect where a statistic is unknown, missing or not a number.
    """
    batch = BatchStatistics.of(statistics)
    (part,) = suite_of("batch").parts
    from expectations import judging

    return judging.judge_row(part, batch.row())
