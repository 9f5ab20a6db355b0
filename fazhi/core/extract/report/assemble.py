"""Title, date, year, issuer and region put together: what each source says, and which is believed."""

import re
from dataclasses import dataclass, replace
from datetime import date

from fazhi.core.extract.report.dates import published
from fazhi.core.extract.report.description import Description, Span
from fazhi.core.extract.report.gazetteer import gazetteer
from fazhi.core.extract.report.issuer import from_opening, from_page, from_signature, from_title
from fazhi.core.extract.report.layout import Layout, lay_out
from fazhi.core.extract.report.organs import Organ
from fazhi.core.extract.report.regions import Place, own_region, resolve, resolve_township
from fazhi.core.extract.report.titles import Title, find_title, page_title_words
from fazhi.core.extract.report.years import find_year

_GOVERNMENT_REPORT = re.compile(r"法治政府|依法行政|政府工作报告")
_CONTEXT = 60_000


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known beside the text."""

    title: str | None
    source: str | None
    context: str


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
    day = published(text, layout, page_date)
    title = find_title(text, layout, page_title)
    year = find_year(text, layout, title, page_title_words(page_title), *day)
    if year[0] is not None and day[0] is not None and day[0].year < year[0]:
        # A site's clock or a moved page: no report is published before its year.
        day = published(text, layout, None)
    page = _Page(
        page_title, page_source, "\n".join((text[:_CONTEXT], page_title or "", page_source or "", source or ""))
    )
    issuer = _issuer(text, layout, title, page)
    place = _place(text, issuer, year[0], page)
    issuer = _completed(text, issuer, place, title)
    named = issuer if issuer is not None and issuer.kind is not None else None
    own = named is None or not named.name.startswith("我")
    return Description(
        title=title.words if title else None,
        title_span=title.span if title else None,
        issuer=named.name if named and own else None,
        issuer_span=named.span if named and own else None,
        issuer_kind=named.kind if named else _kind_of_region(issuer, title),
        region_code=place.code if place else None,
        region_name=place.name if place else None,
        region_level=place.level if place else None,
        region_span=place.span if place else None,
        report_year=year[0],
        year_span=year[1],
        published_on=day[0],
        date_span=day[1],
    )


def _issuer(text: str, layout: Layout, title: Title | None, page: _Page) -> Organ | None:
    """The most complete name among title, signature, page title and first sentence; else a bare region."""
    titled = from_title(text, title) if title else None
    if titled is not None and titled.is_full:
        return titled
    signed = from_signature(text, layout)
    words = page_title_words(page.title)
    on_page = from_title(text, Title(words, None)) if words else None
    found = [*_only(signed), *_only(titled), *_only(on_page), *_only(from_opening(text, layout))]
    region = next((o for o in found if o.kind is None), None)
    for organ in found:
        if organ.is_full and _agree(organ, region):
            return organ
    named = [o for o in found if o.kind is not None]
    if region is not None:
        return _with_region(named[0], region) if named else region
    said = [o for o in named if not o.name.startswith("我")]
    return next(iter([*said, *_only(from_page(page.source)), *named]), None)


def _only(organ: Organ | None) -> list[Organ]:
    return [] if organ is None else [organ]


def _agree(organ: Organ, region: Organ | None) -> bool:
    """A report about a region that its title names is not issued by an organ of another one."""
    if region is None or not region.chain or not organ.chain:
        return True
    held = {r.code for m in region.chain for r in m.regions}
    return any(r.code in held for m in organ.chain for r in m.regions)


def _with_region(organ: Organ, region: Organ) -> Organ:
    """市司法局 in a report whose title names the city."""
    return replace(organ, chain=region.chain, township=region.township) if organ.level else organ


def _place(text: str, organ: Organ | None, year: int | None, page: _Page) -> Place | None:
    """Region of the issuer: in its name, else the one that the text calls its own, else the one that the page names."""
    if organ is not None and organ.township:
        county = resolve_township(organ.township, organ.chain, year, page.context)
        return Place(county.code if county else None, organ.township, "township", _span_of(organ))
    if organ is not None and organ.chain:
        region = resolve(organ.chain, year, page.context)
        return Place(region.code, region.name, region.level, _span_of(organ)) if region else None
    if organ is not None and organ.name in ("我镇", "我乡"):
        return None  # the county that such a text names is not the issuer's region but holds it
    level = organ.level if organ else None
    if own := own_region(text, level, year, page.context):
        return Place(own[0].code, own[0].name, own[0].level, own[1])
    for words in (page.title, page.source):
        mentions = list(gazetteer().mentions((words or "")[:500]))
        fitting = [m for m in mentions if level is None or m.regions[0].name.endswith(level)]
        region = resolve(fitting[-1:], year, page.context)
        if region is not None and (organ is None or not organ.central):
            return Place(region.code, region.name, region.level, None)
    return None


def _span_of(organ: Organ) -> Span | None:
    """Where the text names the region: the part of the issuer's name, None where that is the page's."""
    if organ.span is None:
        return None
    if not organ.chain or organ.chain[-1].end > len(organ.name):
        return organ.span
    start, end = organ.chain[0].start, organ.chain[-1].end
    return (
        (organ.span[0] + start, organ.span[0] + end) if organ.span[1] - organ.span[0] == len(organ.name) else organ.span
    )


def _completed(text: str, organ: Organ | None, place: Place | None, title: Title | None) -> Organ | None:
    """The issuer's full name where the text has it: 阳春市人民政府办公室 for 市政府办公室 in a report of 阳春市."""
    if organ is None or place is None or organ.name.startswith("我"):
        return organ
    names = _names_of(place)
    if organ.kind is None:
        if title is None or not _GOVERNMENT_REPORT.search(title.words):
            return organ
        return _first_in(text, [f"{n}人民政府" for n in names], organ, "government") or replace(organ, kind=None)
    stem = organ.name
    if organ.level:
        stem = stem.removeprefix(organ.level)
    elif organ.chain:
        stem = stem[organ.chain[-1].end :]
    if not organ.level and not stem.startswith("政府"):
        return organ
    stems = [f"人民{stem}", stem] if stem.startswith("政府") else [stem]
    return _first_in(text, [f"{n}{s}" for s in stems for n in names], organ, organ.kind) or organ


def _kind_of_region(organ: Organ | None, title: Title | None) -> str | None:
    """A report on the rule-of-law government of a region that names no organ is its government's (督察工作规定)."""
    if organ is None or title is None or organ.name not in title.words:
        return None
    return "government" if _GOVERNMENT_REPORT.search(title.words) else None


def _names_of(place: Place) -> list[str]:
    region = gazetteer().by_code.get(place.code or "")
    if place.level == "township" or region is None:
        return [place.name]
    return list(dict.fromkeys((place.name, *region.names())))


def _first_in(text: str, names: list[str], organ: Organ, kind: str) -> Organ | None:
    for name in names:
        at = text.find(name)
        if at >= 0:
            return replace(organ, name=name, span=(at, at + len(name)), kind=kind)
    return None
