"""Ended batches as they lie on disk, for what reads the history: quarantine, fates, raw documents, manifests."""

import datetime as dt
import hashlib
import json
from typing import Any

from fazhi.schema.layers import RawDocument
from fazhi.schema.quality import Fate, Quarantined
from fazhi.storage.files import write_json, write_rows
from fazhi.storage.layout import Layout

ARRIVED = dt.datetime(2024, 5, 1, 8, 30, tzinfo=dt.UTC)


def doc_id_of(content: bytes) -> str:
    """The id that ingest gives."""
    return hashlib.sha256(content).hexdigest()[:16]


def raw(layout: Layout, batch: str, documents: dict[str, bytes]) -> None:
    """The raw layer of a batch of one chunk: source -> bytes."""
    rows = [
        RawDocument(
            doc_id=doc_id_of(content), sha256=hashlib.sha256(content).hexdigest(), batch_id=batch, source=source,
            media_type="text/plain", declared_charset="gbk", fetched_at=ARRIVED, size=len(content), content=content,
        )
        for source, content in documents.items()
    ]  # fmt: skip
    write_rows(layout.chunk("raw", "documents", batch, 0), RawDocument, rows, layout.root / "work")


def kept_back(batch: str, source: str, item: dict[str, Any], doc_id: str | None = None, **other: str) -> Quarantined:
    """A row of the quarantine table."""
    fields = {"stage": "normalize", "reason_code": "bad_file", "message": "文档损坏", "version": "v1", **other}
    return Quarantined(batch_id=batch, source=source, doc_id=doc_id, item=json.dumps(item), **fields)


def ended(
    layout: Layout, batch: str, hour: int, quarantine: list[Quarantined], fates: list[tuple[str, str, str]]
) -> None:
    """A batch that ended at an hour: its rows of quarantine, its fates (item_id, source, outcome)."""
    staging = layout.root / "work"
    write_rows(layout.table("quality", "quarantine") / f"{batch}.parquet", Quarantined, quarantine, staging)
    rows = [
        Fate(batch_id=batch, item_id=item, source=source, outcome=outcome, version="v1")
        for item, source, outcome in fates
    ]
    write_rows(layout.table("quality", "fates") / f"{batch}.parquet", Fate, rows, staging)
    end = ARRIVED.replace(hour=hour).isoformat()
    write_json(layout.manifest(batch), {"batch_id": batch, "ended": end, "started": end}, staging)
