"""From a page's tags and text to its lines: what the elements do to the text inside them."""

import re
from collections.abc import Iterable
from functools import cache

from fazhi.core.normalize.formats.blocks import Blocks, Elements, Line
from fazhi.core.normalize.formats.layout import layout
from fazhi.core.normalize.formats.markup import VOID, Token, resolved, tokens
from fazhi.core.normalize.formats.rows import is_layout, join_lines, visible

# Elements that change how the text inside them is read; all others are only remembered.
_ENTERED = frozenset({"li", "td", "th", "tr", "table", "ol", "ul", "time"})
_LEFT = frozenset({"td", "th", "tr", "ol", "ul"})  # and what they changed is taken back behind them
# What an element does, as bits: it stands on lines of its own, ends the line before it, holds nothing, changes
# something where it begins and where it ends;
_BLOCK, _BREAK, _EMPTY, _ENTER, _LEAVE = 1, 2, 4, 8, 16
# and what all inside it is: not shown, not text, a link, text that keeps its line breaks.
_HIDDEN, _SILENT, _LINK, _VERBATIM = 32, 64, 128, 256
_INHERITED = _HIDDEN | _SILENT | _LINK | _VERBATIM
_HIDING = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|mso-hide\s{0,5}:\s{0,5}all|\shidden=\"\"", re.I
)
# An item that brings its own number needs none from its list.
_MARKED = re.compile(r"\s*(?:[\d一二三四五六七八九十]|[((]|第)")
_NO_END = "</"  # of no element: no tag begins so


def read_blocks(html: str) -> Blocks:
    """The page's lines in reading order: cells of a table's row joined by tabs, white space as browsers show it."""
    reader = _Reader()
    reader.read(tokens(html))
    return reader.blocks


@cache
def _roles() -> dict[str, int]:
    """What elements do by their tags."""
    roles = dict.fromkeys(layout().block, _BLOCK | _BREAK)
    roles["br"] = _BREAK
    for names, bit in (
        (VOID, _EMPTY), (_ENTERED, _ENTER), (_LEFT, _LEAVE), (layout().silent, _SILENT), ({"pre"}, _VERBATIM),
    ):  # fmt: skip
        for name in names:
            roles[name] = roles.get(name, 0) | bit
    return roles


class _Told(dict[str, int]):
    """What elements do by their attributes; a page repeats most of them."""

    def __missing__(self, attributes: str) -> int:
        role = 0
        if "display" in attributes and "display:block" in attributes.replace(" ", ""):
            role = _BLOCK | _BREAK
        # Most attributes hold none of these words; looking for them costs less than the pattern.
        if "none" in attributes or "hid" in attributes or "NONE" in attributes or "HIDDEN" in attributes:
            role |= _HIDDEN if _HIDING.search(attributes) else 0
        self[attributes] = role
        return role


class _Reader:
    """Walks the tokens once, with one loop for all of them and calls only for elements that change something."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self._pieces: list[str] = []
        self._begins = 0
        self._linked = 0
        self._rows: list[tuple[int, int]] = []  # for every open row, the numbers of lines and of tables before it
        self._tables = 0
        self._cells: list[int] = []
        self._counters: list[int] = []  # for every open list, the next number, -1 where it has bullets
        self._marker = ""  # the number of a list item whose text has not begun

    def read(self, page: Iterable[Token]) -> None:
        """Take the whole page."""
        roles, told, pieces = _roles(), _Told(), self._pieces
        elements: list[tuple[str, str, int, int]] = []  # tag, attributes, parent, role
        lasts: list[int] = []
        around: list[tuple[int, str, int]] = []
        at, end, role = -1, _NO_END, 0  # the innermost element: its number, the tag that ends it, what it does
        for name, attributes, sign, text in page:
            tag = name.lower()  # not so in what was taken over as it stood
            if tag == end:
                if role & _BLOCK and pieces:
                    self._flush()
                if role & _LEAVE:
                    self._leave(at, tag)
                lasts[at] = len(lasts) - 1
                at, end, role = around.pop()
            # An end tag without its start is an accident of names with odd characters.
            elif tag and tag[0] != "/":
                own = roles.get(tag, 0)
                if attributes:
                    if ":" in attributes or "hidden" in attributes:  # by nothing else is anything told
                        own |= told[attributes]
                    # A place in the page (`<a name=…>`), often left open around all that follows, is no link.
                    if tag == "a" and "href" in attributes:
                        own |= _LINK
                if own & _BREAK and pieces:
                    self._flush()
                if own & _EMPTY:
                    if tag == "meta":
                        self.blocks.metas.append(attributes)
                else:
                    own |= role & _INHERITED
                    around.append((at, end, role))
                    elements.append((tag, attributes, at, own))
                    at, end, role = len(lasts), f"/{tag}", own
                    lasts.append(at)
                    if own & _ENTER:
                        self._enter(at, tag, attributes, own)
            if (sign or (text and (pieces or not text.isspace()))) and not role & _SILENT:
                self._text(sign, text, at, role)
        self._flush()
        while around:
            if role & _LEAVE:
                self._leave(at, end)
            lasts[at] = len(lasts) - 1
            at, end, role = around.pop()
        self.blocks.elements = _columns(elements, lasts)

    def _text(self, sign: str, text: str, at: int, role: int) -> None:
        if sign:
            self._add(sign, at, role)
        if "&" in text:
            text = resolved(text)
        if role & _VERBATIM and "\n" in text:
            first, *others = text.split("\n")
            self._add(first, at, role)
            for other in others:
                self._flush()
                self._add(other, at, role)
        else:
            self._add(text, at, role)

    def _add(self, text: str, at: int, role: int) -> None:
        if not self._pieces:
            if not text or text.isspace():
                return
            self._begins = max(at, 0)
            if self._marker:
                if not _MARKED.match(text):
                    self._pieces.append(self._marker)
                self._marker = ""
        self._pieces.append(text)
        if role & _LINK:
            self._linked += len(text.strip())

    def _enter(self, at: int, tag: str, attributes: str, role: int) -> None:
        # The most frequent first.
        if tag == "li":
            if self._counters and self._counters[-1] > 0 and not role & _SILENT:
                self._marker = f"{self._counters[-1]}. "
                self._counters[-1] += 1
        elif tag in ("td", "th"):
            self._cells.append(at)
        elif tag == "tr":
            self._rows.append((len(self.blocks.lines), self._tables))
        elif tag in ("ol", "ul"):
            self._counters.append(1 if tag == "ol" else -1)
        elif tag == "table":
            self._tables += 1
        else:
            self.blocks.times.append(attributes)

    def _leave(self, at: int, end: str) -> None:
        if end in ("/td", "/th"):
            self._cells.pop()
        elif end == "/tr":
            self._close_row(*self._rows.pop(), at)
        else:
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


def _columns(elements: list[tuple[str, str, int, int]], lasts: list[int]) -> Elements:
    if not elements:
        return Elements()
    tags, attributes, parents, roles = zip(*elements, strict=True)
    return Elements(tags, attributes, parents, lasts, [bool(role & _HIDDEN) for role in roles])
