"""Sketches of reports: made with the chunk that extracts them, read again when a batch is published."""

from collections.abc import Iterable, Iterator
from typing import Any

from fazhi.core.duplicates.quality import Copy
from fazhi.core.duplicates.sketch import Sketch, bands, sketch
from fazhi.core.duplicates.subject import Subject, organ_of
from fazhi.schema.columns import columns_of
from fazhi.schema.curated import Report
from fazhi.schema.register import Sketched
from fazhi.stages.batch import Batch
from fazhi.storage.files import write_rows
from fazhi.storage.places import Place

# What a sketch carries over from its report.
_CARRIED = ("doc_id", "version", "duplicate_of", "report_year", "source", "media_type", "region_code",
            "region_name", "charset_confidence", "repairs", "unrepaired", "text_chars")  # fmt: skip
# What `sketched` needs of a report.
NEEDED = (*_CARRIED, "issuer", "text")


def write_sketches(batch: Batch, chunk: int, reports: Iterable[Report]) -> None:
    """Write the sketches of a chunk's reports to the batch's work folder."""
    rows = [sketched({name: getattr(report, name) for name in NEEDED}) for report in reports]
    write_rows(sketches_path(batch, chunk), Sketched, rows, batch.work)


def sketches_path(batch: Batch, chunk: int) -> Place:
    """Where the sketches of a chunk lie until the batch ends."""
    return batch.work / "sketches" / f"{chunk:05d}.parquet"


def sketched(report: dict[str, Any]) -> Sketched:
    """The register's row of a report (its columns `NEEDED`)."""
    made = sketch(report["text"])
    subject = Subject(
        report["region_code"], organ_of(report["issuer"], report["region_code"], report["region_name"]),
        report["report_year"],
    )  # fmt: skip
    return Sketched(
        **{name: report[name] for name in _CARRIED},
        organ=subject.organ, block=subject.block,
        slots=made.slots.astype("<u2").tobytes(), bands=bands(made.slots).astype("<u4").tobytes(), runs=made.runs,
        figures=made.figures.astype("<u4").tobytes(), numbers=made.numbers,
    )  # fmt: skip


def copies_of(rows: Iterable[dict[str, Any]]) -> Iterator[Copy]:
    """The register's rows as what the core compares."""
    import numpy as np

    carried = [c.name for c in columns_of(Sketched) if c.name in Copy.__dataclass_fields__]
    for row in rows:
        slots, figures = np.frombuffer(row["slots"], "<u2"), np.frombuffer(row["figures"], "<u4")
        yield Copy(
            **{name: row[name] for name in carried},
            subject=Subject(row["region_code"], row["organ"], row["report_year"]),
            sketch=Sketch(slots, row["runs"], figures, row["numbers"]), held_back=row["held_back_by"] is not None,
        )  # fmt: skip
