"""A batch through all its stages in this process, without flows: for tests of what a batch leaves behind."""

from pathlib import Path
from typing import Any

from fazhi.stages import close, extract, ingest, normalize, segment, validate, verdict
from fazhi.stages.opening import open_batch
from fazhi.storage.layout import Layout


def publish(layout: Layout, inbox: Path, batch_id: str) -> dict[str, Any]:
    """Run the batch; returns its manifest."""
    opened = open_batch(layout, inbox, batch_id)
    for chunk in range(opened.plan.chunks):
        for stage in (ingest, normalize, segment, extract, validate):
            stage.run(opened.batch, chunk)
    verdict.run(opened.batch, 0)
    return close.run(opened.batch).statistics
