"""Numbers that Word writes before paragraphs by itself (`一、` `(一)` `1.`): not its text, but its outline."""

from dataclasses import dataclass, field

from lxml import etree

from fazhi.core.normalize.formats.office import attribute, child, children

_DIGITS = "〇一二三四五六七八九"
_LEVELS = 9


@dataclass(slots=True)
class _Level:
    style: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: etree._Element | None, styles: etree._Element | None) -> "Numbering":
        """From the parts `numbering.xml` and `styles.xml`."""
        self = cls()
        abstract: dict[str | None, dict[int, _Level]] = {}
        for definition in children(numbering, "abstractNum") if numbering is not None else ():
            abstract[attribute(definition, "abstractNumId")] = dict(map(_level, children(definition, "lvl")))
        for number in children(numbering, "num") if numbering is not None else ():
            name = attribute(number, "numId") or ""
            held = attribute(child(number, "abstractNumId"), "val")
            self._levels[name] = abstract.get(held, {})
            # Lists made from one definition count on from each other, unless one starts anew.
            restarts = any(True for _ in children(number, "lvlOverride"))
            self._lists[name] = f"n{name}" if restarts else f"a{held}"
        for style in children(styles, "style") if styles is not None else ():
            found = child(style, "pPr", "numPr")
            if used := attribute(child(found, "numId"), "val"):
                self._styles[attribute(style, "styleId") or ""] = (used, _integer(child(found, "ilvl"), 0))
        return self

    def marker(self, properties: etree._Element | None) -> str:
        """The marker of the paragraph with these properties, empty where it has none; counts it."""
        inherited = self._styles.get(attribute(child(properties, "pStyle"), "val") or "", ("", 0))
        own = child(properties, "numPr")
        name = attribute(child(own, "numId"), "val") or inherited[0]
        depth = _integer(child(own, "ilvl"), inherited[1])
        level = self._levels.get(name, {}).get(depth)
        if level is None or not 0 <= depth < _LEVELS:
            return ""
        counts = self._counts.setdefault(self._lists[name], [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        if level.style in ("bullet", "none"):
            return ""
        return self._written(name, level, counts)

    def _written(self, name: str, level: _Level, counts: list[int]) -> str:
        text = level.pattern
        for depth, held in self._levels[name].items():
            if 0 <= depth < _LEVELS and (place := f"%{depth + 1}") in text:
                text = text.replace(place, numeral(counts[depth] or held.start, held.style))
        return text


def _level(element: etree._Element) -> tuple[int, _Level]:
    style = attribute(child(element, "numFmt"), "val") or "decimal"
    pattern = attribute(child(element, "lvlText"), "val") or ""
    return _integer_of(attribute(element, "ilvl"), 0), _Level(style, pattern, _integer(child(element, "start"), 1))


def _integer(element: etree._Element | None, default: int) -> int:
    return _integer_of(attribute(element, "val"), default)


def _integer_of(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else default


def numeral(number: int, style: str) -> str:
    """`number` in a numbering style of WordprocessingML (ST_NumberFormat, ECMA-376 part 1, 17.18.59)."""
    if style in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand",
                 "ideographDigital", "taiwaneseCounting", "japaneseDigitalTenThousand"):  # fmt: skip
        return _chinese(number)
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if style == "lowerLetter" else 65) + number - 1)
    if style in ("lowerRoman", "upperRoman") and 1 <= number < 40:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return roman if style == "upperRoman" else roman.lower()
    return str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
