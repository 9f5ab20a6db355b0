"""normalize: bytes to clean simplified text, with every change recorded."""

from functools import partial
from typing import Any

from fazhi.core.refusal import Refused
from fazhi.schema.arrow import rows_of
from fazhi.schema.layers import EditRow, NormalizedDocument, RawDocument
from fazhi.stages.batch import Batch, StageReport, once
from fazhi.stages.guard import Guard
from fazhi.stages.quarantine import kept_back, raw_place
from fazhi.storage.files import read_in_groups, write_rows

STAGE = "normalize"
_CARRIED = ("doc_id", "batch_id", "source", "media_type", "fetched_at")


def run(batch: Batch, chunk: int) -> StageReport:
    """Write the chunk's normalized documents; what cannot be read goes to quarantine."""
    return once(batch, chunk, STAGE, _work)


def _work(batch: Batch, chunk: int, report: StageReport) -> None:
    rows: list[NormalizedDocument] = []
    with Guard(batch, STAGE, chunk) as guard:
        for table in read_in_groups(batch.layout.chunk("raw", RawDocument.table, batch.id, chunk)):
            for raw in rows_of(table):
                report.documents_in += 1
                result = guard.run(raw["doc_id"], partial(_normalized, raw))
                if isinstance(result, Refused):
                    place = raw_place(batch, chunk, raw["doc_id"])
                    report.quarantined.append(kept_back(batch, STAGE, raw["source"], raw["doc_id"], result, place))
                else:
                    rows.append(result)
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    write_rows(path, NormalizedDocument, rows, batch.work)
    report.documents_out = len(rows)
    report.rows = {NormalizedDocument.table: len(rows)}
    report.statistics = {
        "text_chars": sum(len(r.text) for r in rows),
        "repairs": sum(r.repairs for r in rows),
        "unrepaired": sum(r.unrepaired for r in rows),
    }


def _normalized(raw: dict[str, Any]) -> NormalizedDocument:
    from fazhi.core.normalize import normalize_bytes

    n = normalize_bytes(
        raw["content"], media_type=raw["media_type"], declared_charset=raw["declared_charset"], name=raw["source"]
    )
    return NormalizedDocument(
        **{name: raw[name] for name in _CARRIED},
        charset=n.charset, charset_confidence=n.charset_confidence, script=n.script, damage=list(n.damage),
        repairs=len(n.repairs), unrepaired=n.unrepaired, page_title=n.page_title, page_date=n.page_date,
        page_source=n.page_source, source_text=n.source_text, text=n.text,
        edits=[EditRow(start=e.start, end=e.end, text=e.text, kind=e.kind) for e in n.edits],
    )  # fmt: skip
