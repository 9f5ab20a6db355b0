"""The way of a batch as events for the logs: opened, each chunk's stage done, each item kept back, ended."""

import logging
from typing import Any

from fazhi.logs import event
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.opening import Opened


def log_opened(opened: Opened) -> None:
    """A batch begins, or goes on."""
    plan = opened.plan
    event(
        "batch opened",
        batch=opened.batch.id,
        version=opened.batch.version,
        input=plan.input,
        items=plan.items_in,
        to_process=plan.to_process,
        chunks=plan.chunks,
    )


def log_report(batch: Batch, report: StageReport) -> None:
    """A stage is done with a chunk; what it kept back, item by item."""
    event(
        "stage done",
        batch=batch.id,
        stage=report.stage,
        chunk=report.chunk,
        documents_in=report.documents_in,
        documents_out=report.documents_out,
        rows=report.rows,
        seconds=report.seconds,
    )
    for row in report.quarantined:
        event(
            "kept back",
            batch=row["batch_id"],
            stage=row["stage"],
            chunk=report.chunk,
            source=row["source"],
            reason_code=row["reason_code"],
            message=row["message"],
        )


def log_ended(manifest: dict[str, Any]) -> None:
    """A batch has ended, published or withheld."""
    level = logging.INFO if manifest["verdict"] == "published" else logging.WARNING
    event(
        "batch ended",
        level,
        batch=manifest["batch_id"],
        verdict=manifest["verdict"],
        reasons=manifest["reasons"],
        counts=manifest["counts"],
        rows=manifest["rows"],
    )
