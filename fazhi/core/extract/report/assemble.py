"""Title, date, year, issuer and region put together: what each source says, and which is believed."""

from datetime import date

from fazhi.core.extract.report.dates import published
from fazhi.core.extract.report.description import Description, Span
from fazhi.core.extract.report.gazetteer import gazetteer
from fazhi.core.extract.report.labels import issuer_label
from fazhi.core.extract.report.layout import lay_out
from fazhi.core.extract.report.organs import Organ
from fazhi.core.extract.report.page import Page
from fazhi.core.extract.report.regions import Place, own_region, resolve, resolve_township
from fazhi.core.extract.report.selection import complete, kind_of_region, select
from fazhi.core.extract.report.titles import find_title, page_title_words
from fazhi.core.extract.report.years import find_year


def describe(
    text: str,
    *,
    page_title: str | None = None,
    page_date: date | None = None,
    page_source: str | None = None,
    source: str | None = None,
) -> Description:
    """What the report `text` says of itself; unknown is None, nothing is guessed.

    `text` is normalized: repaired, simplified, without page furniture. `page_title`, `page_date` and `page_source`
    (来源) are the page's own words; `source` (a path or URL) only helps to choose among regions of one name. Offsets in
    the result are code points into `text`. Raises nothing.
    """
    layout = lay_out(text)
    page = Page.of(text, page_title, page_source or issuer_label(text, layout), source)
    day = published(text, layout, page_date)
    title = find_title(text, layout, page_title)
    year = find_year(text, layout, title, page_title_words(page_title), *day)
    if year[0] is not None and day[0] is not None and day[0].year < year[0]:
        # A site's clock or a moved page: no report is published before its year.
        day = published(text, layout, None)
    selected = select(text, layout, title, page)
    place = _place(text, selected.region, year[0], page)
    issuer = complete(text, selected.organ, place, title)
    known = issuer is not None and issuer.kind is not None
    named = issuer if issuer is not None and known and issuer.is_name else None
    return Description(
        title=title.words if title else None,
        title_span=title.span if title else None,
        issuer=named.name if named else None,
        issuer_span=named.span if named else None,
        issuer_kind=issuer.kind if issuer is not None and known else kind_of_region(issuer, title),
        region_code=place.code if place else None,
        region_name=place.name if place else None,
        region_level=place.level if place else None,
        region_span=place.span if place else None,
        report_year=year[0],
        year_span=year[1],
        published_on=day[0],
        date_span=day[1],
    )


def _place(text: str, organ: Organ | None, year: int | None, page: Page) -> Place | None:
    """Region of the issuer: in its name, else the one that the text calls its own, else the one that the page names."""
    if organ is not None and organ.township:
        county = resolve_township(organ.township, organ.chain, year, page.context)
        return Place(county.code if county else None, organ.township, "township", _span_of(organ))
    if organ is not None and organ.chain:
        region = resolve(organ.chain, year, page.context)
        return Place(region.code, region.name, region.level, _span_of(organ)) if region else None
    if organ is not None and organ.is_township_self:
        return None  # the county that such a text names is not the issuer's region but holds it
    level = organ.level if organ else None
    if own := own_region(text, level, year, page.context):
        return Place(own[0].code, own[0].name, own[0].level, own[1])
    return None if organ is not None and organ.central else _on_page(level, year, page)


def _on_page(level: str | None, year: int | None, page: Page) -> Place | None:
    """The last region of the level that the page's title, else its source line names."""
    for words in (page.title, page.source):
        mentions = gazetteer().mentions((words or "")[:500])
        fitting = [m for m in mentions if level is None or m.regions[0].name.endswith(level)]
        region = resolve(fitting[-1:], year, page.context)
        if region is not None:
            return Place(region.code, region.name, region.level, None)
    return None


def _span_of(organ: Organ) -> Span | None:
    """Where the text names the region: the part of the issuer's name, None where that is the page's."""
    if organ.span is None:
        return None
    if not organ.chain or organ.span[1] - organ.span[0] != len(organ.name):
        return organ.span
    end = organ.chain[-1].end
    if organ.township:
        end = organ.name.index(organ.township, end) + len(organ.township)
    return organ.span[0] + organ.chain[0].start, organ.span[0] + end
