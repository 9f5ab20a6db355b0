"""From quantities to indicators and findings: the order in which a report's numbers are judged and understood."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fazhi.core.extract import coordination, metric, parts, periods, roles, subject, targets
from fazhi.core.extract.bounds import qualifier_of
from fazhi.core.extract.classify import Headings, classify
from fazhi.core.extract.clauses import split
from fazhi.core.extract.findings import Contradiction, audit
from fazhi.core.extract.judgement import is_indicator
from fazhi.core.extract.measurement import GOES_ON, Measurement, Passage
from fazhi.core.extract.names import Names
from fazhi.core.extract.phrases import Phrases
from fazhi.core.extract.quantities import parse
from fazhi.core.extract.quantity import Quantity
from fazhi.core.extract.taxonomy import FALLBACK
from fazhi.schema.curated import Finding, Indicator
from fazhi.schema.sentences import Sentences

if TYPE_CHECKING:
    from fazhi.core.extract.report.description import Description
    from fazhi.core.segment import Segmented

# Month and day of the year behind a report's, where nothing says when it came out.
_LONG_DUE = (6, 30)
SourceSpan = Callable[[int, int], tuple[int, int]]


@dataclass(slots=True)
class Extracted:
    """What extract finds, in the order of the text."""

    indicators: list[Indicator] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def extract(
    doc_id: str, text: str, segmented: "Segmented", description: "Description", source_span: SourceSpan
) -> Extracted:
    """The indicators and findings of a normalized text.

    In: the document's id and text, its sections and sentences, what the report says of itself, and the alignment of
    `text` with the source (offsets in code points, half open). Out: records with all columns filled; ids follow from
    the document's id and offsets alone. Linear in the text; raises nothing of its own.
    """
    found, phrases = parse(text, ref_date=_reference(description)), Phrases(text)
    headings = Headings(text, segmented.sections)
    previous: Passage | None = None
    kept: list[Passage] = []
    for passage in _passages(text, segmented, found, phrases):
        if passage is not None:
            understand(text, passage, previous, headings, description)
            if passage.measurements:
                kept.append(passage)
        previous = passage
    classify(text, phrases, kept, headings)
    indicators = [
        _indicator(doc_id, passage, measurement, source_span)
        for passage in kept
        for measurement in passage.measurements
    ]
    return Extracted(indicators, _findings(doc_id, audit(kept)))


def understand(
    text: str, passage: Passage, previous: Passage | None, headings: Headings, description: "Description"
) -> None:
    """Give every measurement of a sentence its role, total, period, metric and subject."""
    if not passage.measurements:
        periods.assign(passage, description.report_year)
        return
    before = previous if previous is not None and passage.goes_on_from(previous, text) else None
    coordination.coordinate(text, passage.measurements)
    roles.assign(text, passage)
    targets.assign(text, passage, before is not None and before.aiming)
    parts.assign(text, passage, previous)
    year = description.report_year
    planned = headings.planned(passage.section_id, year) if passage.section_role == "plan" else None
    periods.assign(passage, year, before.held if before else None, planned)
    if (known := _known_until(description)) is not None:
        targets.aim(passage, known)
    metric.assign(passage, headings.topic(passage.section_id), before.main if before else None)
    subject.assign(passage, description.issuer, before.who if before else None)


def _known_until(description: "Description") -> dt.date | None:
    """The last day that the report can tell of: of its year or, later, the one that it was published on.

    Reports on a year are due by the first of April of the next (《法治政府建设与责任落实督察工作规定》 art. 25); one
    that does not say when it came out may have been late.
    """
    year, published = description.report_year, description.published_on
    if year is None:
        return published
    return max(published, dt.date(year, 12, 31)) if published else dt.date(year + 1, *_LONG_DUE)


def _reference(description: "Description") -> dt.date | None:
    """The day that relative dates count from: the end of the report's year."""
    return dt.date(description.report_year, 12, 31) if description.report_year else description.published_on


def _passages(
    text: str, segmented: "Segmented", quantities: Sequence[Quantity], phrases: Phrases
) -> Iterator[Passage | None]:
    """The sentences that hold quantities, with their clauses and measurements.

    One without a measurement only says when, and that only to one that goes on from it: None where none can.
    """
    names = Names(text, phrases)
    roles_of = {section.section_id: section.role for section in segmented.sections}
    sentences = Sentences.of(segmented.sentences)
    at, count = 0, len(quantities)
    for position, (start, end) in enumerate(zip(sentences.starts, sentences.ends, strict=True)):
        first = at
        while at < count and quantities[at].start < end:
            at += 1
        here = [quantity for quantity in quantities[first:at] if quantity.start >= start]
        if not here:
            continue
        judged = [quantity for quantity in here if is_indicator(text, quantity, names)]
        if not judged and not text.endswith(GOES_ON, start, end):
            yield None
            continue
        section_id = sentences.sections[position]
        passage = Passage(
            text=text[start:end],
            start=start,
            end=end,
            sentence_id=sentences.id_at(position),
            section_id=section_id,
            section_role=roles_of.get(section_id or "", "other"),
            quantities=here,
            clauses=split(text, start, end, here),
            phrases=phrases,
        )
        passage.measurements = _measurements(text, passage, judged)
        yield passage


def _measurements(text: str, passage: Passage, judged: Sequence[Quantity]) -> list[Measurement]:
    """The quantities judged to be indicators, each with its clause, before their meaning is known."""
    clauses, last, at = passage.clauses, len(passage.clauses) - 1, 0
    found: list[Measurement] = []
    for quantity in judged:
        # The clause that holds it, or the nearest before it where it stands on a mark.
        while at < last and clauses[at + 1].start <= quantity.start:
            at += 1
        value = quantity.value
        found.append(
            Measurement(
                quantity=quantity,
                clause=clauses[at],
                value=float(value) if isinstance(value, (int, float)) else 0.0,
                unit=quantity.unit or ("位" if quantity.kind == "ordinal" else "元"),
                qualifier=qualifier_of(text, quantity),
                start=quantity.start,
                end=quantity.end,
            )
        )
    return found


def _indicator(doc_id: str, passage: Passage, measurement: Measurement, source: SourceSpan) -> Indicator:
    """The record of a measurement."""
    start, end, whole = measurement.start, measurement.end, measurement.whole
    source_start, source_end = source(start, end)
    period_start, period_end = measurement.period
    system, code, confidence = measurement.filed or (FALLBACK, None, 0.0)
    return Indicator(
        indicator_id=f"{doc_id}-n{start}",
        doc_id=doc_id,
        sentence_id=passage.sentence_id,
        section_id=passage.section_id,
        quote=passage.text[start - passage.start : end - passage.start],
        start=start,
        end=end,
        source_start=source_start,
        source_end=source_end,
        value=measurement.value,
        value_high=measurement.quantity.value_high,
        unit=measurement.unit,
        qualifier=measurement.qualifier,
        role=measurement.role,
        direction=measurement.direction,
        metric=measurement.metric,
        system=system,
        indicator_code=code,
        part_of=f"{doc_id}-n{whole.start}" if whole is not None else None,
        period_start=period_start,
        period_end=period_end,
        subject=measurement.subject,
        confidence=confidence,
    )


def _findings(doc_id: str, contradictions: Sequence[Contradiction]) -> list[Finding]:
    """The records of contradictions."""
    return [
        Finding(
            doc_id=doc_id,
            finding_id=f"{doc_id}-f{position}",
            kind=c.kind,
            severity=c.severity,
            expected=c.expected,
            found=c.found,
            difference=None if c.found is None or c.expected is None else round(c.found - c.expected, 6),
            indicator_ids=[f"{doc_id}-n{m.start}" for m in c.measurements],
            message=c.message,
        )
        for position, c in enumerate(contradictions)
    ]
