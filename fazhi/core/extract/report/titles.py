"""The report's own title: the lines above the body that end like one, joined."""

import re
from dataclasses import dataclass

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.layout import Layout, Line, compact

_ENDS = re.compile(
    r"(?:报告|总结|汇报|情况|公报|白皮书|年报|综述|材料|通报)(?:书|全文)?(?:[(（][^()（）]{1,20}[)）])?$"
)
_ABOUT_LAW = re.compile(r"法治|依法行政|法制")
_FURNITURE = re.compile(
    r"[:：]|^[-—–―(（\[【]|[〔\[［]\d{4}[〕\]］]|^\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}|文件$|^附件|各位代表|^当前位置|首页|^页|^目录|^\d+$"
)
_SITE = re.compile(r"\s*[_|｜>]+\s*|\s+[-–—]+\s+|(?<=[一-鿿])-(?=[一-鿿])")
_JOINED = 4  # lines that a title is broken into at most, beside its last
_GAP = 4  # line breaks between two lines of one title at most


@dataclass(frozen=True, slots=True)
class Title:
    """A title without the blanks inside it, and where it stands; no span where the page's metadata gives it."""

    words: str
    span: Span | None


def find_title(text: str, layout: Layout, page_title: str | None) -> Title | None:
    """The last complete title above the body, one about the rule of law first; else the page's own."""
    found = [_join(text, layout.head, i) for i, line in enumerate(layout.head) if _ends_title(line)]
    about = [t for t in found if _ABOUT_LAW.search(t.words)]
    if found:
        return (about or found)[-1]
    words = page_title_words(page_title)
    return Title(words, None) if words else None


def page_title_words(page_title: str | None) -> str | None:
    """The part of a page's title that is a report's title: the site's and column's names fall away."""
    for part in _SITE.split((page_title or "")[:500]):
        words = compact(part)
        if _ENDS.search(words) and len(words) > 4 and not words.startswith(("…", ".")):
            return words
    return None


def _ends_title(line: Line) -> bool:
    words = line.compact
    return len(words) >= 4 and _ENDS.search(words) is not None and not _FURNITURE.search(words)


def _join(text: str, head: list[Line], last: int) -> Title:
    first = last
    while first > 0 and last - first < _JOINED and _continues(text, head[first - 1], head[first]):
        first -= 1
    words = "".join(line.compact for line in head[first : last + 1])
    return Title(words, (head[first].start, head[last].end))


def _continues(text: str, line: Line, following: Line) -> bool:
    """Whether `line` is the upper part of the title that `following` goes on with."""
    words = line.compact
    if _ends_title(line) or _FURNITURE.search(words) or text.count("\n", line.end, following.start) > _GAP:
        return False
    return len(words) >= 2 and any("一" <= c <= "鿿" for c in words)
