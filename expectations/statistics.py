"""What the batch-level suite judges: one row of merged counts, keys and statistics."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from expectations.suites import SuiteDefect


def _says(description: str, *, optional: bool = False) -> Any:
    """A field with its meaning; an optional one is None where it is not known, and then is not judged."""
    metadata = {"description": description}
    return field(default=None, metadata=metadata) if optional else field(metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStatistics:
    """One batch in numbers; `describe()` says what each of them counts. Shares are 0 to 1."""

    items_in: int = _says("Items that came in: documents, archive members and unreadable paths.")
    published: int = _says("Items whose document was published by this batch.")
    skipped: int = _says("Items that were curated before by the same code and rules, or kept back by them.")
    duplicates: int = _says("Items whose bytes another item of the batch or the curated set holds.")
    quarantined: int = _says("Items kept back as a whole (rows kept back alone are not items).")
    quarantined_rows: int = _says("Rows kept back alone while their document was published.")
    documents_raw: int = _says("Rows of raw.documents over all chunks.")
    documents_normalized: int = _says("Rows of normalized.documents over all chunks.")
    documents_segmented: int = _says("Documents with a sentence in segmented over all chunks.")
    documents_extracted: int = _says("Rows of extracted.reports over all chunks.")
    sentences: int = _says("Rows of segmented.sentences over all chunks.")
    indicators: int = _says("Rows of extracted.indicators over all chunks.")
    reports_with_indicators: int = _says("Reports with at least one indicator.")
    reports_without_issuer: int = _says("Reports whose issuer is null.")
    reports_without_year: int = _says("Reports whose report_year is null.")
    duplicate_doc_ids: int = _says("doc_ids that stand in more than one chunk.")
    orphan_sentences: int = _says("Sentences whose document is not among the reports to publish.")
    orphan_indicators: int = _says("Indicators whose document or sentence is not among those to publish.")
    characters: int = _says("Code points in the normalized texts.")
    unrepaired: int = _says("Places that could not be read (`□`), summed over the documents.")
    with_metric: int = _says("Indicators that say what is measured.")
    with_period: int = _says("Indicators with a period, or one end of it.")
    with_system: int = _says("Indicators of one of the taxonomy's mechanisms of government.")
    parts: int = _says("Indicators whose role is part.")
    parts_compared: int = _says("Indicators that are compared with a total of the same unit.")
    totals_summed: int = _says("Totals whose parts, two or more in the same unit, are added up.")
    chunks_expected: int = _says("Chunks that the batch was cut into.")
    chunks_judged: int = _says("Chunks whose layers were all judged.")
    newest_age_days: float | None = _says("Days between the newest item's arrival and now.", optional=True)
    lateness_hours: float | None = _says("Hours between the scheduled start and the real one.", optional=True)
    history_indicators_per_1000: float | None = _says(
        "Indicators in a thousand characters, the median over earlier batches.", optional=True
    )

    @classmethod
    def of(cls, row: Mapping[str, float | int | str | None]) -> "BatchStatistics":
        """The row as a record; raises SuiteDefect where a statistic is unknown, or None and not optional."""
        declared = {f.name: f for f in dataclasses.fields(cls)}
        if unknown := sorted(set(row) - set(declared)):
            raise SuiteDefect(f"unknown batch statistics {unknown}: declare them in expectations/statistics.py")
        required = {n for n, f in declared.items() if f.default is dataclasses.MISSING}
        if missing := sorted(n for n in required if row.get(n) is None):
            raise SuiteDefect(f"batch statistics without a value: {missing}")
        return cls(**{name: _number(name, value) for name, value in row.items()})

    def row(self) -> dict[str, float | int | None]:
        """Every statistic and every share: the row that is judged."""
        return {**dataclasses.asdict(self), **self.shares()}

    def shares(self) -> dict[str, float | None]:
        """What is judged beside the counts, derived from them; None where there is nothing to divide by."""
        found = _share(1000 * self.indicators, self.characters)
        return {
            "quarantined_share": _share(self.quarantined, self.items_in - self.skipped - self.duplicates),
            "unrepaired_share": _share(self.unrepaired, self.characters),
            "without_issuer_share": _share(self.reports_without_issuer, self.documents_extracted),
            "without_year_share": _share(self.reports_without_year, self.documents_extracted),
            "density_change": None if found is None else _share(found, self.history_indicators_per_1000),
        }


def describe() -> dict[str, str]:
    """Every statistic and what it counts."""
    return {f.name: f.metadata["description"] for f in dataclasses.fields(BatchStatistics)}


def _number(name: str, value: float | int | str | None) -> Any:
    if isinstance(value, bool) or not (value is None or isinstance(value, (int, float))):
        raise SuiteDefect(f"batch statistic {name} is a number, not {value!r}")
    return value


def _share(part: float, whole: float | None) -> float | None:
    return part / whole if whole else None
