"""The report's own title: the lines above the body that end like one, joined."""

import re
from typing import NamedTuple

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.labels import titled
from fazhi.core.extract.report.layout import Layout, Line, compact
from fazhi.core.extract.report.organs import knowledge, read_chain, read_organ

_BRACKET = r"(?:[(（][^()（）]{1,20}[)）])?$"
_ENDS = re.compile(rf"(?:报告|总结|汇报|情况|公报|白皮书|年报|综述|材料|通报)(?:书|全文|的?公示)?{_BRACKET}")
_OTHER_ENDS = re.compile(
    r"(?:通知|方案|安排|计划|要点|思路|打算|意见|纲要|说明|专报|函|请示|公告|公示|年度?[一-鿿]{2,20}(?:数据|统计表?))"
    rf"{_BRACKET}"
)
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
# A document's number behind a title: …情况的报告(巴政发〔2024〕3号).
_NUMBER = re.compile(r"\s*[(（]?\s*[一-鿿]{1,12}\s*[〔\[［【(（]\s*\d{4}\s*[〕\]］】)）]\s*第?\s*\d+\s*号\s*[)）]?$")
_MARKED = re.compile(r"【[^【】\n]{2,10}】\s*(\S[^【】\n]*)|《\s*([^《》\n]*\S)\s*》")
_JOINED = 4  # lines that a title is broken into at most, beside its last
_GAP = 4  # line breaks between two lines of one title at most


class Title(NamedTuple):
    """A title without the blanks inside it, and where it stands; no span where the page's metadata gives it."""

    words: str
    span: Span | None


def find_title(text: str, layout: Layout, page_title: str | None) -> Title | None:
    """The last complete title above the body, one about the rule of law first; else the page's own."""
    head = [_bare(text, line) for line in layout.head]
    for ends in (_ENDS, _OTHER_ENDS):
        found = [_join(text, head, i) for i, line in enumerate(head) if _is_end(line, ends)]
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


def _bare(text: str, line: Line) -> Line:
    """The line without a label or column before it, the marks of a title around it, a document's number behind it."""
    line = titled(text, line)
    if line.compact.startswith(("【", "《")):
        line = _without_marks(text, line)
    number = _NUMBER.search(text, line.start, line.end) if line.compact.endswith(("号", "号)", "号）")) else None
    if number is None or number.start() == line.start:
        return line
    return Line(line.start, number.start(), compact(text[line.start : number.start()]))


def _without_marks(text: str, line: Line) -> Line:
    """The line without 【法治政府】 before it, or without the 《》 that are all around it."""
    found = _MARKED.fullmatch(text, line.start, line.end)
    if found is None:
        return line
    start, end = found.span(1) if found[1] is not None else found.span(2)
    return Line(start, end, compact(text[start:end]))


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
    between = text[line.end : following.start]
    if _is_end(line, _ENDS) or _FURNITURE.search(words) or between.strip() or between.count("\n") > _GAP:
        return False
    if words.endswith(knowledge().site_ends) or words.startswith(knowledge().issuer_labels):
        return False
    organ = read_organ(words, None)
    if organ is not None and organ.chain and organ.kind not in (None, "other") and read_chain(following.compact, 0)[0]:
        # A line that begins with its own region is a title of its own below a site's banner. An organ alone on its line
        # is none: two of them issue together, but for a government, whose name is the banner again.
        return organ.kind != "government" and read_organ(following.compact, None) is not None
    if organ is not None or words.startswith("关于"):
        return True
    if following.compact.startswith("关于"):
        return bool(read_chain(words, 0)[0])
    return words.endswith(_OPEN_ENDS) or following.compact.startswith(_CONTINUES)
