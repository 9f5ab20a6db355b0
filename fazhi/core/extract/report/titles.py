"""The report's own title: the lines above the body that end like one, joined."""

import re
from typing import NamedTuple

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.layout import Layout, Line, compact
from fazhi.core.extract.report.organs import read_chain, read_organ

_BRACKET = r"(?:[(（][^()（）]{1,20}[)）])?$"
_ENDS = re.compile(rf"(?:报告|总结|汇报|情况|公报|白皮书|年报|综述|材料|通报)(?:书|全文)?{_BRACKET}")
_OTHER_ENDS = re.compile(rf"(?:通知|方案|安排|计划|要点|意见|纲要|年度?[一-鿿]{{2,20}}(?:数据|统计表?)){_BRACKET}")
# A line that ends so, or before one that begins so, is no title of its own.
_OPEN_ENDS = (
    "关于",
    "的",
    "年",
    "年度",
    "建设",
    "工作",
    "推进",
    "推动",
    "开展",
    "落实",
    "和",
    "与",
    "暨",
    "履行",
    "年法治",
    "加强",
)
_CONTINUES = ("的", "情况", "工作", "年度", "建设", "报告", "总结", "法治政府", "政府建设", "汇报")
_ABOUT_LAW = re.compile(r"法治|依法行政|法制")
_FURNITURE = re.compile(
    r"[:：]|^[-—–―(（\[【]|[〔\[［]\d{4}[〕\]］]|^\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}|文件$|^附件|各位代表|^当前位置|首页|^页|^目录|^\d+$"
)
_SITE = re.compile(r"\s*[_|｜>]+\s*|\s+[-–—]+\s+|(?<=[一-鿿])-(?=[一-鿿])")
_JOINED = 4  # lines that a title is broken into at most, beside its last
_GAP = 4  # line breaks between two lines of one title at most


class Title(NamedTuple):
    """A title without the blanks inside it, and where it stands; no span where the page's metadata gives it."""

    words: str
    span: Span | None


def find_title(text: str, layout: Layout, page_title: str | None) -> Title | None:
    """The last complete title above the body, one about the rule of law first; else the page's own."""
    for ends in (_ENDS, _OTHER_ENDS):
        found = [_join(text, layout.head, i) for i, line in enumerate(layout.head) if _is_end(line, ends)]
        if found:
            return _fullest([t for t in found if _ABOUT_LAW.search(t.words)] or found)
        words = page_title_words(page_title, ends)
        if words:
            return Title(words, None)
    return None


def _fullest(titles: list[Title]) -> Title:
    """The last title, or the one before it that says more: a page may set the second line of its title twice."""
    last = titles[-1]
    return max((t for t in reversed(titles) if t.words.endswith(last.words)), key=lambda t: len(t.words))


def page_title_words(page_title: str | None, ends: re.Pattern[str] = _ENDS) -> str | None:
    """The part of a page's title that is a report's title: the site's and column's names fall away."""
    for part in _SITE.split((page_title or "")[:500]):
        words = compact(part)
        if ends.search(words) and len(words) > 4 and not words.startswith(("…", ".")):
            return words
    return None


def _is_end(line: Line, ends: re.Pattern[str]) -> bool:
    words = line.compact
    return len(words) >= 4 and ends.search(words) is not None and not _FURNITURE.search(words)


def _join(text: str, head: list[Line], last: int) -> Title:
    first = last
    while first > 0 and last - first < _JOINED and _continues(text, head[first - 1], head[first]):
        first -= 1
    words = "".join(line.compact for line in head[first : last + 1])
    return Title(words, (head[first].start, head[last].end))


def _continues(text: str, line: Line, following: Line) -> bool:
    """Whether `line` is the upper part of the title that `following` goes on with: an organ, or half a phrase."""
    words = line.compact
    if _is_end(line, _ENDS) or _FURNITURE.search(words) or text.count("\n", line.end, following.start) > _GAP:
        return False
    if read_organ(words, None) is not None or words.startswith("关于"):
        return True
    if following.compact.startswith("关于"):
        return bool(read_chain(words, 0)[0])
    return words.endswith(_OPEN_ENDS) or following.compact.startswith(_CONTINUES)
