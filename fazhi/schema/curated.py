"""The published tables: names and meanings are fixed, columns may be added.

Offsets count Unicode code points, half open, into `reports.text`. But for `batch_id` and `fetched_at` a row holds
nothing of the run that made it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fazhi.schema.columns import Record, column
from fazhi.schema.tokens import Token

ISSUER_KINDS = ("government", "department", "court", "other")
REGION_LEVELS = ("province", "prefecture", "county", "township")
SCRIPTS = ("hans", "hant", "mixed")
SECTION_ROLES = ("preamble", "measures", "problems", "leadership", "plan", "other")
QUALIFIERS = ("exact", "over", "under", "about")
INDICATOR_ROLES = ("level", "part", "from", "to", "change", "rank", "ordinal", "target")
DIRECTIONS = ("increase", "decrease")
FINDING_KINDS = ("sum_of_parts", "share_mismatch", "impossible_share", "change_mismatch", "conflicting_values")
SEVERITIES = ("critical", "warning", "info")
REQUIREMENTS = ("measures", "problems", "leadership", "plan", "published_by_1_april")


@dataclass(slots=True, kw_only=True)
class Report(Record):
    """One row a document."""

    table: ClassVar[str] = "reports"
    layer: ClassVar[str] = "curated"

    doc_id: str = column("string", "Id of the document: the first 16 hex digits of the sha256 of its bytes.", key=True)
    batch_id: str = column("string", "Batch that published the row.")
    source: str = column("string", "Path below the input, archive member after `!/`, or URL.")
    media_type: str = column("string", "Media type, sniffed from the bytes.")
    fetched_at: dt.datetime = column("timestamp", "When the bytes arrived (UTC).")
    title: str | None = column("string", "Title of the report.", nullable=True)
    issuer: str | None = column("string", "Organ that issued the report, as named in it.", nullable=True)
    issuer_kind: str | None = column("string", "Kind of the issuer.", nullable=True, vocabulary=ISSUER_KINDS)
    region_code: str | None = column("string", "Region of the issuer, GB/T 2260, six digits.", nullable=True)
    region_name: str | None = column("string", "Official name of the region.", nullable=True)
    region_level: str | None = column("string", "Level of the region.", nullable=True, vocabulary=REGION_LEVELS)
    report_year: int | None = column("int16", "Year reported on.", nullable=True)
    published_on: dt.date | None = column("date32", "Day of publication.", nullable=True)
    charset: str = column("string", "Charset that the bytes were decoded with (IANA name, lower case).")
    charset_confidence: float | None = column("double", "Confidence in the charset, 0 to 1.", nullable=True)
    script: str = column("string", "Script of the text as received.", vocabulary=SCRIPTS)
    damage: list[str] = column("list<string>", "Kinds of damage found in the text as received, sorted.")
    repairs: int = column("int32", "Number of repairs made by normalize (furniture and script not counted).")
    unrepaired: int = column("int32", "Number of places that could not be read (`□` in the text).")
    text: str = column("string", "The normalized text: repaired, simplified, without page furniture.")
    text_chars: int = column("int32", "Code points in `text`.")
    duplicate_of: str | None = column("string", "Kept copy of the same report, if this is another.", nullable=True)
    version: str = column("string", "Digest of the code and rules that made the row.")
    title_start: int | None = column("int32", "Start of the evidence of `title` in `text`.", nullable=True)
    title_end: int | None = column("int32", "End of the evidence of `title` in `text`.", nullable=True)
    issuer_start: int | None = column("int32", "Start of the evidence of `issuer` in `text`.", nullable=True)
    issuer_end: int | None = column("int32", "End of the evidence of `issuer` in `text`.", nullable=True)
    region_start: int | None = column("int32", "Start of the evidence of `region_code` in `text`.", nullable=True)
    region_end: int | None = column("int32", "End of the evidence of `region_code` in `text`.", nullable=True)
    year_start: int | None = column("int32", "Start of the evidence of `report_year` in `text`.", nullable=True)
    year_end: int | None = column("int32", "End of the evidence of `report_year` in `text`.", nullable=True)
    date_start: int | None = column("int32", "Start of the evidence of `published_on` in `text`.", nullable=True)
    date_end: int | None = column("int32", "End of the evidence of `published_on` in `text`.", nullable=True)
    correction: str | None = column("string", "What of `expectations/corrections.yml` changed it.", nullable=True)


@dataclass(slots=True, kw_only=True)
class Section(Record):
    """One row a section of a report's outline."""

    table: ClassVar[str] = "sections"
    layer: ClassVar[str] = "curated"

    doc_id: str = column("string", "Document.", references="reports")
    section_id: str = column("string", "Id: doc_id, `-s`, position in the outline.", key=True)
    parent_id: str | None = column("string", "Section that this one stands in.", nullable=True, references="sections")
    depth: int = column("int8", "Depth in the outline, from 0 for the preamble's and the first level.")
    marker: str | None = column("string", "Marker as written: `一、` `(一)` `1.` `一是`.", nullable=True)
    heading: str | None = column("string", "Heading without its marker.", nullable=True)
    role: str = column("string", "What the section is for.", vocabulary=SECTION_ROLES)
    start: int = column("int32", "Start in `reports.text`, marker included.")
    end: int = column("int32", "End in `reports.text`, subsections included.")


@dataclass(slots=True, kw_only=True)
class Sentence(Record):
    """One row a sentence; every character of a section's own text that is not blank stands in just one."""

    table: ClassVar[str] = "sentences"
    layer: ClassVar[str] = "curated"

    doc_id: str = column("string", "Document.", references="reports")
    sentence_id: str = column("string", "Id: doc_id, `-t`, position.", key=True)
    section_id: str | None = column("string", "Innermost section that holds it.", nullable=True, references="sections")
    position: int = column("int32", "Position in the document, from 0.")
    start: int = column("int32", "Start in `reports.text`.")
    end: int = column("int32", "End in `reports.text`.")
    text: str = column("string", "The sentence: `reports.text[start:end]`.")
    tokens: Sequence[Token] = column("list<token>", "Words, tags of jieba's dictionary, offsets into the text.")


@dataclass(slots=True, kw_only=True)
class Indicator(Record):
    """One row a measurement: a number with its unit that measures something."""

    table: ClassVar[str] = "indicators"
    layer: ClassVar[str] = "curated"

    indicator_id: str = column("string", "Id: doc_id, `-n`, start offset.", key=True)
    doc_id: str = column("string", "Document.", references="reports")
    sentence_id: str = column("string", "Sentence that holds it.", references="sentences")
    section_id: str | None = column("string", "Innermost section that holds it.", nullable=True, references="sections")
    quote: str = column("string", "Exact text of modifier, number and unit: `reports.text[start:end]`.")
    start: int = column("int32", "Start of the quote in `reports.text`.")
    end: int = column("int32", "End of the quote in `reports.text`.")
    source_start: int = column("int32", "Start of the same place in `normalized.source_text`.")
    source_end: int = column("int32", "End of the same place in `normalized.source_text`.")
    value: float = column("double", "Value in base units: 308.37万条 is 3083700; the low end of a range.")
    value_high: float | None = column("double", "High end of a range.", nullable=True)
    unit: str = column("string", "Unit as written, without 万 or 亿: 项 条 件 % 个 工作日 元 人次.")
    qualifier: str = column("string", "How the value bounds the truth.", vocabulary=QUALIFIERS)
    role: str = column(
        "string",
        "What the value is to its metric; `from` is also a value of an earlier time that another is compared with.",
        vocabulary=INDICATOR_ROLES,
    )
    direction: str | None = column("string", "Direction of a change.", nullable=True, vocabulary=DIRECTIONS)
    metric: str | None = column("string", "What is measured, in the text's own words.", nullable=True)
    system: str = column("string", "Mechanism of government that the figure reports on (ids of `taxonomy`).")
    indicator_code: str | None = column("string", "Standard indicator of the taxonomy.", nullable=True)
    part_of: str | None = column("string", "Indicator that is the total.", nullable=True, references="indicators")
    period_start: dt.date | None = column("date32", "First day of the period; null for a stock.", nullable=True)
    period_end: dt.date | None = column("date32", "Last day of the period, or the day of a stock.", nullable=True)
    subject: str | None = column("string", "Who is measured.", nullable=True)
    confidence: float = column("double", "Confidence of the reading, 0 to 1.")
    correction: str | None = column("string", "What of `expectations/corrections.yml` changed it.", nullable=True)


@dataclass(slots=True, kw_only=True)
class Finding(Record):
    """One row a contradiction between a report's own numbers."""

    table: ClassVar[str] = "findings"
    layer: ClassVar[str] = "curated"

    doc_id: str = column("string", "Document.", references="reports")
    finding_id: str = column("string", "Id: doc_id, `-f`, position.", key=True)
    kind: str = column("string", "Kind of contradiction.", vocabulary=FINDING_KINDS)
    severity: str = column("string", "How much it weighs.", vocabulary=SEVERITIES)
    expected: float | None = column("double", "Value that the other numbers give.", nullable=True)
    found: float | None = column("double", "Value that the report states.", nullable=True)
    difference: float | None = column("double", "`found` minus `expected`.", nullable=True)
    indicator_ids: list[str] = column("list<string>", "Indicators that contradict each other, the stated one first.")
    message: str = column("string", "One sentence in Chinese that says what does not agree.")


@dataclass(slots=True, kw_only=True)
class Compliance(Record):
    """One row a report and requirement of 《法治政府建设与责任落实督察工作规定》."""

    table: ClassVar[str] = "compliance"
    layer: ClassVar[str] = "curated"

    doc_id: str = column("string", "Document.", references="reports", key=True)
    requirement: str = column("string", "Requirement.", vocabulary=REQUIREMENTS, key=True)
    met: bool | None = column("bool", "Whether it is met; null when it can't be known.", nullable=True)
    evidence: str | None = column("string", "section_id or date that shows it.", nullable=True)
