"""The documents that a page links to and that look like the report itself: `附件:…年度报告.pdf`.

Links are found with bounded patterns, not with a parser: the page is as hostile as any, and only links are asked for.
"""

import functools
import html
import re
from dataclasses import dataclass
from importlib import resources
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import yaml

from fazhi.collect.addresses import host_of
from fazhi.core.normalize.charset import decode
from fazhi.core.refusal import Refused

# A page of text is some 50 kB; what is larger is looked at as far as this.
_LARGEST = 2 << 20
_ANCHOR = re.compile(r"<a\s([^<>]{0,3000})>((?:(?!</a).){0,600})", re.I | re.S)
_EMBEDDED = re.compile(r"<(?:iframe|embed|object)\s([^<>]{0,3000})>", re.I)
_BASE = re.compile(r"<base\s([^<>]{0,3000})>", re.I)
_ATTRIBUTE = re.compile(r"""\b(href|src|data|title|download)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_TAG = re.compile(r"<[^<>]{0,3000}>")


@dataclass(frozen=True, slots=True)
class _Knowledge:
    file: re.Pattern[str]
    wanted: re.Pattern[str]
    unwanted: re.Pattern[str]


@functools.cache
def _knowledge() -> _Knowledge:
    text = resources.files("fazhi.collect").joinpath("attachments.yaml").read_text("utf8")
    table = yaml.safe_load(text)
    words = {name: "|".join(map(re.escape, table[name])) for name in ("extensions", "wanted", "unwanted")}
    file = re.compile(rf"\.(?:{words['extensions']})(?![0-9a-z])", re.I)
    return _Knowledge(file, re.compile(words["wanted"]), re.compile(words["unwanted"]))


def attachments(page: bytes, url: str, declared_charset: str | None = None) -> list[str]:
    """URLs of the documents that the page at `url` carries, in its order, each once, without fragments.

    Only on the page's own site: the host itself, or one below the same name (`file.x.gov.cn` of `www.x.gov.cn`).
    """
    try:
        text = decode(page[:_LARGEST], declared_charset).text
    except Refused:
        return []
    base = next((_absolute(url, _attributes(m[1]).get("href", "")) for m in _BASE.finditer(text)), None) or url
    found = []
    for match in _ANCHOR.finditer(text):
        said = _attributes(match[1])
        words = " ".join((_TAG.sub("", match[2]), said.get("title", ""), said.get("download", "")))
        if (target := _absolute(base, said.get("href", ""))) and _carries(target, html.unescape(words)):
            found.append(target)
    for match in _EMBEDDED.finditer(text):
        said = _attributes(match[1])
        target = _absolute(base, said.get("src") or said.get("data", ""))
        if target and _knowledge().file.search(urlsplit(target).path):
            found.append(target)
    return [target for target in dict.fromkeys(found) if _same_site(url, target) and target != url]


def _attributes(tag: str) -> dict[str, str]:
    return {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)}


def _absolute(base: str, href: str) -> str | None:
    href = "".join(c for c in href.strip() if c.isprintable())
    try:
        target = urldefrag(urljoin(base, href)).url if href and not href.startswith("#") else ""
        return target if urlsplit(target).scheme in ("http", "https") and urlsplit(target).hostname else None
    except ValueError:
        return None


def _carries(target: str, words: str) -> bool:
    """Whether the link names a document (in its path, its query or its words), and one that we want."""
    parts, known = urlsplit(target), _knowledge()
    named = unquote(parts.path)
    if not known.file.search(named.rpartition("/")[2]) and not known.file.search(f"{unquote(parts.query)} {words}"):
        return False
    told = f"{words} {named.rpartition('/')[2]} {unquote(parts.query)}"
    return known.wanted.search(told) is not None and known.unwanted.search(told) is None


def _same_site(page: str, target: str) -> bool:
    own, other = (host_of(url).removeprefix("www.") for url in (page, target))
    return other == own or (own.count(".") >= 2 and other.endswith(f".{own}"))
