"""HTML as a stream of tags and text, after the tree has been mended the way browsers mend it."""

import re
from collections.abc import Iterator

from fazhi.core.normalize.formats.layout import layout

# Beyond these a page is no page: it is read without a tree (`plain`), in linear time whatever it holds.
_MOST_TAGS = 400_000
_MOST_REOPENED = 2_000_000

# Markup of serialised HTML (quotes are balanced, every raw-text element is closed) and the text up to the next.
# Every alternative runs to the end of the text rather than fail, so that nothing is scanned twice.
_TOKEN = re.compile(
    r"(?:<(script|style|noscript|iframe|noembed|noframes|xmp)\b.*?(?:</\1\s*>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<(/?)([a-zA-Z][^\s/>]*+)((?:[^\">]++|\"[^\"]*+(?:\"|\Z))*+)(?:>|\Z)"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|(<))([^<]*+)",
    re.S,
)
# Formatting elements that are left open are opened again in every paragraph that follows: n × m elements.
_FORMATTING = re.compile(r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.I)
_BREAKING = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|ul|ol|section|article|td)\b[^<>]{0,500}>", re.I)
_SILENT = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,5000}>")

# Tag (empty behind what is no element), whether it ends the element, its attributes, the text behind it.
Token = tuple[str, bool, str, str]


def tokens(html: str) -> Iterator[Token]:
    """Tags and text of the mended page, in order; entities resolved once, silent machinery left out."""
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    root = tree.document.html if tree.document is not None else ""
    before = root.find("<")
    if before:
        yield ("", False, "", resolved(root[:before] if before > 0 else root))
    for found in _TOKEN.finditer(root):
        _, end, tag, attributes, sign, text = found.groups()
        if sign:
            yield ("", False, "", sign)
        if tag or text:
            yield (tag.lower() if tag else "", bool(end), attributes or "", resolved(text) if "&" in text else text)


def resolved(text: str) -> str:
    """The four entities that serialised HTML knows, once: `&amp;lt;` is damage for normalize to find, not markup."""
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def is_hostile(html: str) -> bool:
    """Whether a tree of this page could grow out of proportion to its size."""
    tags = html.count("<")
    if tags * tags <= _MOST_REOPENED:
        return False  # not even if all were left open
    return tags > _MOST_TAGS or _most_unclosed(html) * tags > _MOST_REOPENED


def _most_unclosed(html: str) -> int:
    """The largest number of formatting elements open at once, beyond what an honest page nests."""
    unclosed: dict[str, int] = {}
    now = most = 0
    for found in _FORMATTING.finditer(html):
        tag = found[2].lower()
        before = unclosed.get(tag, 0)
        unclosed[tag] = max(before - 1, 0) if found[1] else before + 1
        now += unclosed[tag] - before
        most = max(most, now)
    return max(most - 16, 0)


def plain(html: str) -> list[str]:
    """The lines of a page that is not worth a tree: tags cut out, blocks on lines of their own."""
    import html as entities

    text = _ANY_TAG.sub("", _BREAKING.sub("\n", _SILENT.sub("\n", html)))
    return [line for raw in entities.unescape(text).split("\n") if (line := raw.strip())]


def is_block(tag: str, attributes: str) -> bool:
    """Whether an element stands on lines of its own."""
    return tag in layout().block or ("display" in attributes and "display:block" in attributes.replace(" ", ""))
