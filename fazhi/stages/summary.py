"""What the page of a batch shows, gathered from what the batch wrote: a chunk at a time, samples capped."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.core.extract import taxonomy
from fazhi.pages.summary import (
    BatchSummary,
    Counts,
    FindingRow,
    Outcome,
    Past,
    QuarantineRow,
    Quote,
    RepairKind,
    RepairSample,
    ReportRow,
    StageCount,
    Tally,
)
from fazhi.schema.arrow import records_of
from fazhi.schema.curated import Finding, Indicator, Report, Sentence
from fazhi.schema.layers import NormalizedDocument
from fazhi.schema.quality import Result
from fazhi.stages.batch import Batch
from fazhi.stages.changes import changes
from fazhi.stages.left import Left
from fazhi.stages.publishable import Tables
from fazhi.stages.said import Asked, asked_by, said
from fazhi.storage.files import read_rows
from fazhi.storage.history import manifests

# A page is read by a person: what is more than this is in the tables.
REPORTS_SHOWN = 500
QUARANTINE_SHOWN = 200
FINDINGS_SHOWN = 200
SAMPLES_PER_KIND = 3
BATCHES_SHOWN = 30
_CONTEXT = 12
_LONGEST = 80


def summarize(left: Left) -> BatchSummary:
    """The summary of a batch."""
    manifest = left.manifest
    counts = manifest["counts"]
    summary = BatchSummary(
        batch_id=manifest["batch_id"], verdict=manifest["verdict"], version=manifest["version"],
        started=manifest["started"], ended=manifest["ended"], reasons=manifest["reasons"],
        counts=Counts(documents=counts["items_in"], skipped=counts["skipped"], duplicates=counts["duplicates"],
                      quarantined=counts["quarantined"], **{manifest["verdict"]: counts["published"]}),
        stages=[StageCount(**stage) for stage in manifest["stages"]],
        quarantine=_quarantine(left), history=_history(left), changes=changes(left),
    )  # fmt: skip
    _gather(left, summary)
    return summary


def _gather(left: Left, summary: BatchSummary) -> None:
    systems, regions, kinds = Counter[str](), Counter[str](), Counter[str]()
    samples: dict[str, list[RepairSample]] = {}
    sentences: dict[str, Quote] = {}
    summary.expectations = _outcomes(left)
    failed = [o for o in summary.expectations if not o.result.success]
    wanted = {key for outcome in failed for key in outcome.result.failed_ids}
    for chunk, tables in left.chunks():
        systems.update(tables[Indicator]["system"].to_pylist())
        regions.update(_regions(tables))
        _reports(tables, summary)
        _findings(tables, summary)
        _quotes(tables, wanted, sentences)
        _repairs(left.batch, chunk, kinds, samples)
    for outcome in failed:
        outcome.rows = [sentences[key] for key in outcome.result.failed_ids if key in sentences]
    summary.systems = _named(systems)
    summary.regions = [
        Tally(key=k, zh=k or "未识别", en="" if k else "unknown", count=n) for k, n in regions.most_common()
    ]
    summary.repairs = [RepairKind(kind=k, count=n, samples=samples.get(k, [])) for k, n in kinds.most_common()]


def _regions(tables: Tables) -> Iterator[str]:
    """The region of each indicator's report, empty where it is not known."""
    columns = (tables[Report][name].to_pylist() for name in ("doc_id", "region_name"))
    named = dict(zip(*columns, strict=True))
    return (named[doc] or "" for doc in tables[Indicator]["doc_id"].to_pylist())


def _reports(tables: Tables, summary: BatchSummary) -> None:
    indicators = Counter(tables[Indicator]["doc_id"].to_pylist())
    findings = Counter(tables[Finding]["doc_id"].to_pylist())
    columns = ["doc_id", "source", "title", "issuer", "region_name", "report_year", "repairs", "unrepaired"]
    for row in tables[Report].select(columns).to_pylist():
        if len(summary.reports) < REPORTS_SHOWN:
            summary.reports.append(ReportRow(
                doc_id=row["doc_id"], source=row["source"], title=row["title"], issuer=row["issuer"],
                region=row["region_name"], year=row["report_year"], indicators=indicators[row["doc_id"]],
                findings=findings[row["doc_id"]], repairs=row["repairs"], unrepaired=row["unrepaired"],
            ))  # fmt: skip


def _findings(tables: Tables, summary: BatchSummary) -> None:
    found: list[Finding] = records_of(Finding, tables[Finding])
    found = found[: FINDINGS_SHOWN - len(summary.findings)]
    if not found:
        return
    titles = dict(zip(tables[Report]["doc_id"].to_pylist(), tables[Report]["title"].to_pylist(), strict=True))
    quotes: dict[str, Quote] = {}
    _quotes(tables, {i for f in found for i in f.indicator_ids}, quotes)
    for finding in found:
        rows = [quotes[i] for i in finding.indicator_ids if i in quotes]
        title = titles.get(finding.doc_id) or finding.doc_id
        summary.findings.append(FindingRow(finding=finding, report_title=title, quotes=rows))


def _quotes(tables: Tables, wanted: set[str], quotes: dict[str, Quote]) -> None:
    """The indicators `wanted`, each with its sentence."""
    if not wanted:
        return
    keys = pa.array(sorted(wanted), pa.string())
    table = tables[Indicator].select(["indicator_id", "doc_id", "sentence_id", "quote"])
    rows = table.filter(pc.is_in(table["indicator_id"], value_set=keys)).to_pylist()
    ids = pa.array([row["sentence_id"] for row in rows], pa.string())
    held = (
        tables[Sentence]
        .select(["sentence_id", "text"])
        .filter(pc.is_in(tables[Sentence]["sentence_id"], value_set=ids))
    )
    texts = dict(zip(held["sentence_id"].to_pylist(), held["text"].to_pylist(), strict=True))
    for row in rows:
        quotes[row["indicator_id"]] = Quote(
            doc_id=row["doc_id"], anchor=row["indicator_id"], quote=row["quote"],
            sentence=texts.get(row["sentence_id"], ""),
        )  # fmt: skip


def _repairs(batch: Batch, chunk: int, kinds: Counter[str], samples: dict[str, list[RepairSample]]) -> None:
    """Count every kind of edit over the chunk; keep the first few of each with a little context."""
    path = batch.layout.chunk("normalized", NormalizedDocument.table, batch.id, chunk)
    table = read_rows(path, ["doc_id", "source_text", "edits"])
    found = Counter(pc.struct_field(pc.list_flatten(table["edits"]), "kind").to_pylist())
    if any(len(samples.get(kind, [])) < SAMPLES_PER_KIND for kind in found):
        for row in table.to_pylist():
            _sample(row, samples)
    kinds.update(found)


def _sample(row: dict[str, Any], samples: dict[str, list[RepairSample]]) -> None:
    source = row["source_text"]
    for edit in row["edits"]:
        kept = samples.setdefault(edit["kind"], [])
        if len(kept) < SAMPLES_PER_KIND:
            start, end = edit["start"], edit["end"]
            kept.append(RepairSample(
                lead=source[max(0, start - _CONTEXT) : start], removed=source[start:end][:_LONGEST],
                inserted=edit["text"][:_LONGEST], trail=source[end : end + _CONTEXT], doc_id=row["doc_id"],
            ))  # fmt: skip


def _outcomes(left: Left) -> list[Outcome]:
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
    return [Outcome(result=result, said=said(asked, place)) for (asked, place), result in merged.items()]


def _quarantine(left: Left) -> list[QuarantineRow]:
    table = read_rows(left.quarantine, ["source", "stage", "reason_code", "message"])
    return [QuarantineRow(**row) for row in table.slice(0, QUARANTINE_SHOWN).to_pylist()]


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
