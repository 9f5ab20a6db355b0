"""One part of a suite over one table: what is asked, what cannot be, and what came of it."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa

from expectations import engine, failures, frames
from expectations.engine import Verdict
from expectations.evaluated import Evaluated
from expectations.judgement import SAMPLED, ExpectationResult, Judgement
from expectations.parameters import Parameters
from expectations.proofs import proven
from expectations.suites import Entry, Part, filled, remaining, suite_of
from expectations.view import View
from fazhi.schema.catalogue import OF_CHUNKS


def make_ready() -> None:
    """Build all that the first chunk would wait for: the suites of the layers with our own rules."""
    for suite in (*map(suite_of, OF_CHUNKS), remaining("curated")):
        for part in suite.parts:
            engine.make_ready(part.name, part.entries)


def judge_part(part: Part, tables: Mapping[str, pa.Table], given: Parameters) -> Judgement:
    """What `part` says about its table, with the layer's other tables and the parameters around it."""
    others = {**given.tables, **tables}
    if part.context and part.table not in given.tables:
        return Judgement(results=[_not_run(part, entry, part.table) for entry in part.entries])
    table = others[part.table]
    frames.check_schema(part, table)
    count = _row_count(part, given)
    if not table.num_rows:
        return _judged_empty(part, count, table)
    view = View(table=table, others=others, known=given.known, decoded=given.decoded, today=given.today)
    columns, absent = frames.columns_for(part, part.entries, view)
    return _judged(part, (count, *part.entries), columns, table, absent, {"next_year": given.today.year + 1})


def judge_row(part: Part, row: Mapping[str, float | int | None]) -> Judgement:
    """What `part` says about one row of numbers; what looks at a None is reported as not run."""
    table = pa.table({name: [value] for name, value in row.items()})
    absent = {name: f"{name} is not known" for name, value in row.items() if value is None}
    return _judged(part, part.entries, table, table, absent, {})


def _row_count(part: Part, given: Parameters) -> Entry:
    """GX passes on nothing: every table says how many rows it must have."""
    expected = given.expected_documents
    if part.rows == "documents" and expected is not None:
        kwargs: dict[str, object] = {"value": expected}
        return Entry(
            type="expect_table_row_count_to_equal", kwargs=kwargs, severity="critical",
            zh=f"每份文档一行,共 {expected} 行", en=f"one row a document, {expected} rows",
        )  # fmt: skip
    least = 0 if part.rows == "any" or expected == 0 else 1
    return Entry(
        type="expect_table_row_count_to_be_between", kwargs={"min_value": least}, severity="critical",
        zh=f"至少 {least} 行", en=f"at least {least} rows",
    )  # fmt: skip


def _judged_empty(part: Part, count: Entry, table: pa.Table) -> Judgement:
    """Of a table without rows only the row count is asked: everything else would pass on nothing."""
    (verdict,) = engine.run(part.name, [count], pd.DataFrame({"rows": []}))
    said = {**verdict.observed, "not_run": len(part.entries)}
    return Judgement(results=[_result(part, verdict, table, 0, observed=said)])


def _judged(
    part: Part,
    entries: Sequence[Entry],
    columns: pa.Table,
    table: pa.Table,
    absent: Mapping[str, str],
    values: Mapping[str, object],
) -> Judgement:
    asked = [filled(part.name, e, values) for e in entries if not absent.keys() & e.columns]
    verdicts, frame = _verdicts(part.name, asked, columns)
    judgement, looked, said = Judgement(), Evaluated(columns), iter(verdicts)
    for entry in entries:
        if missing := [absent[name] for name in entry.columns if name in absent]:
            judgement.results.append(_not_run(part, entry, missing[0]))
            continue
        verdict = next(said)
        judgement.results.append(_result(part, verdict, table, looked.count(entry)))
        if entry.severity == "critical":
            judgement.failures += failures.of_rows(part, verdict, table, frame)
    return judgement


def _verdicts(name: str, entries: Sequence[Entry], columns: pa.Table) -> tuple[list[Verdict], pd.DataFrame]:
    """The verdict on each entry, in order, and the frame that GX was shown: what Arrow does not prove, GX is asked."""
    doubtful = [at for at, entry in enumerate(entries) if not proven(entry, columns)]
    frame = frames.framed(columns, [entries[at] for at in doubtful])
    said = dict(zip(doubtful, engine.run(name, [entries[at] for at in doubtful], frame), strict=True))
    return [said.get(at) or Verdict(entry=entry, success=True) for at, entry in enumerate(entries)], frame


def _not_run(part: Part, entry: Entry, missing: str) -> ExpectationResult:
    return ExpectationResult(
        suite=part.name, expectation=entry.type, column=frames.looked_at(entry), severity="info",
        success=False, not_run=missing, rows=0, evaluated=0, failed_rows=0,
        observed=failures.as_json({"not_run": missing}),
    )  # fmt: skip


def _result(
    part: Part, verdict: Verdict, table: pa.Table, evaluated: int, observed: dict[str, object] | None = None
) -> ExpectationResult:
    said = verdict.observed if observed is None else observed
    return ExpectationResult(
        suite=part.name,
        expectation=verdict.entry.type,
        column=frames.looked_at(verdict.entry),
        severity=verdict.entry.severity,
        success=verdict.success,
        rows=table.num_rows,
        evaluated=evaluated,
        failed_rows=len(verdict.positions),
        observed=failures.as_json(said) if said else None,
        failed_ids=failures.keys_of(part, table, verdict.positions[:SAMPLED]),
    )
