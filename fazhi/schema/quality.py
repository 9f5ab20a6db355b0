"""What a batch leaves behind about itself: the fate of every item, what was kept back, what the suites said."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import ClassVar

from fazhi.schema.columns import Record
from fazhi.schema.columns import column as declare
from fazhi.schema.curated import SEVERITIES

OUTCOMES = ("published", "skipped", "duplicate", "quarantined", "withheld")
STAGES = ("ingest", "normalize", "segment", "extract", "validate", "publish")


def item_id_without_bytes(source: str, reason_code: str) -> str:
    """Stands for the doc_id of an item without bytes: the same item gives the same id, whatever run meets it."""
    return "x" + hashlib.sha256(f"{source}\0{reason_code}".encode()).hexdigest()[:15]


@dataclass(slots=True, kw_only=True)
class Fate(Record):
    """One row an item that came in: what became of it. One file a batch."""

    table: ClassVar[str] = "fates"
    layer: ClassVar[str] = "quality"

    batch_id: str = declare("string", "Batch.", key=True)
    item_id: str = declare("string", "doc_id, or `x` and a digest of the source where no bytes could be read.")
    source: str = declare("string", "Path below the input, archive member after `!/`, or URL.", key=True)
    outcome: str = declare("string", "What became of it.", vocabulary=OUTCOMES)
    reason_code: str | None = declare("string", "Why it was quarantined.", nullable=True)
    version: str = declare("string", "Digest of the code and rules that decided.")


@dataclass(slots=True, kw_only=True)
class Quarantined(Record):
    """One row an item kept back: a document, or a row that broke a critical expectation."""

    table: ClassVar[str] = "quarantine"
    layer: ClassVar[str] = "quality"

    batch_id: str = declare("string", "Batch that kept it back.")
    source: str = declare("string", "The path or URL it came from, the archive member included.")
    doc_id: str | None = declare("string", "Document; null where no bytes could be read.", nullable=True)
    stage: str = declare("string", "Stage that kept it back.", vocabulary=STAGES)
    reason_code: str = declare("string", "Why, as a code.")
    message: str = declare("string", "Why, and what to do.")
    item: str = declare("string", "The row as JSON, or where the bytes are kept.")
    version: str = declare("string", "Digest of the code and rules that decided.")


@dataclass(slots=True, kw_only=True)
class Result(Record):
    """One row an expectation and chunk (or the whole batch): what the suite said. One file a batch."""

    table: ClassVar[str] = "results"
    layer: ClassVar[str] = "quality"

    batch_id: str = declare("string", "Batch.")
    chunk: int | None = declare("int32", "Chunk; null for the batch-level suite.", nullable=True)
    suite: str = declare("string", "Layer and table that the expectation guards.")
    expectation: str = declare("string", "Type of the expectation.")
    column: str | None = declare("string", "Column or columns it looks at.", nullable=True)
    severity: str = declare("string", "What a failure means.", vocabulary=SEVERITIES)
    success: bool = declare("bool", "Whether it held; false where it was not asked.")
    rows: int = declare("int32", "Rows of the table.")
    evaluated: int | None = declare(
        "int32", "Rows it had something to look at in: where a value is missing, nothing is compared.", nullable=True
    )
    failed_rows: int = declare("int32", "Rows that broke it.")
    observed: str | None = declare("string", "What was observed, as JSON.", nullable=True)
    failed_ids: list[str] = declare("list<string>", "Keys of the rows that broke it, at most 20.")
    not_run: str | None = declare(
        "string", "What was not known, so that it could not be asked: it neither held nor failed.", nullable=True
    )
    validated_at: dt.datetime = declare("timestamp", "When.")
