"""What a report says of itself: the record that `describe` gives."""

from datetime import date
from typing import NamedTuple

Span = tuple[int, int]


class Description(NamedTuple):
    """Title, issuer, region, year and date of a report; None is unknown.

    Each `*_span` is the evidence as half-open offsets in code points into the text, None where the value is unknown or
    comes from the page's own metadata. `title` and `issuer` are as written but for blanks inside them. For an issuer
    below the county (镇, 乡, 街道) `region_level` is township, `region_name` the township's name and `region_code` the
    code of the county that holds it (GB/T 2260 ends at the county), None if that is not known. A development zone that
    GB/T 2260 does not hold has the region that its name begins with.
    """

    title: str | None = None
    title_span: Span | None = None
    issuer: str | None = None
    issuer_span: Span | None = None
    issuer_kind: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    region_level: str | None = None
    region_span: Span | None = None
    report_year: int | None = None
    year_span: Span | None = None
    published_on: date | None = None
    date_span: Span | None = None
