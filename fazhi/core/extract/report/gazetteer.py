"""The table of regions: names to codes, names at a place in a text, and all names in a text."""

import functools
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_TABLES = "fazhi.core.knowledge.regions"
_LONGEST = 20


class Region(NamedTuple):
    """A row of GB/T 2260: `since` and `until` are the first and last year of the name under this code."""

    code: str
    name: str
    level: str
    parent: str
    since: int
    until: int
    short: str
    aliases: tuple[str, ...]
    weak: bool

    def names(self) -> tuple[str, ...]:
        """Official name and the short names with their last character."""
        return (self.name, *self.aliases)


class Mention(NamedTuple):
    """A name of one or more regions at `start`:`end`."""

    start: int
    end: int
    name: str
    regions: tuple[Region, ...]


class Gazetteer:
    """Regions by name and code."""

    def __init__(self, regions: list[Region]) -> None:
        self.by_code: dict[str, Region] = {}
        self.by_name: dict[str, tuple[Region, ...]] = {}
        self.by_short: dict[str, tuple[Region, ...]] = {}
        for region in regions:
            for name in region.names():
                self.by_name[name] = (*self.by_name.get(name, ()), region)
            if len(region.short) > 1:
                self.by_short[region.short] = (*self.by_short.get(region.short, ()), region)
            known = self.by_code.get(region.code)
            if known is None or region.until > known.until:
                self.by_code[region.code] = region
        for short, held in self.by_short.items():
            provinces = tuple(r for r in held if r.level == "province")
            if provinces:
                self.by_name.setdefault(short, provinces)
        self._lengths = sorted({len(name) for name in self.by_name}, reverse=True)
        self._names: list[str] = []
        self._automaton: AhoCorasick | None = None

    def at(self, text: str, start: int) -> Mention | None:
        """The longest name that begins at `start`, weak ones too: for places where a name is expected."""
        for length in self._lengths:
            name = text[start : start + length]
            if len(name) == length and name in self.by_name:
                return Mention(start, start + length, name, self.by_name[name])
        return None

    def short_at(self, text: str, start: int, levels: tuple[str, ...]) -> Mention | None:
        """The longest bare short name (恩施) that begins at `start`, of regions of `levels`."""
        for length in range(min(_LONGEST, len(text) - start), 1, -1):
            name = text[start : start + length]
            held = tuple(r for r in self.by_short.get(name, ()) if r.level in levels)
            if held:
                return Mention(start, start + length, name, held)
        return None

    def mentions(self, text: str) -> Iterator[Mention]:
        """Every name in `text`, longest first at each place; weak ones only behind the name of a parent of theirs."""
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick, MatchKind

            self._names = list(self.by_name)
            self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)
        before: Mention | None = None
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            name = self._names[index]
            mention = Mention(start, end, name, self.by_name[name])
            held = self._under(mention, before)
            before = mention
            if held is not None:
                yield held

    def _under(self, mention: Mention, before: Mention | None) -> Mention | None:
        if before is not None and before.end == mention.start:
            below = tuple(r for r in mention.regions if any(self.is_below(r, p) for p in before.regions))
            if below:
                return Mention(mention.start, mention.end, mention.name, below)
        weak = all(r.weak for r in mention.regions) or len(mention.name) < 3
        is_province = any(r.level == "province" for r in mention.regions)
        return None if weak and not is_province else mention

    def is_below(self, region: Region, other: Region) -> bool:
        """Whether `other` is a parent or grandparent of `region`."""
        return other.code in self.parents(region)

    def parents(self, region: Region) -> tuple[str, ...]:
        """Codes of the regions above, the nearest first."""
        above = self.by_code.get(region.parent)
        if above is None:
            return ()
        return (above.code,) if not above.parent else (above.code, above.parent)


@functools.cache
def gazetteer() -> Gazetteer:
    """The table that ships with the package, read once."""
    rows = [line.split("\t") for line in _lines("regions.tsv")]
    return Gazetteer([_region(row) for row in rows[1:]])


@functools.cache
def townships() -> dict[str, tuple[str, ...]]:
    """Name of a township (清平镇) to the codes of the counties that hold one of that name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("townships.tsv")[1:]:
        code, names = line.split("\t")
        for name in names.split(" "):
            found[name] = (*found.get(name, ()), code)
    return found


def _lines(name: str) -> list[str]:
    text = files(_TABLES).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _region(row: list[str]) -> Region:
    code, name, level, parent, since, until, short, aliases, weak = row
    held = tuple(aliases.split("|")) if aliases else ()
    return Region(code, name, level, parent, int(since or 0), int(until or 9999), short, held, bool(weak))
