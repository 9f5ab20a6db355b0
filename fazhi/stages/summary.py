"""What the page of a batch shows: its manifest, what the suites said, and what its chunks add up to."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from fazhi.core.extract import taxonomy
from fazhi.pages.summary import (
    BatchSummary,
    Copy,
    Counts,
    Outcome,
    Past,
    QuarantineRow,
    RepairKind,
    StageCount,
    Tally,
)
from fazhi.schema.curated import Report
from fazhi.schema.quality import Result
from fazhi.stages.changes import changes
from fazhi.stages.corrections import explained
from fazhi.stages.gathering import COPIES_SHOWN, Gathered
from fazhi.stages.left import Left
from fazhi.stages.results import merged
from fazhi.stages.said import said
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
    quarantine = read_rows(left.quarantine, ["source", "stage", "reason_code", "message", "doc_id", "item"])
    before = _published_before(left, quarantine)
    same_bytes = _same_bytes(left)
    changed, change_count = changes(left)
    return BatchSummary(
        batch_id=manifest["batch_id"], verdict=manifest["verdict"], version=manifest["version"],
        started=manifest["started"], ended=manifest["ended"], reasons=manifest["reasons"],
        unused_corrections=manifest.get("unused_corrections", []), dropped=manifest.get("dropped", []),
        counts=Counts(documents=counts["items_in"], skipped=counts["skipped"], duplicates=counts["duplicates"],
                      quarantined=counts["quarantined"], **{manifest["verdict"]: counts["published"]}),
        stages=[StageCount(**stage) for stage in manifest["stages"]],
        quarantine=_quarantine(quarantine, before), quarantine_count=quarantine.num_rows,
        quarantined_before=manifest.get("quarantined_before", 0), still_published=len(before),
        copies=[*total.copies, *same_bytes[: COPIES_SHOWN - len(total.copies)]],
        copy_count=total.copy_count + len(same_bytes),
        expectations=_outcomes(left, total), findings=total.findings, finding_count=total.finding_count,
        repairs=[RepairKind(kind=k, count=n, samples=total.samples.get(k, [])) for k, n in total.repairs.most_common()],
        systems=_named(total.systems), regions=_regions(total.regions), indicators=sum(total.systems.values()),
        changes=changed, change_count=change_count, corrections=[explained(row) for row in total.corrections],
        correction_count=total.correction_count, history=_history(left),
    )  # fmt: skip


def _regions(regions: Counter[str]) -> list[Tally]:
    found = [(region, count) for region, count in regions.most_common() if count]
    return [Tally(key=k, zh=k or "未识别", en="" if k else "unknown", count=n) for k, n in found]


def _outcomes(left: Left, total: Gathered) -> list[Outcome]:
    """One result an expectation, in words, with the failing rows that are shown."""
    return [
        Outcome(
            result=result,
            said=said(asked, place),
            rows=[total.quotes[key] for key in result.failed_ids if key in total.quotes],
            missing=_missing(result),
        )
        for (asked, place), result in merged(left.results).items()
    ]


def _missing(result: Result) -> str:
    """What an expectation that was not run would have needed."""
    if result.severity != "info" or result.success or not result.observed:
        return ""
    said = json.loads(result.observed)
    return str(said.get("not_run", "")).removesuffix(" is not known") if isinstance(said, dict) else ""


def _quarantine(table: pa.Table, before: set[str]) -> list[QuarantineRow]:
    return [
        QuarantineRow(
            source=row["source"], stage=row["stage"], reason_code=row["reason_code"], message=row["message"],
            published_before=row["doc_id"] in before and _whole(row),
        )
        for row in table.slice(0, QUARANTINE_SHOWN).to_pylist()
    ]  # fmt: skip


def _whole(row: dict[str, Any]) -> bool:
    """Whether a row of the quarantine stands for a document and not for one of its rows."""
    return "table" not in json.loads(row["item"])


def _published_before(left: Left, quarantine: pa.Table) -> set[str]:
    """The documents kept back now of which the curated tables hold what an earlier batch had published."""
    kept = {row["doc_id"] for row in quarantine.select(["doc_id", "item"]).to_pylist() if row["doc_id"] and _whole(row)}
    if not kept:
        return set()
    layout, ended = left.batch.layout, left.manifest["ended"]
    earlier = {m["batch_id"] for m in manifests(layout) if m["ended"] < ended}
    found: set[str] = set()
    for path in layout.curated_files(Report):
        rows = read_rows(path, ["doc_id", "batch_id"])
        pairs = zip(rows["doc_id"].to_pylist(), rows["batch_id"].to_pylist(), strict=True)
        found.update(doc_id for doc_id, batch in pairs if doc_id in kept and batch in earlier)
    return found


def _same_bytes(left: Left) -> list[Copy]:
    """The items whose bytes had come before in the same batch."""
    fates = read_rows(left.fates, ["source", "outcome"])
    pairs = zip(fates["source"].to_pylist(), fates["outcome"].to_pylist(), strict=True)
    return [Copy(source=source) for source, outcome in pairs if outcome == "duplicate"]


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
