"""Text of documents inside HTML: escaped where it needs it, found out for whole columns and pages at once."""

import re
from collections.abc import Iterable

# Control characters and lone surrogates: not allowed in HTML or in UTF-8, shown as a replacement character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
# Their bytes in UTF-8.
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_HIGH_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
# Looked for before the page is UTF-8, where the first bytes of Chinese punctuation are theirs too.
_NONCHARACTERS = ("\ufffe", "\uffff")


def needs_escape(text: str) -> bool:
    """Whether any character of `text` means something to HTML, within a text or an attribute in quotes."""
    return "<" in text or "&" in text or ">" in text or '"' in text or "'" in text


def escaped(text: str) -> str:
    """`text` as it stands in HTML, within a text or an attribute in quotes."""
    return text.translate(_SIGNS) if needs_escape(text) else text


def escaped_column(values: Iterable[str | None]) -> list[str]:
    """Each value escaped, nulls as empty; looked through once where none of them needs it."""
    texts = [value or "" for value in values]
    return [escaped(text) for text in texts] if needs_escape("".join(texts)) else texts


def printable(page: str) -> bytes:
    """`page` as UTF-8, with a replacement character for each that HTML does not allow."""
    data = page.encode("utf8", "replace")
    allowed = len(data.translate(None, _CONTROLS)) == len(data) and not _HIGH_CONTROLS.search(data)
    if allowed and not any(character in page for character in _NONCHARACTERS):
        return data
    return replaced(page).encode()


def replaced(page: str) -> str:
    """`page` with a replacement character for each that HTML or UTF-8 does not allow."""
    return _UNPRINTABLE.sub("\ufffd", page)
