"""Ended batches as they lie on disk, for what reads the history: quarantine, fates, raw documents, manifests."""

import datetime as dt
import hashlib
import json
from typing import Any

from fazhi.schema.curated import Indicator, Report
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


def indicator(doc_id: str, quote: str, start: int, **other: Any) -> Indicator:
    """An indicator; what a test does not care about is filled in."""
    fields: dict[str, Any] = {
        "value": float("".join(c for c in quote if c.isdigit())), "unit": quote[-1], "metric": f"事项{start}",
        "qualifier": "exact", "role": "level", "system": "unclassified", **other,
    }  # fmt: skip
    end = start + len(quote)
    return Indicator(
        indicator_id=f"{doc_id}-n{start}", doc_id=doc_id, sentence_id=f"{doc_id}-t0", quote=quote, start=start,
        end=end, source_start=start, source_end=end, confidence=1.0, **fields,
    )  # fmt: skip


def report(doc_id: str, source: str, batch: str, version: str) -> Report:
    """A report without anything in it."""
    return Report(
        doc_id=doc_id, batch_id=batch, source=source, media_type="text/plain", fetched_at=ARRIVED, charset="utf-8",
        script="hans", damage=[], repairs=0, unrepaired=0, text="", text_chars=0, version=version,
        title=f"{source}的报告",
    )  # fmt: skip


def extracted(layout: Layout, batch: str, version: str, chunks: list[dict[str, list[Indicator]]]) -> None:
    """The layer `extracted` of a batch: chunks of documents, source -> its indicators (one at least)."""
    staging = layout.root / "work"
    for number, documents in enumerate(chunks):
        reports = [report(rows[0].doc_id, source, batch, version) for source, rows in documents.items()]
        write_rows(layout.chunk("extracted", "reports", batch, number), Report, reports, staging)
        rows = [row for own in documents.values() for row in own]
        write_rows(layout.chunk("extracted", "indicators", batch, number), Indicator, rows, staging)


def published(layout: Layout, batch: str, hour: int, version: str, chunks: list[dict[str, list[Indicator]]]) -> None:
    """A batch that has published all that it read."""
    extracted(layout, batch, version, chunks)
    fates = [(rows[0].doc_id, source, "published") for documents in chunks for source, rows in documents.items()]
    ended(layout, batch, hour, [], fates, version=version, chunks=len(chunks))


def ended(
    layout: Layout,
    batch: str,
    hour: int,
    quarantine: list[Quarantined],
    fates: list[tuple[str, str, str]],
    version: str = "v1",
    chunks: int = 0,
) -> None:
    """A batch that ended at an hour: its rows of quarantine, its fates (item_id, source, outcome)."""
    staging = layout.root / "work"
    write_rows(layout.table("quality", "quarantine") / f"{batch}.parquet", Quarantined, quarantine, staging)
    rows = [
        Fate(batch_id=batch, item_id=item, source=source, outcome=outcome, version=version)
        for item, source, outcome in fates
    ]
    write_rows(layout.table("quality", "fates") / f"{batch}.parquet", Fate, rows, staging)
    end = ARRIVED.replace(hour=hour).isoformat()
    manifest = {"batch_id": batch, "ended": end, "started": end, "version": version, "chunks": chunks,
                "verdict": "published"}  # fmt: skip
    write_json(layout.manifest(batch), manifest, staging)
