"""Text out of files: one module a format, all of them behind `extract_text`.

Text and HTML are read in this process, by code that is linear in their length; the formats whose parsers were not made
for hostile input in a child with limits (`sandbox`).
"""

from fazhi.core.ingest import media
from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused

__all__ = ["Page", "extract_text"]

_IN_CHILD = {
    media.PDF: "pdf",
    media.DOC: "doc",
    media.DOCX: "docx",
    media.XLSX: "xlsx",
    media.OFD: "ofd",
    media.RTF: "rtf",
}


def extract_text(data: bytes, media_type: str, declared_charset: str | None = None) -> Page:
    """The text of a document of `media_type` (as `fazhi.core.ingest.media.sniff` gives it).

    `declared_charset` is the transport's word on the charset of text and HTML: a hint that is checked against the
    bytes. Raises Refused: `empty`, `binary` (no such format), `no_text`, `scanned`, `bad_file`, `too_large`,
    `undecodable`, `timeout`, `crashed`.
    """
    if not data:
        raise Refused("empty", "没有任何字节")
    if media_type == media.TEXT:
        from fazhi.core.normalize.formats import text

        return text.extract(data, declared_charset)
    if media_type in (media.HTML, media.XML):
        from fazhi.core.normalize.formats import html

        return html.extract(data, declared_charset)
    if media_type in _IN_CHILD:
        from fazhi.core.normalize.formats import sandbox

        return sandbox.extract(f"{__name__}.{_IN_CHILD[media_type]}:extract", data)
    raise Refused("binary", f"没有读取 {media_type} 的方法")
