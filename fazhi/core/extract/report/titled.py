"""Whom a title names: the organ, or the region alone."""

import re
from functools import cache

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.numerals import YEAR
from fazhi.core.extract.report.organs import Organ, knowledge, read_chain, read_organ
from fazhi.core.extract.report.titles import Title

_YEAR_END = re.compile(rf"{YEAR}年?(?:[-—至]{YEAR})?(?=年|法治|度|政府|工作|依法|推进)")
_LEAD = re.compile(rf"(?:关于|印发|报送|呈报|上报|呈送|{YEAR}年?度?|年度|上一?年度?|[“”\"《])+")
_TITLE_TRAIL = re.compile(r"[、,，的在与和·—–-]+$")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]{2,20})[)）]$")
_OTHER_SIDE = re.compile("[对向就]")
_GOVERNMENT = "[一-鿿]{2,16}(?:政府|办事处|管委会|管理委员会)"
_PARTY = re.compile(f"[一-鿿]{{2,24}}?(?:委员会|[党市县区镇乡街道]工?委(?!员))[、和与]?(?={_GOVERNMENT}$)")
_TOWN_NEXT = re.compile("[一-鿿]{1,6}?(?:镇|(?<!城)乡|街道)(?![村镇])")


def from_title(text: str, title: Title) -> Organ | None:
    """The organ, or the bare region, that a title begins with: up to 关于, the year, 法治政府建设 and so on."""
    words, start = title.words, _behind_lead(title)
    for end in knowledge().title_ends:
        found = _YEAR_END.search(words, start) if end == "YEAR" else None
        at = (found.start() if found else -1) if end == "YEAR" else words.find(end, start)
        if at <= start:
            continue
        name = _TITLE_TRAIL.sub("", words[start:at])
        organ = read_organ(name, _span_in(text, title, start, start + len(name)))
        if organ is not None:
            return _beside_party(text, title, start, name) or organ
    bracket = _IN_BRACKETS.search(words)
    in_brackets = read_organ(bracket[1], _span_in(text, title, *bracket.span(1))) if bracket else None
    return in_brackets or _leading(text, title, start)


def _beside_party(text: str, title: Title, start: int, name: str) -> Organ | None:
    """The government that a party committee issues with: 中共白沙镇委员会、白沙镇人民政府; None where there is none.

    Of two such names the government's is the issuer: it is its report (法治政府建设与责任落实督察工作规定).
    """
    party = _PARTY.match(name) if name.startswith(knowledge().party_prefixes) else None
    if party is None:
        return None
    at = start + party.end()
    organ = read_organ(name[party.end() :], _span_in(text, title, at, start + len(name)))
    return organ if organ is not None and organ.is_full and organ.kind == "government" else None


def region_of_title(text: str, title: Title) -> Organ | None:
    """The bare region that a title begins with, whatever it goes on with: 襄阳市优化营商环境工作情况的报告."""
    start = _behind_lead(title)
    chain, end = read_chain(title.words, start)
    if not chain or _TOWN_NEXT.match(title.words, end):
        return None
    return read_organ(title.words[start:end], _span_in(text, title, start, end))


def _behind_lead(title: Title) -> int:
    """Where the name begins: behind 关于, the year and so on."""
    lead = _LEAD.match(title.words)
    return lead.end() if lead else 0


def _leading(text: str, title: Title, start: int) -> Organ | None:
    """The full name that a title begins with and goes straight on from: 温州市中级人民法院行政审判工作情况的报告."""
    other = _OTHER_SIDE.search(title.words, start)
    limit = other.start() if other else len(title.words)
    for found in reversed(list(_title_organ().finditer(title.words, start, limit))):
        organ = read_organ(title.words[start : found.end()], _span_in(text, title, start, found.end()))
        if organ is not None and organ.is_full:
            return organ
    return None


@cache
def _title_organ() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, knowledge().title_organs)))


def _span_in(text: str, title: Title, start: int, end: int) -> Span | None:
    """Offsets in `text` of the characters `start`:`end` of a title that is without its blanks."""
    if title.span is None:
        return None
    places = [i for i in range(*title.span) if not text[i].isspace()]
    return places[start], places[end - 1] + 1
