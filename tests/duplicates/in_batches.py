"""Reports published in batches, without the stages that read them: what becomes of copies can be tried in moments."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow.parquet as pq

from fazhi.schema.curated import Compliance, Finding, Indicator, Report, Section, Sentence
from fazhi.stages import publish
from fazhi.stages.batch import Batch, StageReport, report_path
from fazhi.stages.duplicates import Decision
from fazhi.stages.sketches import write_sketches
from fazhi.storage.commit import Move, commit
from fazhi.storage.files import write_json, write_rows
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import indicator

NOW = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


def report(text: str, source: str = "a.txt", **other: Any) -> Report:
    """A report on 2023 by the government of 洪泽区, unless something else is said; its id is that of the text."""
    fields: dict[str, Any] = {
        "issuer": "洪泽区人民政府", "region_code": "320813", "region_name": "洪泽区", "report_year": 2023, "repairs": 0,
        "unrepaired": 0, "media_type": "text/html", "charset_confidence": 1.0, "version": "v1", **other,
    }  # fmt: skip
    return Report(
        doc_id=hashlib.sha256(f"{source}{text}".encode()).hexdigest()[:16], batch_id="", source=source, text=text,
        fetched_at=NOW, charset="utf-8", script="hans", damage=[], text_chars=len(text), **fields,
    )  # fmt: skip


def staged(
    layout: Layout,
    name: str,
    chunks: Sequence[Sequence[Report]],
    kept_back: Iterable[str] = (),
    leaving: dict[str, str] | None = None,
) -> tuple[Batch, list[Move], Decision]:
    """A batch whose chunks have passed validation, its curated files in the work folder."""
    batch = Batch(str(layout.root), name, chunks[0][0].version if chunks and chunks[0] else "v2", NOW)
    for number, reports in enumerate(chunks):
        for one in reports:
            one.batch_id = name
        figures = [indicator(one.doc_id, f"{n}件", 10 * n) for one in reports for n in (1, 2)]
        rows: dict[Any, list[Any]] = {Report: list(reports), Indicator: figures, Finding: [], Compliance: []}
        for record, own in rows.items():
            write_rows(layout.chunk("extracted", record.table, name, number), record, own, batch.work)
        for empty in (Section, Sentence):
            write_rows(layout.chunk("segmented", empty.table, name, number), empty, [], batch.work)
        write_sketches(batch, number, reports)
        write_json(report_path(batch, "validate", number), asdict(StageReport("validate", number)), batch.work)
    moves, _, decision = publish.stage_tables(batch, len(chunks), kept_back, leaving)
    return batch, moves, decision


def published(
    layout: Layout,
    name: str,
    chunks: Sequence[Sequence[Report]],
    kept_back: Iterable[str] = (),
    leaving: dict[str, str] | None = None,
) -> Decision:
    """Publish a batch of these reports."""
    batch, moves, decision = staged(layout, name, chunks, kept_back, leaving)
    commit(layout, name, moves, {"batch_id": name, "ended": name, **decision.told()})
    assert not batch.work.exists()
    return decision


def kept(layout: Layout) -> dict[str, str | None]:
    """doc_id -> kept copy, as the table `reports` says it; the register says the same."""
    said = []
    for place in (layout.table("curated", "reports"), layout.table("register", "sketches")):
        table = pq.read_table(str(place))
        assert len(set(table["doc_id"].to_pylist())) == table.num_rows
        said.append(dict(zip(table["doc_id"].to_pylist(), table["duplicate_of"].to_pylist(), strict=True)))
    assert said[0] == said[1]
    return said[0]
