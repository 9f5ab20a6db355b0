"""HTML: the main text of a page, with its title, date and source."""

import datetime as dt
import re
from typing import NamedTuple

from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused

_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,40})", re.I
)
# A page's text is a small part of its bytes; beyond this there is no page.
_LARGEST = 64 << 20


class Found(NamedTuple):
    """What a decoded page holds."""

    text: str
    title: str | None
    date: dt.date | None
    source: str | None


def extract(data: bytes, declared_charset: str | None = None) -> Page:
    """The page's main text; raises Refused(empty, undecodable, too_large, no_text)."""
    from fazhi.core.normalize.charset import decode

    if len(data) > _LARGEST:
        raise Refused("too_large", f"网页超过 {_LARGEST >> 20} MB")
    decoded = decode(data, declared_charset or meta_charset(data))
    found = read_html(decoded.text)
    if not found.text:
        raise Refused("no_text", "网页没有正文(框架页、跳转页或由脚本生成的页面):请提供正文所在的网页")
    return Page(found.text, found.title, found.date, found.source, decoded.charset, decoded.confidence, decoded.damage)


def meta_charset(data: bytes) -> str | None:
    """The charset that the page itself declares."""
    found = _META_CHARSET.search(data[:8192])
    return found[1].decode("ascii", "ignore") if found else None


def read_html(html: str) -> Found:
    """Main text, title, date and source of a decoded page; the text is empty where the page has none."""
    from fazhi.core.normalize.formats import markup, page_words
    from fazhi.core.normalize.formats.main_content import main_lines
    from fazhi.core.normalize.formats.reader import read_blocks

    html = html.replace("\0", "")
    if markup.is_hostile(html):
        return Found("\n".join(markup.plain(html)), None, None, None)
    blocks = read_blocks(html)
    said = page_words.metas(blocks)
    title = page_words.title_of(blocks, html, said)
    return Found(
        text="\n".join(line.text for line in main_lines(blocks, title)),
        title=title,
        date=page_words.date_of(blocks, blocks.lines, said),
        source=page_words.source_of(blocks.lines, said),
    )
