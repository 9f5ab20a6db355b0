"""Rows of the quarantine table, as the stages' reports carry them."""

import json
from dataclasses import asdict
from typing import Any

from fazhi.core.refusal import Refused
from fazhi.schema.quality import Quarantined
from fazhi.stages.batch import Batch


def kept_back(
    batch: Batch, stage: str, source: str, doc_id: str | None, why: Refused, item: dict[str, Any]
) -> dict[str, Any]:
    """A row of the quarantine table: `item` is the row itself, or says where the bytes are kept."""
    row = Quarantined(
        batch_id=batch.id, source=source, doc_id=doc_id, stage=stage, reason_code=why.code, message=why.message,
        item=json.dumps(item, default=str), version=batch.version,
    )  # fmt: skip
    return asdict(row)


def raw_place(batch: Batch, chunk: int, doc_id: str) -> dict[str, Any]:
    """Where the bytes of a document are kept: file of the raw layer (below the data folder) and key."""
    path = batch.layout.chunk("raw", "documents", batch.id, chunk)
    return {"file": batch.layout.relative(path), "doc_id": doc_id}
