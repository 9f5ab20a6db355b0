"""Plain text: the decoded file is the text."""

from fazhi.core.normalize.formats.page import Page


def extract(data: bytes, declared_charset: str | None = None) -> Page:
    """The decoded text, unchanged; raises Refused(empty, binary, undecodable)."""
    from fazhi.core.normalize.charset import decode

    decoded = decode(data, declared_charset)
    return Page(decoded.text, None, None, None, decoded.charset, decoded.confidence, decoded.damage)
