"""Who issued a report: the organ in the signature, the first sentence or the page's source line."""

import re

from fazhi.core.extract.report.layout import Layout, Line
from fazhi.core.extract.report.numerals import YEAR
from fazhi.core.extract.report.organs import Organ, knowledge, level_at, read_chain, read_organ, township_at
from fazhi.core.extract.report.titles import Title

_DATE_TRAIL = re.compile(rf"[(（]?{YEAR}[年./-].{{0,20}}$|[(（](?:盖章|公章|印章|章)[)）].*$")
_CLAUSE = re.compile(r"[,，。;；:：\n\s“(（]\s*")
_TIME = re.compile(
    rf"(?:{YEAR}年度?(?:以来|来|里|,|，)?|今年以来|一年来|过去一年|近年来|本报告由|现将|我代表|代表|现在)+[,，]?\s*"
)
_YEAR_NEXT = re.compile(YEAR)
_RUN = re.compile(r"[一-鿿]{0,40}")
_OPENING = 600
_LONGEST = 34
_SIGNED_LINES = 10
_NEAR_LINES = 2


def from_signature(text: str, layout: Layout) -> Organ | None:
    """The organ that signs in the last lines, alone on its line or before the date."""
    for line in reversed(layout.tail[-_SIGNED_LINES:]):
        if line.start < layout.body:
            break
        organ = _signed(text, line)
        if organ is not None:
            return organ
    return None


def beside_title(text: str, layout: Layout, title: Title | None) -> Organ | None:
    """The organ alone on a line right under the title, or right above it, before its date if it has one there."""
    if title is None or title.span is None:
        return None
    start, end = title.span
    under = [line for line in layout.head if line.start >= end][:_NEAR_LINES]
    above = [line for line in layout.head if line.end <= start][-1:]
    organs = (_signed(text, _undashed(text, line)) for line in (*under, *above))
    return next((organ for organ in organs if organ is not None and organ.is_full), None)


def from_opening(text: str, layout: Layout) -> Organ | None:
    """The subject of the first sentences: 2022年以来,州政务局深入贯彻…"""
    end = min(layout.body + _OPENING, len(text))
    for begin in (layout.body, *(clause.end() for clause in _CLAUSE.finditer(text, layout.body, end))):
        time = _TIME.match(text, begin)
        if organ := _subject(text, time.end() if time else begin, reported=bool(time and "现将" in time[0])):
            return organ
    return None


def from_page(words: str | None) -> Organ | None:
    """The organ that a source line (来源) or a part of a page's title names in full."""
    organ = read_organ("".join((words or "")[:100].split()).removesuffix("网站").removesuffix("官网"), None)
    return organ if organ is not None and organ.is_full else None


def _subject(text: str, at: int, *, reported: bool) -> Organ | None:
    """The organ that begins a clause at `at` as its subject, or whose work a sentence with 现将 is to report."""
    known = knowledge()
    ours = text[at : at + 2]
    if ours in known.self_names:
        return Organ(ours, None, known.self_names[ours])
    name = _RUN.match(text, at)
    run = name[0] if name else ""
    if not (run.startswith(known.central_prefixes) or level_at(run, 0) or read_chain(run, 0)[0] or township_at(run, 0)):
        return None
    for length in range(2, min(_LONGEST, len(run)) + 1):
        follows = at + length
        if not run[:length].endswith(known.ends) and not text.startswith(known.subject_cues, follows):
            continue
        is_subject = text.startswith((*known.subject_cues, ",", "，"), follows)
        if reported and not is_subject:
            is_subject = text.startswith(known.reported, follows) or _YEAR_NEXT.match(text, follows) is not None
        if is_subject and not text.startswith(known.leader_endings, follows):
            organ = read_organ(run[:length], (at, follows))
            # A party committee leads in such sentences (省委…委员会和州委全面…); it reports under its own title.
            if organ is not None and organ.kind != "other" and _is_name(organ.name):
                return organ
    return None


def _signed(text: str, line: Line) -> Organ | None:
    if len(line.compact) > 60 or line.compact.startswith((*knowledge().issuer_labels, "主办", "承办")):
        return None
    name = _DATE_TRAIL.sub("", line.compact)
    if not name:
        return None
    begin = line.start
    end = begin
    seen = 0
    while seen < len(name) and end < line.end:
        seen += not text[end].isspace()
        end += 1
    organ = read_organ(name, (begin, end))
    if organ is None or organ.kind is None or not _is_name(name):
        return None
    return organ if organ.is_full or organ.level else None


def _undashed(text: str, line: Line) -> Line:
    """The line without the dash before a second title: ——长沙市岳麓区坪塘街道办事处."""
    dashes = len(line.compact) - len(line.compact.lstrip("—-―─"))
    return Line(line.start + dashes, line.end, line.compact[dashes:]) if dashes else line


def _is_name(name: str) -> bool:
    """A piece of a sentence may end like an organ too: 省人民政府应当建立综合政务服务大厅."""
    return not any(word in name for word in knowledge().sentence_words)
