"""The tables between the bytes and the published ones: what ingest and normalize write.

Segment and extract write the record types of `curated`: their layers hold the same columns.
"""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from fazhi.schema.columns import Record, column
from fazhi.schema.curated import SCRIPTS


@dataclass(slots=True, kw_only=True)
class RawDocument(Record):
    """One row a document as it arrived."""

    table: ClassVar[str] = "documents"
    layer: ClassVar[str] = "raw"

    doc_id: str = column("string", "Id: the first 16 hex digits of `sha256`.", key=True)
    sha256: str = column("string", "sha256 of `content`, hexadecimal.")
    batch_id: str = column("string", "Batch that ingested it.")
    source: str = column("string", "Path below the input, archive member after `!/`, or URL.")
    media_type: str = column("string", "Media type, sniffed from the bytes.")
    declared_charset: str | None = column("string", "Charset that the transport declared: a hint.", nullable=True)
    fetched_at: dt.datetime = column("timestamp", "When the bytes arrived (UTC).")
    size: int = column("int64", "Bytes in `content`.")
    content: bytes = column("binary", "The bytes, unchanged; of a page without the packing of its transfer.")
    final_url: str | None = column("string", "URL that the bytes came from, after redirects.", nullable=True)
    http_status: int | None = column("int16", "Status of the response.", nullable=True)
    http_headers: str | None = column(
        "string", "Headers of the response as a JSON object of lower-case names; no cookies.", nullable=True
    )
    linked_from: str | None = column("string", "URL of the page that this document is attached to.", nullable=True)
    declared_issuer: str | None = column("string", "Issuer as the list of URLs has it: not checked.", nullable=True)
    declared_region: str | None = column("string", "Region as the list of URLs has it: not checked.", nullable=True)
    declared_year: int | None = column("int16", "Year as the list of URLs has it: not checked.", nullable=True)


@dataclass(slots=True, kw_only=True)
class EditRow:
    """A change: `source_text[start:end]` was replaced by `text`, for a reason named by `kind`."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(slots=True, kw_only=True)
class NormalizedDocument(Record):
    """One row a document whose text could be read."""

    table: ClassVar[str] = "documents"
    layer: ClassVar[str] = "normalized"

    doc_id: str = column("string", "Document.", key=True)
    batch_id: str = column("string", "Batch that normalized it.")
    source: str = column("string", "As in raw.")
    media_type: str = column("string", "As in raw.")
    fetched_at: dt.datetime = column("timestamp", "As in raw.")
    charset: str = column("string", "Charset that the bytes were decoded with (IANA name, lower case).")
    charset_confidence: float = column("double", "Confidence in the charset, 0 to 1.")
    script: str = column("string", "Script of the text as received.", vocabulary=SCRIPTS)
    damage: list[str] = column("list<string>", "Kinds of damage found, sorted.")
    repairs: int = column("int32", "Number of repairs (furniture and script not counted).")
    unrepaired: int = column("int32", "Number of places that could not be read (`□` in the text).")
    page_title: str | None = column("string", "Title that the page or file gives itself.", nullable=True)
    page_date: dt.date | None = column("date32", "Publication date that the page gives.", nullable=True)
    page_source: str | None = column("string", "Source line (来源) that the page gives.", nullable=True)
    source_text: str = column("string", "The decoded file, or the text that its extractor returned.")
    text: str = column("string", "The normalized text.")
    edits: list[EditRow] = column("list<edit>", "Every change; replayed on `source_text` they give `text`.")


@dataclass(slots=True, kw_only=True)
class Visit(Record):
    """One row a URL that was asked for: what its server said last, so that the next run asks only for what is new."""

    table: ClassVar[str] = "visits"
    layer: ClassVar[str] = "collected"

    url: str = column("string", "URL as listed or linked, without its fragment.", key=True)
    final_url: str | None = column("string", "URL that the bytes came from, after redirects.", nullable=True)
    status: int | None = column("int16", "Last status; null where there was no answer.", nullable=True)
    asked_at: dt.datetime = column("timestamp", "When the URL was asked for last (UTC).")
    fetched_at: dt.datetime | None = column("timestamp", "When bytes arrived last (UTC).", nullable=True)
    sha256: str | None = column("string", "sha256 of the bytes that arrived last, hexadecimal.", nullable=True)
    etag: str | None = column("string", "Validator `ETag` of those bytes.", nullable=True)
    last_modified: str | None = column("string", "Validator `Last-Modified` of those bytes.", nullable=True)
    attachments: list[str] = column("list<string>", "URLs of the documents that the page links to.")
    reason_code: str | None = column("string", "Why nothing could be had, the last time.", nullable=True)
