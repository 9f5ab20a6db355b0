"""What one chunk adds to the page of its batch: counts, and samples that are capped. Chunks add up to the batch."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fazhi.core.extract.corrections import names_in
from fazhi.pages.summary import Applied, Copy, FindingRow, Quote, RepairSample, ReportRow
from fazhi.schema.arrow import records_of
from fazhi.schema.curated import Finding, Indicator, Report
from fazhi.stages.publishable import Tables
from fazhi.stages.quoting import failing, quotes, titles

# A page is read by a person: what is more than this is in the tables.
FINDINGS_SHOWN = 200
COPIES_SHOWN = 100
CORRECTIONS_SHOWN = 100
SAMPLES_PER_KIND = 3
_CONTEXT = 12
_LONGEST = 80


@dataclass(slots=True)
class Gathered:
    """Counts and samples. `regions`: an empty name for what is not known; `quotes`: rows that broke an expectation."""

    systems: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[RepairSample]] = field(default_factory=dict)
    findings: list[FindingRow] = field(default_factory=list)
    finding_count: int = 0
    quotes: dict[str, Quote] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    copy_count: int = 0
    corrections: list[Applied] = field(default_factory=list)
    correction_count: int = 0
    reports: list[ReportRow] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values that JSON can hold."""
        samples = {kind: list(map(_plain, kept)) for kind, kept in self.samples.items()}
        findings = [
            {**_plain(row), "finding": _plain(row.finding), "quotes": list(map(_plain, row.quotes))}
            for row in self.findings
        ]
        return {
            "systems": self.systems, "regions": self.regions, "repairs": self.repairs, "samples": samples,
            "findings": findings, "finding_count": self.finding_count,
            "quotes": {key: _plain(quote) for key, quote in self.quotes.items()},
            "copies": list(map(_plain, self.copies)), "copy_count": self.copy_count,
            "corrections": list(map(_plain, self.corrections)), "correction_count": self.correction_count,
            "reports": list(map(_plain, self.reports)),
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """What `as_json` told."""
        return cls(
            Counter(told["systems"]), Counter(told["regions"]), Counter(told["repairs"]),
            {kind: [RepairSample(**s) for s in samples] for kind, samples in told["samples"].items()},
            [_finding_row(row) for row in told["findings"]], told["finding_count"],
            {key: Quote(**quote) for key, quote in told["quotes"].items()},
            [Copy(**copy) for copy in told["copies"]], told["copy_count"],
            [Applied(**row) for row in told["corrections"]], told["correction_count"],
            [ReportRow(**row) for row in told["reports"]],
        )  # fmt: skip

    def mark(self, kept: Mapping[str, str]) -> None:
        """Mark the reports that are copies; `kept`: the kept copy of each, known when the whole batch is."""
        for row in self.reports:
            row.duplicate_of = kept.get(row.doc_id)
        copies = [row for row in self.reports if row.duplicate_of]
        self.copy_count = len(copies)
        self.copies = [Copy(source=r.source, doc_id=r.doc_id, kept=r.duplicate_of or "") for r in copies[:COPIES_SHOWN]]

    def add(self, other: "Gathered") -> None:
        """Add another chunk, all but its list of reports."""
        self.systems.update(other.systems)
        self.regions.update(other.regions)
        self.repairs.update(other.repairs)
        for kind, samples in other.samples.items():
            kept = self.samples.setdefault(kind, [])
            kept += samples[: SAMPLES_PER_KIND - len(kept)]
        self.findings += other.findings[: FINDINGS_SHOWN - len(self.findings)]
        self.finding_count += other.finding_count
        self.quotes |= other.quotes
        self.copies += other.copies[: COPIES_SHOWN - len(self.copies)]
        self.copy_count += other.copy_count
        self.corrections += other.corrections[: CORRECTIONS_SHOWN - len(self.corrections)]
        self.correction_count += other.correction_count


def gather(
    tables: Tables,
    normalized: pa.Table,
    sentences: Callable[[], pa.Table],
    failed: set[str],
    extracted: Callable[[], Tables],
) -> Gathered:
    """What a chunk adds.

    In: its reports, indicators and findings that passed; the same documents as normalize left them; what reads ids and
    texts of its sentences, where any is needed; the ids of rows that broke an expectation; what reads its reports and
    indicators with those that did not pass, where any is needed.
    """
    gathered = Gathered(systems=_counted(tables[Indicator]["system"]), finding_count=tables[Finding].num_rows)
    _count_reports(tables, gathered)
    applied = _applied(tables)
    gathered.corrections, gathered.correction_count = applied[:CORRECTIONS_SHOWN], len(applied)
    found: list[Finding] = records_of(Finding, tables[Finding].slice(0, FINDINGS_SHOWN))
    stated = quotes(tables[Indicator], sentences, {key for f in found for key in f.indicator_ids})
    gathered.findings = _findings(tables, found, stated)
    gathered.quotes = failing(failed, tables, extracted, sentences)
    gathered.repairs = _counted(pc.struct_field(pc.list_flatten(normalized["edits"]), "kind"))
    gathered.samples = _samples(normalized)
    return gathered


def _counted(column: pa.ChunkedArray) -> Counter[str]:
    counts = pc.value_counts(column)
    return Counter(dict(zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)))


def _count_reports(tables: Tables, gathered: Gathered) -> None:
    """The reports as rows, in the order of the chunk, and their indicators by region."""
    indicators, findings = _counted(tables[Indicator]["doc_id"]), _counted(tables[Finding]["doc_id"])
    columns = ["doc_id", "source", "title", "issuer", "region_name", "report_year", "repairs", "unrepaired"]
    for row in tables[Report].select(columns).to_pylist():
        doc_id = row["doc_id"]
        gathered.regions[row["region_name"] or ""] += indicators[doc_id]
        gathered.reports.append(ReportRow(
            doc_id=doc_id, source=row["source"], title=row["title"], issuer=row["issuer"], region=row["region_name"],
            year=row["report_year"], indicators=indicators[doc_id], findings=findings[doc_id], repairs=row["repairs"],
            unrepaired=row["unrepaired"],
        ))  # fmt: skip


def _applied(tables: Tables) -> list[Applied]:
    """The rows that corrections have changed, one for each entry that they name."""
    rows = [
        row
        for record, key in ((Report, "doc_id"), (Indicator, "indicator_id"))
        for row in _corrected(tables[record].select(list(dict.fromkeys(["doc_id", key, "correction"]))))
    ]
    if not rows:
        return []
    named = titles(tables[Report])
    return [
        Applied(doc_id=row["doc_id"], name=name, report_title=named.get(row["doc_id"], ""),
                indicator_id=row.get("indicator_id", ""))
        for row in rows for name in names_in(row["correction"])
    ]  # fmt: skip


def _corrected(table: pa.Table) -> list[dict[str, Any]]:
    return list(table.filter(pc.is_valid(table["correction"])).to_pylist())


def _findings(tables: Tables, found: list[Finding], stated: dict[str, Quote]) -> list[FindingRow]:
    named = titles(tables[Report])
    return [
        FindingRow(
            finding=finding,
            report_title=named.get(finding.doc_id) or finding.doc_id,
            quotes=[stated[i] for i in finding.indicator_ids if i in stated],
        )
        for finding in found
    ]


def _samples(normalized: pa.Table) -> dict[str, list[RepairSample]]:
    """The first few changes of each kind with a little context."""
    lists = normalized["edits"].combine_chunks()
    edits, documents = lists.flatten(), pc.list_parent_indices(lists)
    kinds = edits.field("kind").dictionary_encode()
    codes = kinds.indices.to_numpy()
    return {
        kind: [
            _sample(normalized, documents[place].as_py(), edits[place].as_py())
            for place in np.flatnonzero(codes == code)[:SAMPLES_PER_KIND].tolist()
        ]
        for code, kind in enumerate(kinds.dictionary.to_pylist())
    }


def _sample(normalized: pa.Table, document: int, edit: dict[str, Any]) -> RepairSample:
    source = normalized["source_text"][document].as_py()
    start, end = edit["start"], edit["end"]
    return RepairSample(
        lead=source[max(0, start - _CONTEXT) : start], removed=source[start:end][:_LONGEST],
        inserted=edit["text"][:_LONGEST], trail=source[end : end + _CONTEXT],
        doc_id=normalized["doc_id"][document].as_py(),
    )  # fmt: skip


def _plain(row: Any) -> dict[str, Any]:
    """A record as it is, by field: `asdict` would copy each value, which nobody changes here."""
    return {name: getattr(row, name) for name in row.__slots__}


def _finding_row(told: dict[str, Any]) -> FindingRow:
    return FindingRow(
        finding=Finding(**told["finding"]),
        report_title=told["report_title"],
        quotes=[Quote(**quote) for quote in told["quotes"]],
    )
