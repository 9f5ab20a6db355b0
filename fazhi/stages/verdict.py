"""The batch-level suite: merged counts, keys and statistics, and the verdict that follows."""

import datetime as dt
import json
from collections import Counter
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from expectations.judge import judge_batch
from fazhi.schema.curated import Report
from fazhi.schema.quality import Result
from fazhi.stages import usual, validate
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.plan import Plan, read_plan
from fazhi.stages.publishable import chunk_path
from fazhi.stages.rebuild import losses
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.history import manifests
from fazhi.storage.known import PASSING

STAGE = "verdict"
STAGES_OF_A_CHUNK = ("ingest", "normalize", "segment", "extract", "validate")


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the items of a batch: `items_in` is the sum of the others, or the batch is withheld."""

    items_in: int
    published: int
    skipped: int
    duplicates: int
    quarantined: int


def run(batch: Batch, chunk: int = 0, scheduled: dt.datetime | None = None) -> StageReport:
    """Judge the batch; `excluded["batch"]` of the report lists the reasons to withhold it, none where it may go on.

    scheduled: when a schedule had planned the run, None where it was begun by hand.
    """
    return once(batch, chunk, STAGE, partial(_work, scheduled))


def reports(batch: Batch, plan: Plan) -> list[StageReport]:
    """The reports of every stage on every chunk."""
    return [done(batch, stage, chunk) for chunk in range(plan.chunks) for stage in STAGES_OF_A_CHUNK]


def counts(plan: Plan, all_reports: list[StageReport]) -> Counts:
    """Add up plan and stages. Rows kept back while their document goes on do not count: only documents do."""
    kept = sum(whole_document(row) for r in all_reports for row in r.quarantined)
    published = sum(r.documents_out for r in all_reports if r.stage == validate.STAGE)
    return Counts(plan.items_in, published, plan.skipped, plan.duplicates, plan.quarantined + kept)


def whole_document(row: dict[str, Any]) -> bool:
    """Whether a quarantine row stands for a document and not for one of its rows."""
    return "table" not in json.loads(row["item"])


def kept_back(all_reports: list[StageReport]) -> list[str]:
    """Documents that were kept back for reasons that last, and whose bytes were had."""
    rows = (row for report in all_reports for row in report.quarantined if whole_document(row))
    return [row["doc_id"] for row in rows if row["doc_id"] and row["reason_code"] not in PASSING]


def _work(scheduled: dt.datetime | None, batch: Batch, chunk: int, report: StageReport) -> None:
    plan, _ = read_plan(batch.work)
    all_reports = reports(batch, plan)
    row = _statistics(batch, plan, all_reports, scheduled)
    judgement = judge_batch(row)
    rows = validate.result_rows(batch, None, judgement.results)
    write_rows(batch.work / "results" / "batch.parquet", Result, rows, batch.work)
    lost = [reason for r in all_reports for reason in r.excluded.get(validate.BROKEN, [])] + losses(batch)
    report.excluded = {
        "batch": [*lost, *(f.message for f in judgement.failures), *map(validate.told, judgement.broken)]
    }
    report.statistics = row
    report.documents_in = report.documents_out = row["published"]


def _statistics(
    batch: Batch, plan: Plan, all_reports: list[StageReport], scheduled: dt.datetime | None
) -> dict[str, Any]:
    """One row: what the batch-level suite judges (`expectations.statistics.BatchStatistics`)."""
    earlier = manifests(batch.layout)
    documents, rows, sums = Counter[str](), Counter[str](), Counter[str]()
    for r in all_reports:
        documents[r.stage] += r.documents_out
        if r.stage == validate.STAGE:
            rows.update(r.rows)
            sums.update({name: r.statistics[name] for name in validate.SUMS})
    return {
        **asdict(counts(plan, all_reports)),
        "quarantined_rows": sum(not whole_document(row) for r in all_reports for row in r.quarantined),
        "documents_raw": documents["ingest"],
        "documents_normalized": documents["normalize"],
        "documents_segmented": documents["segment"],
        "documents_extracted": documents["extract"],
        "sentences": rows["sentences"],
        "indicators": rows["indicators"],
        "duplicate_doc_ids": _duplicate_ids(batch, plan),
        "chunks_expected": plan.chunks,
        "chunks_judged": sum(r.stage == validate.STAGE for r in all_reports),
        **{name: sums[name] for name in validate.SUMS},
        "newest_age_days": _age_days(batch, all_reports),
        "lateness_hours": usual.lateness_hours(earlier, batch.started, scheduled),
        "history_indicators_per_1000": usual.density(earlier),
    }


def _age_days(batch: Batch, all_reports: list[StageReport]) -> float | None:
    """Days from the arrival of the newest item to the start of the batch; None where no item was judged."""
    arrived = [newest for r in all_reports if (newest := r.statistics.get(validate.NEWEST))]
    if not arrived:
        return None
    return max(0.0, (batch.started - dt.datetime.fromisoformat(max(arrived))).total_seconds() / 86400)


def _duplicate_ids(batch: Batch, plan: Plan) -> int:
    """How many documents stand in more than one chunk: ids alone are held, 16 bytes each."""
    seen: set[str] = set()
    twice = 0
    for chunk in range(plan.chunks):
        ids = read_rows(chunk_path(batch, chunk, Report), ["doc_id"])["doc_id"].to_pylist()
        twice += len(ids) - len(set(ids)) + len(seen.intersection(ids))
        seen.update(ids)
    return twice
