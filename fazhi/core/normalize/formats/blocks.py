"""The lines of a page with the elements they stand in: what the choice of its main content works on."""

import re
from dataclasses import dataclass, field
from functools import cache

from fazhi.core.normalize.formats.layout import layout
from fazhi.core.normalize.formats.markup import is_block, tokens
from fazhi.core.normalize.formats.rows import is_layout, join_lines, visible

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
# Elements that change how the text inside them is read; all others are only remembered.
_COUNTED = frozenset({"a", "pre", "time", "tr", "table", "td", "th", "ol", "ul", "li"})
_HIDDEN = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|mso-hide\s{0,5}:\s{0,5}all|\shidden=\"\"", re.I
)
_HAN_RANGES = r"\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{_HAN_RANGES}]")
# An item that brings its own number needs none from its list.
_MARKED = re.compile(r"\s*(?:[\d一二三四五六七八九十]|[((]|第)")


@dataclass(slots=True)
class Element:
    """One element: `last` is the number of the last element inside it, numbers running in document order."""

    tag: str
    attributes: str
    parent: int
    last: int = -1
    hidden: bool = False


@dataclass(slots=True)
class Line:
    """One line of text, the element it begins in, how many of its characters are links, the cell it stands in."""

    text: str
    element: int
    linked: int
    cell: int = -1


@dataclass(slots=True)
class Blocks:
    """A page in lines; `metas` are its meta elements' attributes, `times` those of time elements, `title` its title."""

    elements: list[Element] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    metas: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)


def read_blocks(html: str) -> Blocks:
    """The page's lines in reading order: cells of a table's row joined by tabs, white space as browsers show it."""
    reader = _Reader()
    for token in tokens(html):
        reader.take(*token)
    reader.finish()
    return reader.blocks


def han(text: str) -> int:
    """How many Han characters `text` has."""
    return len(_HAN.findall(text))


def has_han(text: str, least: int) -> bool:
    """Whether `text` has at least `least` Han characters."""
    return _several_han(least).match(text) is not None


@cache
def _several_han(least: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[^{_HAN_RANGES}]*+[{_HAN_RANGES}]){{{least}}}")


def _is_hidden(attributes: str) -> bool:
    # Most attributes hold none of these words; looking for them costs less than the pattern.
    if "none" in attributes or "hid" in attributes or "NONE" in attributes or "HIDDEN" in attributes:
        return _HIDDEN.search(attributes) is not None
    return False


class _Reader:
    """Walks the tokens once; `_open` are the elements around the current place, innermost last."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self._layout = layout()
        self._counted = _COUNTED | self._layout.silent
        self._open: list[int] = []
        self._pieces: list[str] = []
        self._begins = 0
        self._linked = 0
        self._silent = 0  # silent elements around the current place
        self._links = 0
        self._verbatim = 0
        self._rows: list[tuple[int, int]] = []  # for every open row, the numbers of lines and of tables before it
        self._tables = 0
        self._cells: list[int] = []
        self._counters: list[int] = []  # for every open list, the next number, -1 where it has bullets
        self._marker = ""  # the number of a list item whose text has not begun

    def take(self, tag: str, ends: bool, attributes: str, text: str) -> None:
        if ends:
            self._end(tag)
        elif tag:
            self._start(tag, attributes)
        if text and not self._silent:
            self._text(text)

    def finish(self) -> None:
        self._flush()
        while self._open:
            self._close()

    def _text(self, text: str) -> None:
        if self._verbatim and "\n" in text:
            first, *others = text.split("\n")
            self._add(first)
            for other in others:
                self._flush()
                self._add(other)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        if not self._pieces:
            if not text.strip():
                return
            self._begins = self._open[-1] if self._open else 0
            if self._marker and not _MARKED.match(text):
                self._pieces.append(self._marker)
            self._marker = ""
        self._pieces.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _start(self, tag: str, attributes: str) -> None:
        if self._pieces and (tag == "br" or is_block(tag, attributes)):
            self._flush()
        if tag in _VOID:
            if tag == "meta":
                self.blocks.metas.append(attributes)
            return
        elements = self.blocks.elements
        parent = self._open[-1] if self._open else -1
        hidden = (parent >= 0 and elements[parent].hidden) or (attributes != "" and _is_hidden(attributes))
        self._open.append(len(elements))
        elements.append(Element(tag, attributes, parent, -1, hidden))
        if tag in self._counted:
            self._enter(tag, attributes)

    def _enter(self, tag: str, attributes: str) -> None:
        if tag in self._layout.silent:
            self._silent += 1
        elif tag == "a":
            # A place in the page (`<a name=…>`), often left open around all that follows, is no link.
            self._links += "href" in attributes
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "time":
            self.blocks.times.append(attributes)
        elif tag == "tr":
            self._rows.append((len(self.blocks.lines), self._tables))
        elif tag == "table":
            self._tables += 1
        elif tag in ("td", "th"):
            self._cells.append(self._open[-1])
        elif tag in ("ol", "ul"):
            self._counters.append(1 if tag == "ol" else -1)
        elif tag == "li" and self._counters and self._counters[-1] > 0 and not self._silent:
            self._marker = f"{self._counters[-1]}. "
            self._counters[-1] += 1

    def _end(self, tag: str) -> None:
        # Serialised HTML is balanced; an end tag without its start is an accident of names with odd characters.
        if self._open and self.blocks.elements[self._open[-1]].tag == tag:
            self._close()

    def _close(self) -> None:
        number = self._open[-1]
        element = self.blocks.elements[number]
        tag = element.tag
        if self._pieces and is_block(tag, element.attributes):
            self._flush()
        self._open.pop()
        element.last = len(self.blocks.elements) - 1
        if tag in self._counted:
            self._leave(tag, number)

    def _leave(self, tag: str, number: int) -> None:
        if tag in self._layout.silent:
            self._silent -= 1
        elif tag == "a":
            self._links -= "href" in self.blocks.elements[number].attributes
        elif tag == "pre":
            self._verbatim -= 1
        elif tag == "tr":
            self._close_row(*self._rows.pop(), number)
        elif tag in ("td", "th"):
            self._cells.pop()
        elif tag in ("ol", "ul"):
            self._counters.pop()

    def _flush(self) -> None:
        text = visible("".join(self._pieces)).strip()
        if text:
            cell = self._cells[-1] if self._cells else -1
            self.blocks.lines.append(Line(text, self._begins, min(self._linked, len(text)), cell))
        self._pieces.clear()
        self._linked = 0

    def _close_row(self, first: int, tables: int, row: int) -> None:
        """Join the cells of a row of values; leave those of a row that only lays out the page on lines of their own."""
        if self._tables > tables:
            return
        lines = self.blocks.lines[first:]
        if len(lines) < 2:
            return
        cells: dict[int, list[Line]] = {}
        for line in lines:
            cells.setdefault(line.cell, []).append(line)
        if len(cells) < 2 or any(is_layout([line.text for line in held]) for held in cells.values()):
            return
        text = "\t".join(join_lines([line.text for line in held]) for held in cells.values())
        self.blocks.lines[first:] = [Line(text, row, sum(line.linked for line in lines), lines[0].cell)]
