"""Units: what stands after a number and says what it counts. The tables are knowledge; here is how they are matched.

A unit is looked up by its first character, the longest name first; Latin signs must end where the word ends.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import product
from typing import Literal, NamedTuple

# Between what is counted and what for each of it.
_JOINTS = ("/", "每")
# Classifiers that stand behind another one in brackets.
_OTHERS = frozenset("项件条份次场期批家户人名个处起例宗册本张辆台套间座栋幢块幅只头箱盒瓶班组篇部支株棵艘单笔")

UnitKind = Literal["money", "measure", "cardinal", "percent"]


class Unit(NamedTuple):
    """`name` as written, `unit` as it is reported, `factor` to the base of its `dimension` (1 for counts).

    Before one of the characters `continued` the name is the beginning of another word (市 in 12345市民热线).
    """

    name: str
    unit: str
    kind: UnitKind
    dimension: str
    factor: float = 1.0
    continued: tuple[str, ...] = ()


def rows(name: str) -> list[list[str]]:
    """The rows of a table of this room's knowledge, without its header of comments."""
    table = resources.files("fazhi.core.knowledge.quantities").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]


@cache
def suffixes() -> dict[str, tuple[Unit, ...]]:
    """Every unit that may follow a number, by first character, longest name first."""
    found: dict[str, Unit] = {}
    continued = _continued()
    for row in rows("classifiers.tsv"):
        kind: UnitKind = "percent" if row[-1].endswith(("百分点", "千分点")) else "cardinal"
        found[row[0]] = Unit(row[0], row[-1], kind, "count", continued=continued.get(row[0], ()))
    for name, unit, dimension, factor in rows("units.tsv"):
        found[name] = Unit(name, unit, "measure", dimension, float(factor), continued.get(name, ()))
    for name, place, unit, factor in rows("currencies.tsv"):
        if place != "prefix":
            found[name] = Unit(name, unit, "money", unit, float(factor))
    return _by_first(found.values())


@cache
def per() -> dict[str, tuple[Unit, ...]]:
    """Units of one thing for each of another (元/人, 微克/立方米, 公里每小时), by what is counted, longest first."""
    simple = {unit.name: unit for units in suffixes().values() for unit in units}
    found: dict[str, list[Unit]] = {}
    for counted, others in rows("per.tsv"):
        for name, other in product(counted.split(" "), others.split(" ")):
            found.setdefault(name, []).extend(_each(simple[name], other, simple.get(other)))
    return {name: tuple(sorted(units, key=lambda unit: -len(unit.name))) for name, units in found.items()}


def _each(counted: Unit, other: str, known: Unit | None) -> Iterator[Unit]:
    """`counted` for each `other`, as it is written: only measures and money are counted 每."""
    unit = f"{counted.unit}/{known.unit if known else other}"
    dimension = "count" if counted.kind == "cardinal" else unit if counted.kind == "money" else "other"
    for joint in "/" if counted.kind == "cardinal" else _JOINTS:
        yield Unit(f"{counted.name}{joint}{other}", unit, counted.kind, dimension)


@cache
def crowds() -> dict[str, tuple[Unit, ...]]:
    """Nouns that a rough number counts without a classifier (131万劳动者), by first character, longest first."""
    continued = _continued()
    nouns = (Unit(noun, unit, "cardinal", "count", 1.0, continued.get(noun, ())) for noun, unit in rows("crowds.tsv"))
    return _by_first(nouns)


@cache
def _continued() -> dict[str, tuple[str, ...]]:
    return {name: tuple(signs) for name, signs, _ in rows("continued.tsv")}


def _by_first(found: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    by_first: dict[str, list[Unit]] = {}
    for unit in sorted(found, key=lambda u: -len(u.name)):
        by_first.setdefault(unit.name[0], []).append(unit)
    return {first: tuple(units) for first, units in by_first.items()}


@cache
def prefixes() -> dict[str, tuple[Unit, ...]]:
    """Every currency that may stand before its number, by last character, longest name first."""
    by_last: dict[str, list[Unit]] = {}
    for name, place, unit, factor in sorted(rows("currencies.tsv"), key=lambda row: -len(row[0])):
        if place != "suffix":
            by_last.setdefault(name[-1], []).append(Unit(name, unit, "money", unit, float(factor)))
    return {last: tuple(units) for last, units in by_last.items()}


@cache
def _by_two() -> dict[str, tuple[Unit | None, dict[str, tuple[Unit, ...]]]]:
    """The same by first and second character: the unit of one character, if any, and the longer ones by their second.

    A classifier is mostly one character, and the next one tells that it goes no further.
    """
    found: dict[str, tuple[Unit | None, dict[str, tuple[Unit, ...]]]] = {}
    for first, held in suffixes().items():
        longer: dict[str, tuple[Unit, ...]] = {}
        for unit in held:
            if len(unit.name) > 1:
                longer[unit.name[1]] = (*longer.get(unit.name[1], ()), unit)
        found[first] = next((unit for unit in held if len(unit.name) == 1), None), longer
    return found


def match(text: str, start: int) -> Unit | None:
    """The longest unit at `start` of `text`."""
    unit = _simple(text, start)
    if unit is None:
        return None
    end = start + len(unit.name)
    if unit.dimension == "count" and text.startswith(("(", "（"), end):
        return _with_other(text, end, unit) or unit
    if not text.startswith(_JOINTS, end):
        return unit
    return _longest(text, start, per().get(unit.name, ())) or unit


def _with_other(text: str, at: int, unit: Unit) -> Unit | None:
    """The classifier with another one in brackets at `at`, as things of two kinds are counted: 120宗（册）, 条(幅)."""
    if len(unit.name) > 1 or unit.name not in _OTHERS or text[at + 1 : at + 2] not in _OTHERS:
        return None
    if not text.startswith((")", "）"), at + 2) or text[at + 1] == unit.name:
        return None
    return unit._replace(name=unit.name + text[at : at + 3], unit=unit.unit + text[at + 1])


def _simple(text: str, start: int) -> Unit | None:
    held = _by_two().get(text[start : start + 1])
    if held is None:
        return None
    short, longer = held
    if unit := _longest(text, start, longer.get(text[start + 1 : start + 2], ())):
        return unit
    if short is None or (short.name > "z" and not short.continued):
        return short
    return None if _cut(text, start, short) else short


def crowd(text: str, start: int) -> Unit | None:
    """The longest noun at `start` of `text` that a rough number counts."""
    return _longest(text, start, crowds().get(text[start : start + 1], ()))


def _longest(text: str, start: int, units: tuple[Unit, ...]) -> Unit | None:
    """The first of `units`, the longest ones first, that stands at `start` and does not go on to another word."""
    for unit in units:
        if text.startswith(unit.name, start) and not _cut(text, start, unit):
            return unit
    return None


def _cut(text: str, start: int, unit: Unit) -> bool:
    """Whether the name at `start` is only the beginning of a word: a Latin sign, or a name that goes on."""
    if unit.continued:
        return text.startswith(unit.continued, start + len(unit.name))
    last = unit.name[-1]
    if last > "z" or not last.isalpha():
        return False
    end = start + len(unit.name)
    return end < len(text) and _goes_on(text[end])


def before(text: str, end: int) -> Unit | None:
    """The currency sign or name that ends at `end` of `text`."""
    if end > 1 and text[end - 1] == " ":
        end -= 1
    if end == 0:
        return None
    for unit in prefixes().get(text[end - 1], ()):
        if text.endswith(unit.name, max(0, end - len(unit.name)), end):
            at = end - len(unit.name)
            if unit.name[0].isascii() and unit.name[0].isalpha() and at > 0 and _goes_on(text[at - 1]):
                continue
            return unit
    return None


def _goes_on(character: str) -> bool:
    return character.isascii() and character.isalnum()
