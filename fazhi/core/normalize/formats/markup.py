"""HTML as a stream of tags and text, after the tree has been mended the way browsers mend it."""

import re

# Beyond these a page is no page: it is read without a tree (`plain`), in linear time whatever it holds.
_MOST_TAGS = 400_000
_MOST_REOPENED = 2_000_000

# Elements whose inside is no markup, each up to its end.
_RAW = "|".join(
    rf"{name}\b(?:[^<]++|<(?!/{name}\s*>))*+(?:</{name}\s*>)?"
    for name in ("script", "style", "noscript", "iframe", "noembed", "noframes", "xmp")
)
# Markup of serialised HTML (quotes are balanced, every raw element is closed) and the text up to the next.
# Every alternative runs to the end of the text rather than fail, so that no sign is left out or scanned twice.
_TOKEN = re.compile(
    rf"<(?:{_RAW}"
    r"|!--(?:[^-]++|-(?!->))*+(?:-->)?"
    r"|(/?[a-zA-Z][^\s/>]*+)((?:[^\">]++|\"[^\"]*+(?:\"|\Z))*+)>?"
    r"|[!?][^>]*+>?"
    r"|(?<=(<)))([^<]*+)"
)
# Elements that hold nothing.
VOID = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
# Formatting elements that are left open are opened again in every paragraph that follows: n × m elements.
_FORMATTING = re.compile(r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.I)
_BREAKING = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|ul|ol|section|article|td)\b[^<>]{0,500}>", re.I)
_SILENT = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,5000}>")

# Tag (`p`, `/p`, empty behind what is no element), its attributes, a `<` that is text, the text behind it as written.
Token = tuple[str, str, str, str]


def tokens(html: str) -> list[Token]:
    """Tags and text of the mended page, in order; silent machinery left out, entities still to be `resolved`."""
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    return cut(tree.document.html if tree.document is not None else "")


def cut(root: str) -> list[Token]:
    """The tokens of serialised HTML."""
    begin = root.find("<")
    found: list[Token] = _TOKEN.findall(root)
    return found if begin == 0 else [("", "", "", root[:begin] if begin > 0 else root), *found]


def resolved(text: str) -> str:
    """The four entities that serialised HTML knows, once: `&amp;lt;` is damage for normalize to find, not markup."""
    text = text.replace("&nbsp;", "\xa0")
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
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
