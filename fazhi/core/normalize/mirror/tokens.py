"""The visible text as units of bytes: what stood there before the page was decoded.

A token is a character of two bytes, an ASCII byte, a `?` that may stand for lost bytes, or something GBK cannot hold.
An annotation `(pīnyīn)` belongs to the token before it; after `?` its opening bracket is gone (the bracket was taken as
the second byte of a lone lead byte), what is left is `?pīnyīn)`.
"""

import re
from dataclasses import dataclass
from html import unescape

from .cells import NARROW_SHIFT, TRAIL_ASCII, cell
from .characters import SYLLABLE, table

# Marks that were replaced bytewise on the pages, as they are seen today.
MARKS = {"，": "，", "。": "。", "！": "！", "？": "？", "；": "；", "：": "：", "、": "、"}
MARKS |= {",": "，", "!": "！", "?": "？", ";": "；", ":": "："}
ANNOTATION = re.compile(f"[(（]({SYLLABLE})[)）]")
ORPHAN = re.compile(f"({SYLLABLE})[)）]")
# What is left of `<p>`, `</span>`, `<br/>` or `&ldquo;` when its first byte was swallowed.
RESIDUE = re.compile(
    r"(/?(?:p|br|div|span|strong|font|td|tr|li)\b[^<>\n]{0,80}>)|((?:nbsp|ensp|emsp|[lr][ds]quo|mdash);)"
)
PAIR, ASCII, LOST, BREAK, OTHER = range(5)


@dataclass(slots=True)
class Token:
    """`text[start:end]` with its annotation; `shown` is the character alone; `lead`/`trail` its bytes; `mark` the
    full-width mark it may be; `rest` what a swallowed `<` or `&` stood for, known by the rest of its tag or entity."""

    kind: int
    start: int
    end: int
    shown: str
    lead: int = 0
    trail: int = 0
    reading: str = ""
    mark: str = ""
    rest: str = ""


def _reading(text: str, at: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """An annotation at `at` whose syllable some character has."""
    found = pattern.match(text, at)
    return found if found and found[1] in table().by_reading else None


def _lost(text: str, at: int) -> Token:
    """A `?`, with what shows which byte it swallowed."""
    token = Token(LOST, at, at + 1, "?", mark="？")
    found = _reading(text, at + 1, ORPHAN)
    if found:
        token.end, token.reading = found.end(), found[1]
        return token
    residue = RESIDUE.match(text, at + 1)
    if residue:
        token.end, token.rest = residue.end(), unescape("&" + residue[2]) if residue[2] else "\n"
    return token


def token_at(text: str, at: int) -> Token:
    """The token that starts at `at`."""
    shown = text[at]
    if shown == "?":
        return _lost(text, at)
    if shown in "\n\r":
        return Token(BREAK, at, at + 1, shown)
    if shown.isascii() or shown == "€":
        token = Token(ASCII, at, at + 1, shown, trail=0x80 if shown == "€" else ord(shown), mark=MARKS.get(shown, ""))
        if token.trail not in TRAIL_ASCII:
            return token
    else:
        pair = cell(shown)
        if pair is None:
            return Token(OTHER, at, at + 1, shown)
        token = Token(PAIR, at, at + 1, shown, *pair, mark=MARKS.get(shown, ""))
    found = _reading(text, at + 1, ANNOTATION)
    if found:
        token.end, token.reading = found.end(), found[1]
    return token


def last_byte(token: Token, half_width: bool) -> int:
    """The byte that stood last in the token: the first half of a pair that crosses into the next one."""
    narrowed = half_width and token.kind == ASCII and bool(token.mark)
    return token.trail + NARROW_SHIFT if narrowed else token.trail
