"""Text out of files: one module a format, all of them behind `extract_text`."""

from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused

__all__ = ["Page", "extract_text"]


def extract_text(data: bytes, media_type: str, declared_charset: str | None = None) -> Page:
    """The text of a document of `media_type` (as `fazhi.core.ingest.media.sniff` gives it).

    `declared_charset` is the transport's word on the charset of text and HTML: a hint that is checked against the
    bytes. Raises Refused: `empty`, `binary` (no such format), `no_text`, `scanned`, `bad_file`, `undecodable`,
    `timeout`, `crashed`.
    """
    raise Refused("binary", f"没有读取 {media_type} 的方法")
