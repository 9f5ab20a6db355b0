"""The end of a batch: curated files, what it leaves for people, the commit. After this only the manifest speaks."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from fazhi.schema.arrow import table_of
from fazhi.schema.describe import datapackage
from fazhi.schema.quality import Fate, Quarantined, Result, item_id_without_bytes
from fazhi.stages import pages, publish, verdict
from fazhi.stages.batch import Batch, StageReport, done
from fazhi.stages.corrections import unused
from fazhi.stages.duplicates import Decision
from fazhi.stages.left import Left
from fazhi.stages.page import write_pages
from fazhi.stages.plan import Plan, read_decided, read_plan
from fazhi.stages.provenance import recorded
from fazhi.stages.rebuild import leaving
from fazhi.storage.commit import Move, commit
from fazhi.storage.files import read_rows, stream_tables, sync_file, write_json
from fazhi.storage.folders import files_in, filled

STAGE = "publish"


def run(batch: Batch, chunk: int = 0) -> StageReport:
    """Publish the batch, or withhold it; the report's statistics are its manifest.

    Chunks whose evidence pages are not written yet (`fazhi.stages.pages`) get them here.
    """
    began = time.perf_counter()
    plan, _ = read_plan(batch.work)
    all_reports = verdict.reports(batch, plan)
    withheld = done(batch, verdict.STAGE, 0).excluded.get("batch", [])
    kept_back = verdict.kept_back(all_reports)
    moves, rows, copies = (
        ([], {}, Decision()) if withheld else publish.stage_tables(batch, plan.chunks, kept_back, leaving(batch))
    )
    moves += _stage_quality(batch, plan, all_reports, "withheld" if withheld else "published")
    seconds = time.perf_counter() - began + sum(pages.run(batch, n).seconds for n in range(plan.chunks))
    manifest = _manifest(batch, plan, all_reports, rows, withheld) | copies.told()
    manifest["stages"].append(_published(manifest, round(seconds, 3)))
    moves.append(_stage_pages(batch, manifest, copies.duplicate_of))
    if not withheld:
        write_json(batch.work / "datapackage.json", datapackage(), batch.work)
        moves.append(_move(batch, "datapackage.json", "curated/datapackage.json"))
    commit(batch.layout, batch.id, moves, manifest, batch.holder)
    return StageReport(STAGE, chunk, statistics=manifest)


def _move(batch: Batch, staged: str, final: str) -> Move:
    return Move(batch.layout.relative(batch.work / staged), final)


def _stage_quality(batch: Batch, plan: Plan, all_reports: list[StageReport], outcome: str) -> list[Move]:
    """The batch's files of the quality tables: fates and quarantine."""
    moves = []
    for record, tables in (
        (Fate, _fates(batch, plan, all_reports, outcome)),
        (Quarantined, _quarantine(batch, all_reports)),
    ):
        staged = batch.work / "publish" / f"{record.table}.parquet"
        stream_tables(staged, record, tables)
        sync_file(staged)
        final = f"quality/{record.table}/{batch.id}.parquet"
        moves.append(_move(batch, f"publish/{record.table}.parquet", final))
    return moves


def _fates(batch: Batch, plan: Plan, all_reports: list[StageReport], outcome: str) -> Iterator[pa.Table]:
    yield table_of(Fate, (Fate(**d["row"]) for d in read_decided(batch) if d["table"] == Fate.table))
    for report in all_reports:
        documents = [row for row in report.quarantined if verdict.whole_document(row)]
        yield table_of(
            Fate, (_fate(batch, _item_id(r), r["source"], "quarantined", r["reason_code"]) for r in documents)
        )
    for table in publish.published_ids(batch, plan.chunks):
        yield table_of(Fate, (_fate(batch, r["doc_id"], r["source"], outcome) for r in table.to_pylist()))


def _item_id(row: dict[str, Any]) -> str:
    return row["doc_id"] or item_id_without_bytes(row["source"], row["reason_code"])


def _fate(batch: Batch, item_id: str, source: str, outcome: str, code: str | None = None) -> Fate:
    return Fate(
        batch_id=batch.id, item_id=item_id, source=source, outcome=outcome, reason_code=code, version=batch.version
    )


def _quarantine(batch: Batch, all_reports: list[StageReport]) -> Iterator[pa.Table]:
    table = Quarantined.table
    yield table_of(Quarantined, (Quarantined(**d["row"]) for d in read_decided(batch) if d["table"] == table))
    for report in all_reports:
        yield table_of(Quarantined, (Quarantined(**row) for row in report.quarantined))


def _stage_pages(batch: Batch, manifest: dict[str, Any], kept: dict[str, str]) -> Move:
    """The folder of the batch for people: results as Parquet and JSON, the page, the evidence pages."""
    results = files_in(batch.work / "results")
    failed = [
        row for path in results for row in read_rows(path).to_pylist() if row["not_run"] is None and not row["success"]
    ]
    told = {"summary": manifest["expectations"], "failed": failed}
    staged, folder = batch.work / "publish", pages.folder(batch)
    with filled(folder) as filling:
        stream_tables(filling / "results.parquet", Result, (read_rows(path) for path in results))
        write_json(filling / "results.json", told, batch.work)
    left = Left(batch, manifest, staged / "fates.parquet", staged / "quarantine.parquet", folder / "results.parquet")
    write_pages(left, folder, lambda n: pages.gathered(batch, n), kept)
    return _move(batch, "page", f"quality/{batch.id}")


def _manifest(
    batch: Batch, plan: Plan, all_reports: list[StageReport], rows: dict[str, int], withheld: list[str]
) -> dict[str, Any]:
    return {
        "batch_id": batch.id,
        "verdict": "withheld" if withheld else "published",
        "reasons": withheld,
        "version": batch.version,
        "made_with": recorded(batch),
        "input": plan.input,
        "dropped": plan.dropped,
        "chunks": plan.chunks,
        "started": batch.started.isoformat(),
        "ended": dt.datetime.now(dt.UTC).isoformat(),
        "counts": asdict(verdict.counts(plan, all_reports)),
        "quarantined_before": plan.quarantined_before,
        "unchanged": plan.unchanged,
        "rows": rows,
        "characters": done(batch, verdict.STAGE, 0).statistics["characters"],
        "rows_quarantined": sum(not verdict.whole_document(row) for r in all_reports for row in r.quarantined),
        "reasons_of_quarantine": _reasons(plan, all_reports),
        "repairs": sum(r.statistics.get("repairs", 0) for r in all_reports if r.stage == "normalize"),
        "expectations": _expectations(batch),
        "unused_corrections": unused(batch.layout, all_reports),
        "stages": _stages(plan, all_reports),
    }


def _stages(plan: Plan, all_reports: list[StageReport]) -> list[dict[str, Any]]:
    """Documents through each stage: what entered is what passed and what was kept back there."""
    stages = []
    for stage in verdict.STAGES_OF_A_CHUNK:
        own = [r for r in all_reports if r.stage == stage]
        entered, passed = sum(r.documents_in for r in own), sum(r.documents_out for r in own)
        row: dict[str, Any] = {"stage": stage, "entered": entered, "passed": passed, "quarantined": entered - passed,
               "seconds": round(sum(r.seconds for r in own), 3)}  # fmt: skip
        if stage == "ingest":  # the survey belongs to it: what was known before, and what has no bytes
            before = {"skipped": plan.skipped, "duplicates": plan.duplicates}
            row |= before
            row["quarantined"] += plan.quarantined
            row["entered"] += plan.quarantined + sum(before.values())
        stages.append(row)
    return stages


def _published(manifest: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The documents through publish: all of them, or none."""
    entered, withheld = manifest["counts"]["published"], bool(manifest["reasons"])
    return {"stage": STAGE, "entered": entered, "passed": 0 if withheld else entered,
            "withheld": entered if withheld else 0, "seconds": seconds}  # fmt: skip


def _reasons(plan: Plan, all_reports: list[StageReport]) -> dict[str, int]:
    reasons = Counter(plan.reasons)
    reasons.update(r["reason_code"] for report in all_reports for r in report.quarantined if verdict.whole_document(r))
    return dict(sorted(reasons.items()))


def _expectations(batch: Batch) -> dict[str, int]:
    """How many expectations ran, and how many failed, by severity."""
    tally: Counter[str] = Counter(run=0, not_run=0, failed_critical=0, failed_warning=0)
    for path in files_in(batch.work / "results"):
        for row in read_rows(path, ["success", "severity", "not_run"]).to_pylist():
            tally["not_run" if row["not_run"] else "run"] += 1
            if row["not_run"] is None and not row["success"]:
                tally[f"failed_{row['severity']}"] += 1
    return dict(tally)
