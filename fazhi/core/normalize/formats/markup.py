"""HTML as a stream of tags and text, after the tree has been mended the way browsers mend it."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from fazhi.core.normalize.formats.layout import layout

# Beyond these a page is no page: it is read without a tree (`plain`), in linear time whatever it holds.
_MOST_TAGS = 400_000
_MOST_REOPENED = 2_000_000

# Elements whose inside is no markup.
_RAW_NAMES = "script|style|noscript|iframe|noembed|noframes|xmp"
# Markup of serialised HTML (quotes are balanced, every raw-text element is closed) and the text up to the next.
# Every alternative runs to the end of the text rather than fail, so that nothing is scanned twice.
_TOKEN = re.compile(
    rf"(?:<({_RAW_NAMES})\b.*?(?:</\1\s*>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<(/?[a-zA-Z][^\s/>]*+)((?:[^\">]++|\"[^\"]*+(?:\"|\Z))*+)(?:>|\Z)"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|(<))([^<]*+)",
    re.S,
)
# The same, piece by piece, where nothing but raw text and comments holds a `<` of its own.
_UNSEEN = re.compile(rf"({_RAW_NAMES})\b|!--")
_TAG = re.compile(r"(/?[a-zA-Z][^\s/\"]*+)((?:[\s/](?:[^\"]++|\"[^\"]*+\")*+)?)")
# Elements that hold nothing.
VOID = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
# Tags of one of these names alone are told by a look into a table; all others are read.
_INLINE = frozenset({
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "label", "mark", "s",
    "small", "span", "strong", "strike", "sub", "sup", "time", "u",
})  # fmt: skip
# Formatting elements that are left open are opened again in every paragraph that follows: n × m elements.
_FORMATTING = re.compile(r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.I)
_BREAKING = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|ul|ol|section|article|td)\b[^<>]{0,500}>", re.I)
_SILENT = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,5000}>")

# Tag (`p`, `/p`, empty behind what is no element), its attributes, the text behind it.
Token = tuple[str, str, str]


def tokens(html: str) -> Iterable[Token]:
    """Tags and text of the mended page, in order; entities resolved once, silent machinery left out."""
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    root = tree.document.html if tree.document is not None else ""
    return cut(root) or matched(root)


def cut(root: str) -> list[Token] | None:
    """The tokens of serialised HTML, cut at every `<`; None where a name, attribute or plain text holds one."""
    bare = _bare()
    parts = iter(root.split("<"))
    found: list[Token] = [("", "", resolved(next(parts)))]
    for part in parts:
        tag, closed, text = part.partition(">")
        attributes = ""
        if not closed or tag not in bare:
            name = tag.partition(" ")[0]
            if closed and name in bare and tag.count('"') % 2 == 0:
                tag, attributes = name, tag[len(name) :]
            elif (unseen := _UNSEEN.match(part)) is not None:
                tag, text = "", _behind(unseen, parts)
            elif not closed:
                return None
            elif tag[:1] in ("!", "?"):
                tag = ""
            elif (read := _TAG.fullmatch(tag)) is not None:
                tag, attributes = read[1].lower(), read[2]
            else:
                return None
        found.append((tag, attributes, resolved(text) if "&" in text else text))
    return found


def _behind(unseen: re.Match[str], parts: Iterator[str]) -> str:
    """The text behind the comment or raw element that begins a part; empty where it does not end."""
    if (name := unseen[1]) is None:
        inside = chain((unseen.string[unseen.end() :],), parts)
        return next((text for _, end, text in (part.partition("-->") for part in inside) if end), "")
    for part in parts:
        tag, closed, text = part.partition(">")
        if closed and tag.rstrip() == f"/{name}":
            return text
    return ""


def matched(root: str) -> Iterator[Token]:
    """The tokens of any markup; what `cut` gives, where it gives something."""
    before = root.find("<")
    yield ("", "", resolved(root[:before] if before >= 0 else root))
    for found in _TOKEN.finditer(root):
        _, tag, attributes, sign, text = found.groups()
        if sign:
            yield ("", "", sign)
        yield ((tag or "").lower(), attributes or "", resolved(text) if "&" in text else text)


@cache
def _bare() -> frozenset[str]:
    known = (layout().block | layout().silent | VOID | _INLINE) - {*_RAW_NAMES.split("|")}
    return frozenset(known | {f"/{name}" for name in known})


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
