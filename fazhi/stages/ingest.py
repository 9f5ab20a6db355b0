"""ingest: the bytes of a chunk's items, kept unchanged, with sha256, source, media type and arrival."""

import datetime as dt
import functools
import hashlib
from pathlib import Path

import pyarrow as pa

from fazhi.core.ingest.item import Item
from fazhi.core.ingest.media import sniff
from fazhi.core.refusal import Refused
from fazhi.schema.layers import RawDocument
from fazhi.stages.batch import Batch, StageReport, once
from fazhi.stages.plan import read_items
from fazhi.stages.quarantine import kept_back
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.machine import of_the_machine
from fazhi.storage.places import place_of
from fazhi.storage.plain import open_plain

STAGE = "ingest"


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the chunk's raw documents."""
    return once(batch, chunk, STAGE, _work)


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    rows = []
    for item in read_items(batch, chunk):
        report.documents_in += 1
        try:
            rows.append(_received(batch, item))
        except Refused as refused:
            # Without doc_id: the bytes it stands for were not had now, and may be good when they come again.
            report.quarantined.append(kept_back(batch, STAGE, item.source, None, refused, {"path": item.path}))
    write_rows(batch.layout.chunk("raw", RawDocument.table, batch.id, chunk), RawDocument, rows, batch.work)
    _kept.cache_clear()
    report.documents_out = len(rows)
    report.rows = {RawDocument.table: len(rows)}
    report.statistics = {"bytes": sum(r.size for r in rows)}


def _received(batch: Batch, item: Item) -> RawDocument:
    try:
        content = _kept(item.path)[item.doc_id] if item.kept else _bytes(item)
    except OSError as error:
        if of_the_machine(error):
            raise
        raise Refused("unreadable", f"读不出来:{error.strerror};请检查权限和磁盘") from error
    except (pa.ArrowException, Damaged, KeyError) as error:
        raise Refused("unreadable", f"原始层文件 {item.path} 已损坏;请从备份恢复") from error
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise Refused("unreadable", "读取期间文件被改动;下一批会重新读取")
    fetched = dt.datetime.fromisoformat(item.fetched_at) if item.fetched_at else batch.started
    return RawDocument(
        doc_id=item.doc_id, sha256=item.sha256, batch_id=batch.id, source=item.source,
        media_type=sniff(content, item.source), declared_charset=item.declared_charset, fetched_at=fetched,
        size=len(content), content=content, **item.arrival,
    )  # fmt: skip


def _bytes(item: Item) -> bytes:
    """What lies there, up to a byte more than the plan has seen: a file that grows without end is told as changed."""
    place = place_of(item.path)
    if not isinstance(place, Path):
        return place.read_bytes()
    with open_plain(place) as stream:
        return stream.read(item.size + 1)


@functools.lru_cache(maxsize=1)
def _kept(path: str) -> dict[str, bytes]:
    """The bytes that a file of the raw layer keeps, by doc_id: the items of a chunk come file by file."""
    table = read_rows(place_of(path), ["doc_id", "content"])
    return dict(zip(table["doc_id"].to_pylist(), table["content"].to_pylist(), strict=True))
