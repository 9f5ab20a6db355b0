"""Which of the organs that title, signature, page and first sentence name is the issuer, and its full name."""

import re
from typing import NamedTuple

from fazhi.core.extract.report.congress import from_congress
from fazhi.core.extract.report.gazetteer import gazetteer
from fazhi.core.extract.report.issuer import beside_title, from_opening, from_page, from_signature
from fazhi.core.extract.report.layout import Layout
from fazhi.core.extract.report.organs import Organ, knowledge
from fazhi.core.extract.report.page import Page
from fazhi.core.extract.report.regions import Place, own_level
from fazhi.core.extract.report.titled import from_title, region_of_title
from fazhi.core.extract.report.titles import Title, page_title_words

_GOVERNMENT_REPORT = re.compile(r"法治政府|依法行政|政府工作报告")
_OWN_REGION = re.compile("[我全本][省市县区州盟旗](?![直级内域])")
_OPENING = 600
# 我局 is the page's 巴东县司法局, not its 巴东县人民政府办公室.
_ENDS_OF_SELF = {
    "办": ("办", "办公室"),
    "委": ("委", "委员会"),
    "院": ("院",),
    "局": ("局",),
    "厅": ("厅",),
    "关": ("海关",),
}


class Selected(NamedTuple):
    """The issuer (None, or of no kind: unknown) and what names its region: the issuer itself or a bare region."""

    organ: Organ | None
    region: Organ | None


def select(text: str, layout: Layout, title: Title | None, page: Page) -> Selected:
    """The most complete name among signature, title, page title and first sentence; a full one in the title is it.

    Where the title names a region alone, the report is its government's unless an organ signs: the subjects of later
    sentences (区司法局深入…) are then no issuers.
    """
    titled = from_title(text, title) if title else None
    if titled is not None and titled.is_full:
        return Selected(titled, titled)
    words = page_title_words(page.title)
    on_page = from_title(text, Title(words, None)) if words else None
    opening = from_opening(text, layout)
    if titled is not None and titled.kind is None and opening is not None and opening.kind != "government":
        opening = None
    speaker, congress = from_congress(text, layout)
    beside = beside_title(text, layout, title)
    if beside is not None and opening is not None and opening.is_self and not _ends_like(beside, opening):
        beside = None  # 我局 reports, and the line names who put it up
    found = [o for o in (from_signature(text, layout), titled, on_page, beside, speaker, opening) if o is not None]
    region = next((o for o in found if o.kind is None), None)
    full = next((o for o in found if o.is_full and _agree(o, region)), None)
    if full is not None:
        full = (_longer(page, full) if full is opening else None) or full
        return Selected(full, full)
    named = [o for o in found if o.kind is not None]
    if region is not None:
        return _of_region(page, named, region)
    said = next((o for o in named if not o.is_self), None)
    if said is not None and said.level and (in_full := _in_full(page, said)):
        return Selected(in_full, in_full)
    said = said or _of_page(page, named) or next(iter(named), None) or _alone_on_page(text, page)
    return Selected(said, congress or (region_of_title(text, title) if title else None) or said)


def complete(text: str, organ: Organ | None, place: Place | None, title: Title | None) -> Organ | None:
    """The issuer's full name where the text has it: 阳春市人民政府办公室 for 市政府办公室 in a report of 阳春市."""
    if organ is None or place is None or organ.is_self:
        return organ
    names = _names_of(place)
    if organ.kind is None:
        about = title is not None and _GOVERNMENT_REPORT.search(title.words)
        return _first_in(text, [f"{n}人民政府" for n in names], organ, "government") or organ if about else organ
    stem = organ.name
    if organ.level:
        stem = stem.removeprefix(organ.level)
    elif organ.chain:
        stem = stem[organ.chain[-1].end :]
    if not organ.level and not stem.startswith("政府"):
        return organ
    stems = [f"人民{stem}", stem] if stem.startswith("政府") else [stem]
    if stem.endswith("办"):
        stems = [*(f"{s}公室" for s in stems), *stems]
    return _first_in(text, [f"{n}{s}" for s in stems for n in names], organ, organ.kind) or organ


def kind_of_region(organ: Organ | None, title: Title | None) -> str | None:
    """A report on the rule-of-law government of a region that names no organ is its government's (督察工作规定)."""
    if organ is None or title is None or organ.name not in title.words:
        return None
    return "government" if _GOVERNMENT_REPORT.search(title.words) else None


def _of_page(page: Page, named: list[Organ]) -> Organ | None:
    """The organ in the page's source line, if the text speaks of itself as one that ends like it."""
    organ = from_page(page.source)
    ours = next((o for o in named if o.is_self), None)
    return organ if organ is not None and ours is not None and _ends_like(organ, ours) else None


def _ends_like(organ: Organ, ours: Organ) -> bool:
    """Whether the organ is one that calls itself so: 我局 is a 局."""
    if ours.is_township_self:
        return organ.township is not None
    return organ.name.endswith(_ENDS_OF_SELF.get(ours.name[1:], ()))


def _longer(page: Page, organ: Organ) -> Organ | None:
    """The page's full name of an organ that a sentence names in short: 国家税务总局兴国县税务局 for 兴国县税务局."""
    of_page = from_page(page.source)
    return of_page if of_page is not None and of_page.name.endswith(organ.name) else None


def _in_full(page: Page, organ: Organ) -> Organ | None:
    """The page's full name of an organ of an open level: 巴东县市场监督管理局 for 县市场监管局."""
    of_page = from_page(page.source)
    if of_page is None or not of_page.chain or of_page.kind != organ.kind:
        return None
    region, stem = of_page.chain[-1].name, organ.name.removeprefix(organ.level or "")
    rest = iter(of_page.name[of_page.chain[-1].end :])
    fits = region.endswith(organ.level or "") and all(character in rest for character in stem)
    return of_page if fits else None


def _of_region(page: Page, named: list[Organ], region: Organ) -> Selected:
    """The issuer of a report whose title names a region alone: who signs, else its government by the page's source."""
    if named and named[0].level:
        return Selected(named[0], region)
    organ = from_page(page.source)
    governs = organ is not None and organ.kind == "government" and _is_same(organ, region)
    return Selected(organ, organ) if governs else Selected(region, region)


def _is_same(organ: Organ, region: Organ) -> bool:
    """Whether the name of the organ ends at the township, or at the region, that the other is the name of."""
    if organ.township or region.township:
        return organ.township == region.township and _agree(organ, region)
    return _agree(organ, region) and bool(organ.chain) and bool(region.chain)


def _alone_on_page(text: str, page: Page) -> Organ | None:
    """The organ in the page's source line, of a text that names none and speaks as that organ would.

    The office of a government puts up what others report, and so does any department what its government does.
    """
    organ = from_page(page.source)
    if organ is None or organ.name.endswith(knowledge().publishing_offices):
        return None
    of_region = organ.kind == "government" and organ.township is None and organ.name.endswith("政府")
    level = own_level(text)
    if of_region:
        return organ if level and organ.chain and organ.chain[-1].name.endswith(level) else None
    return None if organ.kind == "department" and _OWN_REGION.search(text[:_OPENING]) else organ


def _agree(organ: Organ, region: Organ | None) -> bool:
    """A report about a region that its title names is not issued by an organ of another one."""
    if region is None or not region.chain or not organ.chain:
        return True
    held = {r.code for m in region.chain for r in m.regions}
    return any(r.code in held for m in organ.chain for r in m.regions)


def _names_of(place: Place) -> list[str]:
    region = gazetteer().by_code.get(place.code or "")
    if place.level == "township" or region is None:
        return [place.name]
    return list(dict.fromkeys((place.name, *region.names())))


def _first_in(text: str, names: list[str], organ: Organ, kind: str) -> Organ | None:
    for name in names:
        at = text.find(name)
        if at >= 0:
            return organ._replace(name=name, span=(at, at + len(name)), kind=kind)
    return None
