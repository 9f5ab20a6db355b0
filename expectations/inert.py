"""Pages that only show: values that cannot become markup, and finished pages without scripts or links outwards.

Great Expectations' templates escape some values, not others, and none of its jinja environment does it by itself (the
templates end in `.j2`). So no value enters them with a character that means something: each is replaced by a stand-in,
and the stand-ins by entities once the page is finished. What was in text is text, what was in an attribute stays there.
"""

import re
from collections.abc import Mapping
from typing import Any

# Two private planes: stand-ins are taken from the very end of the second, where nobody has characters.
_MEANING = "<>&\"'$`{}%\n"
_STAND_INS = {ord(c): 0x10FFE0 + i for i, c in enumerate(_MEANING)}
_ENTITIES = {stand_in: f"&#{c};" for c, stand_in in _STAND_INS.items()}
_TAKEN = dict.fromkeys(_ENTITIES, 0xFFFD)
# Neither HTML nor a terminal has them.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), 0xFFFD)

# What runs, fetches or sends, and what is of no use without scripts.
_DROPPED = (
    *("script", "link", "img", "iframe", "object", "embed", "form", "svg", "base", "audio", "video"),
    *("button", "input", "label", "nav", "footer"),
)
_ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping"})
_LOCAL = re.compile(r"#[^\s]*|[A-Za-z0-9_.-]+\.html")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:1.5rem auto;max-width:72rem;padding:0 1rem}
body{color:#1c1c1c;background:#fff}a{color:#0b5394}h1,h2,h3,h4,h5{margin:.9rem 0 .3rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0}
td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.badge{background:#eee;border-radius:3px;padding:0 .3em}.no{color:#a40000;font-weight:600}.yes{color:#1a6b2f}
i{font-style:normal}i.text-success::before{content:"✓";color:#1a6b2f}
i.text-danger::before{content:"✗";color:#a40000}i.text-warning::before{content:"–";color:#8a5a00}
"""


def guarded(value: Any) -> Any:
    """`value` with a stand-in for every character of its strings that HTML or a template could read; keys included."""
    if isinstance(value, str):
        return value.translate(_TAKEN).translate(_CONTROLS).translate(_STAND_INS)
    if isinstance(value, Mapping):
        return {guarded(key): guarded(one) for key, one in value.items()}
    return [guarded(one) for one in value] if isinstance(value, (list, tuple, set, frozenset)) else value


def inert(page: str) -> str:
    """A finished page whose values were `guarded`: nothing runs, nothing is fetched, values are text.

    Raises ValueError where something that leads out of the page has outlasted that.
    """
    from lxml import etree, html

    tree: Any = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
    for element in tree.xpath(" | ".join(f"//{name}" for name in (*_DROPPED, "style", "meta"))):
        element.drop_tree()
    for element in tree.iter(etree.Element):
        for name, value in element.attrib.items():
            if name.startswith("on") or (name in _ADDRESSES and not _LOCAL.fullmatch(value)) or "url(" in value.lower():
                del element.attrib[name]
    _head(tree)
    _check(tree)
    return "<!DOCTYPE html>\n" + str(html.tostring(tree, encoding="unicode")).translate(_ENTITIES)


def _head(tree: Any) -> None:
    from lxml import html

    head = tree.find("head")
    policy = html.Element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    style = html.Element("style")
    style.text = _STYLE
    head[:0] = [html.Element("meta", {"charset": "utf-8"}), policy]
    head.append(style)


def _check(tree: Any) -> None:
    from lxml import etree

    for element in tree.iter(etree.Element):
        bad = [
            n for n, v in element.attrib.items() if n.startswith("on") or (n in _ADDRESSES and not _LOCAL.fullmatch(v))
        ]
        if element.tag in _DROPPED or bad:
            raise ValueError(f"<{element.tag}> {' '.join(bad)} leads out of the page")
