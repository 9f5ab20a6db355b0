"""What a page says of itself: title, day of publication, source."""

import datetime as dt
import re

from fazhi.core.normalize.formats.blocks import Blocks, Line, han, has_han
from fazhi.core.normalize.formats.layout import layout
from fazhi.core.normalize.formats.markup import resolved

_ATTRIBUTE = re.compile(r"([\w:-]{1,40})=\"([^\"]{0,2000})\"")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,1000})</title", re.I)
_DATE = re.compile(r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?!\d)")
_COMPACT_DATE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_SEPARATORS = re.compile(r"\s+[-–—|_]+\s*|\s*[-–—|_]+\s+|[|_]+|-{2,}|—{2,}|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")
_SITE = re.compile(r"(?:网|网站|门户|人民政府|政府网|首页|平台|信息公开|局|厅|委员会|办公室)$")
_HEADINGS = ("h1", "h2", "h3")
_LONG_HEADING = 8  # Han characters: shorter ones mostly name a column of the site
_LOOKED_AT = 60  # lines, from the top of the page: dates in the text itself are not the page's
_LONGEST_LABELLED = 200  # characters: longer lines are paragraphs


def metas(blocks: Blocks) -> dict[str, str]:
    """The page's metas by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for attributes in blocks.metas:
        pairs = {key.lower(): value for key, value in _ATTRIBUTE.findall(attributes)}
        name = (pairs.get("name") or pairs.get("property") or pairs.get("itemprop") or "").strip().lower()
        content = resolved(pairs.get("content", "")).strip()
        if name and content:
            found.setdefault(name, content)
    return found


def title_of(blocks: Blocks, html: str, said: dict[str, str]) -> str | None:
    """The title: of the metas, else the largest heading that the title element agrees with, else that element alone."""
    for name in layout().title_metas:
        if name in said and han(said[name]) >= 4:
            return without_site(said[name])
    element = _TITLE.search(html[:200_000])
    stated = " ".join(_plain(element[1]).split()) if element else ""
    headings = _headings(blocks)
    for heading in headings:
        if heading.replace(" ", "") in stated.replace(" ", "") and not _SITE.search(heading):
            return heading
    named = without_site(stated)
    if han(named) >= 3 and not _SITE.search(named):
        return named
    return next((heading for heading in headings if han(heading) >= _LONG_HEADING), None) or next(iter(headings), None)


def _plain(title: str) -> str:
    import html as entities

    return entities.unescape(title)


def _headings(blocks: Blocks) -> list[str]:
    """Texts of heading elements, the largest first, as far as they can be a report's title."""
    tags, parents = blocks.elements.tags, blocks.elements.parents
    by_rank: dict[str, list[str]] = {rank: [] for rank in _HEADINGS}
    for line in blocks.lines if not by_rank.keys().isdisjoint(tags) else ():
        at = line.element
        for _ in range(4):  # a span or two inside the heading
            if at < 0 or tags[at] in by_rank:
                break
            at = parents[at]
        if at >= 0 and tags[at] in by_rank and has_han(line.text, 4):
            by_rank[tags[at]].append(" ".join(line.text.split()))
    return [text for rank in _HEADINGS for text in by_rank[rank] if len(text) <= 120]


def without_site(title: str) -> str:
    """The title without the name of the site before or after it (`…报告 - 某某市人民政府`)."""
    parts = [part.strip() for part in _SEPARATORS.split(" ".join(title.split())) if part.strip()]
    named = [part for part in parts if not _SITE.search(part)]
    return max(named or parts, key=han, default="")


def date_of(blocks: Blocks, lines: list[Line], said: dict[str, str]) -> dt.date | None:
    """The day of publication: of the metas, a labelled line (发布时间:2023-03-20), or a time element."""
    stated = [said[name] for name in layout().date_metas if name in said]
    for text in stated:
        if (day := parse_date(text)) is not None:
            return day
    for line in _top(lines):
        match = layout().date_label.search(line.text)
        if match and (day := _day(match["y"], match["m"], match["d"])) is not None:
            return day
    times = [value for attributes in blocks.times for key, value in _ATTRIBUTE.findall(attributes) if key == "datetime"]
    return next((day for text in times if (day := parse_date(text)) is not None), None)


def _top(lines: list[Line]) -> list[Line]:
    return [line for line in lines[:_LOOKED_AT] if len(line.text) <= _LONGEST_LABELLED]


def source_of(lines: list[Line], said: dict[str, str]) -> str | None:
    """The organ that the page names as its source (来源)."""
    for name in layout().source_metas:
        if name in said and han(said[name]) >= 2:
            return said[name][:80]
    for line in _top(lines):
        if (match := layout().source_label.search(line.text)) and han(match["source"]) >= 2:
            return match["source"]
    return None


def parse_date(text: str) -> dt.date | None:
    """The first day named in `text` (2023-03-20, 2023年3月20日, 20230320), None where there is none."""
    match = _DATE.search(text) or _COMPACT_DATE.search(text)
    return _day(*match.groups()) if match else None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
