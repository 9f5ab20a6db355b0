"""Rich text (RTF), often named `.doc`: text in the document's code page and in `\\u` escapes, rows of tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.rows import table_row
from fazhi.core.refusal import Refused

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups that are not text: tables of fonts, colours and styles, pictures, fields' codes, headers and footers.
_DESTINATIONS = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"fldinst", b"header", b"headerl", b"headerr",
    b"headerf", b"footer", b"footerl", b"footerr", b"footerf", b"footnote", b"listtable", b"listoverridetable",
    b"rsidtbl", b"generator", b"themedata", b"colorschememapping", b"latentstyles", b"datastore", b"xmlnstbl",
    b"bkmkstart", b"bkmkend", b"annotation", b"pntext", b"nonshppict", b"filetbl", b"revtbl",
})  # fmt: skip
_CHARACTERS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"tab": " ", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"cell": "\x07",
    b"row": "\x06\n",
}  # fmt: skip
_DEEPEST = 1_000


@dataclass(slots=True)
class _State:
    """What the parser knows at a place: is it in silence, how many bytes stand for a `\\u` character."""

    silent: bool = False
    substitutes: int = 1


@dataclass(slots=True)
class _Reader:
    code_page: str = "gb18030"
    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    held: bytearray = field(default_factory=bytearray)  # bytes of the code page, decoded together
    skip: int = 0

    def flush(self) -> None:
        if self.held:
            self.pieces.append(self.held.decode(self.code_page, "replace"))
            self.held.clear()

    def say(self, text: str) -> None:
        self.flush()
        if not self.state.silent:
            self.pieces.append(text)

    def raw(self, data: bytes) -> None:
        used = min(self.skip, len(data))
        self.skip -= used
        if not self.state.silent:
            self.held += data[used:]


def extract(data: bytes) -> Page:
    """The text of an RTF file; raises Refused(bad_file, no_text)."""
    reader = _Reader()
    for token in _TOKEN.finditer(data):
        _take(reader, token)
    reader.flush()
    lines = [line for line in _lines("".join(reader.pieces)) if line]
    if not lines:
        raise Refused("no_text", "RTF 文档没有文字")
    return Page("\n".join(lines), None, None, None, "utf-8", 1.0)


def _take(reader: _Reader, token: re.Match[bytes]) -> None:
    byte, word, number, symbol, brace, text = token.groups()
    if byte:
        reader.raw(bytes([int(byte, 16)]))
    elif text:
        reader.raw(text)
    elif brace:
        _group(reader, brace)
    elif word:
        _control(reader, word, int(number) if number else None)
    elif symbol == b"*":
        reader.state.silent = True
    elif symbol in (b"\\", b"{", b"}"):
        reader.raw(symbol)
    elif symbol in (b"~", b"_"):
        reader.say(" " if symbol == b"~" else "-")


def _group(reader: _Reader, brace: bytes) -> None:
    reader.flush()
    if brace == b"{":
        if len(reader.groups) >= _DEEPEST:
            raise Refused("bad_file", "RTF 嵌套过深")
        reader.groups.append(_State(reader.state.silent, reader.state.substitutes))
    elif reader.groups:
        reader.state = reader.groups.pop()


def _control(reader: _Reader, word: bytes, number: int | None) -> None:
    if word in _DESTINATIONS:
        reader.state.silent = True
    elif word == b"ansicpg" and number in (936, 950, 1252, 65001):
        reader.flush()
        reader.code_page = {936: "gb18030", 950: "cp950", 1252: "gb18030", 65001: "utf-8"}[number]
    elif word == b"uc" and number is not None:
        reader.state.substitutes = max(0, min(number, 8))
    elif word == b"u" and number is not None:
        reader.say(chr(number % 65536))
        reader.skip = reader.state.substitutes
    elif word in _CHARACTERS:
        reader.say(_CHARACTERS[word])


def _lines(text: str) -> Iterator[str]:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of \u escapes
    for line in whole.split("\n"):
        if "\x07" in line:
            yield from table_row([[cell.strip()] for cell in line.replace("\x06", "").split("\x07")[:-1]])
        else:
            yield line.replace("\x06", "").strip()
