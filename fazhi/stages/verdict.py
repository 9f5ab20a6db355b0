"""The batch-level suite: merged counts, keys and statistics, and the verdict that follows."""

import json
import statistics
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from expectations.judge import judge_batch
from fazhi.schema.curated import Report
from fazhi.schema.quality import Result
from fazhi.stages import validate
from fazhi.stages.batch import Batch, StageReport, done, once
from fazhi.stages.plan import Plan, read_plan
from fazhi.stages.publishable import chunk_tables
from fazhi.storage.files import write_rows
from fazhi.storage.history import manifests
from fazhi.storage.known import PASSING

STAGE = "verdict"
STAGES_OF_A_CHUNK = ("ingest", "normalize", "segment", "extract", "validate")


# What is usual is learnt from so many batches, and not before there are so many.
_HISTORY, _HISTORY_FROM = 30, 3


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the items of a batch: `items_in` is the sum of the others, or the batch is withheld."""

    items_in: int
    published: int
    skipped: int
    duplicates: int
    quarantined: int


def run(batch: Batch, chunk: int = 0) -> StageReport:
    """Judge the batch; `excluded["batch"]` of the report lists the reasons to withhold it, none where it may go on."""
    return once(batch, chunk, STAGE, _work)


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


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    plan, _ = read_plan(batch.work)
    all_reports = reports(batch, plan)
    row = _statistics(batch, plan, all_reports)
    judgement = judge_batch(row)
    rows = validate.result_rows(batch, None, judgement.results)
    write_rows(batch.work / "results" / "batch.parquet", Result, rows, batch.work)
    lost = [reason for r in all_reports for reason in r.excluded.get(validate.BROKEN, [])]
    report.excluded = {
        "batch": [*lost, *(f.message for f in judgement.failures), *map(validate.told, judgement.broken)]
    }
    report.statistics = row
    report.documents_in = report.documents_out = row["published"]


def _statistics(batch: Batch, plan: Plan, all_reports: list[StageReport]) -> dict[str, Any]:
    """One row: what the batch-level suite judges (`expectations.statistics.BatchStatistics`)."""
    documents, rows, sums = Counter[str](), Counter[str](), Counter[str]()
    for r in all_reports:
        documents[r.stage] += r.documents_out
        if r.stage == validate.STAGE:
            rows.update(r.rows)
            sums.update(r.statistics)
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
        "history_indicators_per_report": _usual_density(batch),
    }


def _usual_density(batch: Batch) -> float | None:
    """Indicators per published report, the median over the latest batches; None before the third batch."""
    earlier = manifests(batch.layout)[-_HISTORY:]
    told = [
        m["rows"]["indicators"] / m["counts"]["published"] for m in earlier if m["rows"] and m["counts"]["published"]
    ]
    return statistics.median(told) if len(told) >= _HISTORY_FROM else None


def _duplicate_ids(batch: Batch, plan: Plan) -> int:
    """How many documents stand in more than one chunk: ids alone are held, 16 bytes each."""
    seen: set[str] = set()
    twice = 0
    for chunk in range(plan.chunks):
        ids = chunk_tables(batch, chunk, (Report,))[Report]["doc_id"].to_pylist()
        twice += len(ids) - len(set(ids)) + len(seen.intersection(ids))
        seen.update(ids)
    return twice
