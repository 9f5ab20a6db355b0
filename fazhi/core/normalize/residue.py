"""What another format left in the text: entities, escapes of programming languages, tags."""

import html
import re
from collections.abc import Callable

from fazhi.core.normalize.edits import Edit

_ENTITY = re.compile(r"&(?:amp;){0,4}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# \u4e2d (JSON, Java, JavaScript), %u4e2d (escape() of JavaScript), <U+4E2D> (R).
_ESCAPE = re.compile(r"(?:[\\%]u[0-9a-fA-F]{4}|<U\+[0-9A-Fa-f]{4,6}>)+")
_UNIT = re.compile(r"[\\%]u([0-9a-fA-F]{4})|<U\+([0-9A-Fa-f]{4,6})>")
# A newline of JSON written out: only right behind the end of a Chinese sentence or paragraph.
_NEWLINE = re.compile(r"(?<=[。；：！？）”》])(?:\\r)?\\n")
_BLOCKS = "p|div|br|hr|table|thead|tbody|tr|td|th|ul|ol|li|h[1-6]|center|section|article"
_INLINE = "span|strong|font|b|i|u|em|a|img|o:p|nobr|sup|sub|small|big"
_TAG = re.compile(rf"</?(?:({_BLOCKS})|{_INLINE})(?:\s[^<>]{{0,1000}})?/?>", re.IGNORECASE)
_FEW_TAGS = 3  # fewer stand in a text that speaks of them


def entities(text: str) -> list[Edit]:
    """HTML entities, escaped once or more; kind `entity`."""
    return _replaced(_ENTITY, text, _unescaped, "entity") if "&" in text else []


def escapes(text: str) -> list[Edit]:
    """Unicode escapes that stand for Chinese or blanks, newlines written out; kind `escape`."""
    out: list[Edit] = []
    if "\\u" in text or "%u" in text or "<U+" in text:
        out += _replaced(_ESCAPE, text, _unicode, "escape")
    if "\\n" in text:
        out += _replaced(_NEWLINE, text, lambda _: "\n", "escape")
    return sorted(out, key=lambda e: e.start)


def tags(text: str) -> list[Edit]:
    """HTML tags in what should be plain text: blocks become line breaks; kind `markup`."""
    if "<" not in text:
        return []
    out = _replaced(_TAG, text, lambda m: "\n" if m[1] else "", "markup")
    return out if len(out) >= _FEW_TAGS else []


def _replaced(pattern: re.Pattern[str], text: str, new: Callable[[re.Match[str]], str], kind: str) -> list[Edit]:
    pairs = ((m, new(m)) for m in pattern.finditer(text))
    return [Edit(m.start(), m.end(), t, kind) for m, t in pairs if t != m[0]]


def _unescaped(found: re.Match[str]) -> str:
    """The character; the entity as it is where it names none, or one that no text holds."""
    text = found[0]
    for _ in range(6):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text if len(text) <= 2 and (text.isprintable() or text.isspace()) else found[0]


def _unicode(found: re.Match[str]) -> str:
    units = (int(m[1] or m[2], 16) for m in _UNIT.finditer(found[0]))
    raw = b"".join(chr(u).encode("utf-16-le", "surrogatepass") for u in units if u < 0x110000)
    try:
        text = raw.decode("utf-16-le")
    except UnicodeDecodeError:
        return found[0]
    chinese = any("\u2e80" <= c <= "\uffef" or c > "\uffff" for c in text)
    return text if chinese or text.isspace() or all("\u2010" <= c <= "\u2030" for c in text) else found[0]
