"""What the page of a batch shows: its manifest, what the suites said, and what its chunks add up to."""

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa

from fazhi.core.extract import taxonomy
from fazhi.pages.summary import (
    BatchSummary,
    Counts,
    Outcome,
    Past,
    QuarantineRow,
    RepairKind,
    StageCount,
    Tally,
)
from fazhi.schema.arrow import records_of
from fazhi.schema.quality import Result
from fazhi.stages.changes import changes
from fazhi.stages.gathering import Gathered
from fazhi.stages.left import Left
from fazhi.stages.said import Asked, asked_by, said
from fazhi.storage.files import read_rows
from fazhi.storage.history import manifests

# A page is read by a person: what is more than this is in the tables.
QUARANTINE_SHOWN = 200
BATCHES_SHOWN = 30


def summarize(left: Left, chunks: Iterable[Gathered]) -> BatchSummary:
    """The summary of a batch, all but its list of reports; `chunks` are held one at a time."""
    manifest = left.manifest
    counts = manifest["counts"]
    total = Gathered()
    for gathered in chunks:
        total.add(gathered)
    quarantine = read_rows(left.quarantine, ["source", "stage", "reason_code", "message", "doc_id"])
    return BatchSummary(
        batch_id=manifest["batch_id"], verdict=manifest["verdict"], version=manifest["version"],
        started=manifest["started"], ended=manifest["ended"], reasons=manifest["reasons"],
        unused_corrections=manifest.get("unused_corrections", []),
        counts=Counts(documents=counts["items_in"], skipped=counts["skipped"], duplicates=counts["duplicates"],
                      quarantined=counts["quarantined"], **{manifest["verdict"]: counts["published"]}),
        stages=[StageCount(**stage) for stage in manifest["stages"]],
        quarantine=_quarantine(quarantine), quarantine_count=quarantine.num_rows,
        expectations=_outcomes(left, total), findings=total.findings, finding_count=total.finding_count,
        repairs=[RepairKind(kind=k, count=n, samples=total.samples.get(k, [])) for k, n in total.repairs.most_common()],
        systems=_named(total.systems), regions=_regions(total.regions), indicators=sum(total.systems.values()),
        changes=changes(left), history=_history(left),
    )  # fmt: skip


def _regions(regions: Counter[str]) -> list[Tally]:
    found = [(region, count) for region, count in regions.most_common() if count]
    return [Tally(key=k, zh=k or "未识别", en="" if k else "unknown", count=n) for k, n in found]


def _outcomes(left: Left, total: Gathered) -> list[Outcome]:
    """One result an expectation: those of the chunks added up.

    A suite may ask the same of the same columns twice, with other bounds: its results stand in the suite's order.
    """
    merged: dict[tuple[Asked, int], Result] = {}
    within_chunk = Counter[tuple[Asked, int | None]]()
    result: Result
    for result in records_of(Result, read_rows(left.results)):
        asked = asked_by(result)
        first = merged.setdefault((asked, within_chunk[asked, result.chunk]), result)
        within_chunk[asked, result.chunk] += 1
        if first is not result:
            first.success = first.success and result.success
            first.rows += result.rows
            first.failed_rows += result.failed_rows
            first.failed_ids = (first.failed_ids + result.failed_ids)[:20]
    return [
        Outcome(
            result=result,
            said=said(asked, place),
            rows=[total.quotes[key] for key in result.failed_ids if key in total.quotes],
        )
        for (asked, place), result in merged.items()
    ]


def _quarantine(table: pa.Table) -> list[QuarantineRow]:
    return [QuarantineRow(**row) for row in table.drop_columns(["doc_id"]).slice(0, QUARANTINE_SHOWN).to_pylist()]


def _history(left: Left) -> list[Past]:
    return [
        Past(
            batch_id=m["batch_id"],
            documents=m["counts"]["items_in"],
            published=m["counts"]["published"],
            quarantined=m["counts"]["quarantined"],
            indicators=m["rows"].get("indicators", 0),
            findings=m["rows"].get("findings", 0),
        )
        for m in manifests(left.batch.layout)[-BATCHES_SHOWN:]
        if m["batch_id"] != left.batch.id
    ]


def _named(systems: Counter[str]) -> list[Tally]:
    names = {system.id: system for system in taxonomy.systems()}
    return [
        Tally(
            key=key, zh=names[key].zh if key in names else key, en=names[key].en if key in names else key, count=count
        )
        for key, count in systems.most_common()
    ]
