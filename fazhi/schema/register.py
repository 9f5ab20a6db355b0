"""The register of what is published: a row a report, small enough to be read whole, in step with the table `reports`.

It answers which documents are published, by which rules, in which file, and which may be copies of one report, without
reading a text. Its files have the names of those of `reports` and change in the same commits; all of it follows from
`reports` and can be made again from there.
"""

from dataclasses import dataclass
from typing import ClassVar

from fazhi.schema.columns import Record, column


@dataclass(slots=True, kw_only=True)
class Sketched(Record):
    """One row a published report: what tells copies of one report, and which of them is better."""

    table: ClassVar[str] = "sketches"
    layer: ClassVar[str] = "register"

    doc_id: str = column("string", "Document.", key=True)
    version: str = column("string", "As in reports.")
    duplicate_of: str | None = column("string", "As in reports.", nullable=True)
    held_back_by: str | None = column(
        "string", "Version that kept the document back after it was published: the row is an older reading.",
        nullable=True,
    )  # fmt: skip
    block: int | None = column("int64", "Digest of region and year; null where one is not known.", nullable=True)
    bands: bytes = column("binary", "LSH bands of the slots: 32 unsigned 32-bit integers, little endian.")
    region_code: str | None = column("string", "As in reports.", nullable=True)
    organ: str | None = column("string", "The issuer without the regions that its name begins with.", nullable=True)
    report_year: int | None = column("int16", "As in reports.", nullable=True)
    slots: bytes = column("binary", "MinHash of the wording: 128 unsigned 16-bit integers, little endian.")
    runs: int = column("int32", "Runs of five signs in the text.")
    figures: bytes = column("binary", "The smallest hashes of its numbers: up to 64 unsigned 32-bit integers, sorted.")
    numbers: int = column("int32", "Different numbers of two digits or more in the text.")
    source: str = column("string", "As in reports.")
    media_type: str = column("string", "As in reports.")
    region_name: str | None = column("string", "As in reports.", nullable=True)
    charset_confidence: float | None = column("double", "As in reports.", nullable=True)
    repairs: int = column("int32", "As in reports.")
    unrepaired: int = column("int32", "As in reports.")
    text_chars: int = column("int32", "As in reports.")
