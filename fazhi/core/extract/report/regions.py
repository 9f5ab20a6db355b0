"""From names to one region: candidates by their parents, by the year, by what else the text names; else none."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.gazetteer import Gazetteer, Mention, Region, gazetteer, townships
from fazhi.core.extract.report.organs import knowledge

_OWN = re.compile(r"([我全本])(省|市|县|区|州|盟|旗)|(省|市|县|区|州|盟|旗)(?:委|人民政府|政府)")
_SCANNED = 60_000  # characters that are searched for the names of regions: a long report's first half says enough
_ANCHOR_WEIGHT = 2
_SEVERAL = 3


class Place(NamedTuple):
    """A region, or a township in a county that may be unknown, and where the text names it."""

    code: str | None
    name: str
    level: str
    span: Span | None


def resolve(chain: Sequence[Mention], year: int | None, context: str) -> Region | None:
    """The region that a chain of names ends at; None where several fit and `context` does not decide."""
    return _one(_candidates(chain), year, context)


def resolve_township(name: str, chain: Sequence[Mention], year: int | None, context: str) -> Region | None:
    """The county that holds the township `name`: the one that the chain ends at, else the only one that has it."""
    held = _candidates(chain)
    county = _one([r for r in held if r.level == "county"], year, context)
    if county is not None or any(r.level == "county" for r in held):
        return county
    table = gazetteer()
    codes = townships().get(name, ())
    counties = [table.by_code[c] for c in codes if c in table.by_code]
    if held:
        counties = [c for c in counties if any(table.is_below(c, r) or c.code == r.code for r in held)]
    return _one(counties, None, context)


def own_region(text: str, level: str | None, year: int | None, context: str) -> tuple[Region, Span] | None:
    """The region that the text calls its own (我市, 全市, 市政府): the one of that level that it names by far most."""
    level = level or own_level(text)
    if level is None:
        return None
    table = gazetteer()
    scores: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], Mention] = {}
    for mention, weight in [*_plain(text, table), *_after_slogans(text, table)]:
        fitting = tuple(r for r in mention.regions if _fits(r, level))
        if fitting:
            key = tuple(r.code for r in fitting)
            scores[key] += weight
            first.setdefault(key, Mention(mention.start, mention.end, mention.name, fitting))
    foremost = _foremost(scores, text)
    if foremost is None:
        return None
    mention = first[foremost]
    region = resolve([mention], year, context)
    return None if region is None else (region, (mention.start, mention.end))


def _foremost(scores: Counter[tuple[str, ...]], text: str) -> tuple[str, ...] | None:
    """The key named at least twice, and twice as often as the next.

    A city and its county-level city share their level: 市 is the wider one where the text names several counties of
    it, the narrower where it is named more often; otherwise the text does not say.
    """
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < 2:
        return None
    if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]:
        return ranked[0][0]
    table = gazetteer()
    keys = [key for key, _ in ranked]
    wide = next((k for k in keys for o in keys if any(table.by_code[c].parent in k for c in o)), None)
    if wide is None:
        return None
    counties = {r.code for m in table.mentions(text[:_SCANNED]) for r in m.regions if r.parent in wide}
    if len(counties) >= _SEVERAL:
        return wide
    more_often = ranked[0][1] > ranked[1][1]
    return keys[0] if more_often and keys[0] != wide and len(counties) == 1 else None


def own_level(text: str) -> str | None:
    """The level that most of 我市, 全市, 市委, 市政府 speak of; None where there are few or they disagree."""
    counts: Counter[str] = Counter()
    for match in _OWN.finditer(text, 0, _SCANNED):
        counts[match[2] or match[3]] += 3 if match[1] in ("我", "本") else 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 3 or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return ranked[0][0]


def _candidates(chain: Sequence[Mention]) -> list[Region]:
    """Regions of the last name that lie in those before it."""
    if not chain:
        return []
    table = gazetteer()
    held = list(chain[-1].regions)
    for wider in chain[:-1]:
        below = [r for r in held if any(table.is_below(r, w) or r.code == w.code for w in wider.regions)]
        held = below or held
    return held


def _one(candidates: Iterable[Region], year: int | None, context: str) -> Region | None:
    held = list(candidates)
    at = year or 9999
    in_force = [r for r in held if r.since <= at <= r.until] or [r for r in held if r.until == 9999] or held
    by_code = {r.code: r for r in in_force}
    if len(by_code) < 2:
        return next(iter(by_code.values()), None)
    levels = {r.level for r in by_code.values()}
    provinces = [r for r in by_code.values() if r.level == "province"]
    if provinces and len(levels) > 1:
        return provinces[0]
    return _by_parents(list(by_code.values()), context)


def _by_parents(candidates: list[Region], context: str) -> Region | None:
    """The only candidate whose prefecture is named in the text, else the only one whose province is."""
    table = gazetteer()
    named = {r.code for m in table.mentions(context[:_SCANNED]) if len(m.regions) == 1 for r in m.regions}
    for parents in (lambda r: (r.parent,), table.parents):
        fitting = [r for r in candidates if any(code in named for code in parents(r))]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return None
    return None


def _plain(text: str, table: Gazetteer) -> Iterable[tuple[Mention, int]]:
    elsewhere = knowledge().elsewhere_cues
    for mention in table.mentions(text[:_SCANNED]):
        if not text[max(0, mention.start - 4) : mention.start].endswith(elsewhere):
            yield mention, 1


def _after_slogans(text: str, table: Gazetteer) -> Iterable[tuple[Mention, int]]:
    for slogan in knowledge().slogans:
        at = text.find(slogan, 0, _SCANNED)
        while at >= 0:
            begin = at + len(slogan)
            if mention := table.short_at(text, begin, ("province", "prefecture", "county")):
                yield mention, _ANCHOR_WEIGHT
            at = text.find(slogan, begin, _SCANNED)


def _fits(region: Region, level: str) -> bool:
    if level == "自治区":
        return region.level == "province" and region.name.endswith("自治区")
    if level == "区":
        return region.level == "county" and region.name.endswith("区")
    return region.name.endswith(level[-1]) and not (level == "州" and region.level == "county")
