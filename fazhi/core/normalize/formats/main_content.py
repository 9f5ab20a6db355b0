"""Which of a page's lines are its text: everything around its prose, less furniture that holds none."""

import re
from dataclasses import dataclass

from fazhi.core.normalize.formats.blocks import Blocks, Line, han, has_han
from fazhi.core.normalize.formats.layout import layout

_STOPS = re.compile(r"[,。;:、,;]")
_NAMES = re.compile(r"\b(?:class|id)=\"([^\"]{0,200})\"")
_SHORTEST_PROSE = 20  # Han characters
_LONGEST_FOOT = 300
_SHORTEST_PAGE = 6  # Han characters beside its title
_MOST_LINKED = 0.6
_ALL_LINKED = 0.9
_ATTACHMENT = re.compile(r"附件|附表|\.(?:docx?|xlsx?|pdf|ofd|wps|et|zip|rar)\b", re.I)
_LEAST_LIST = 4  # lines
_MOST_BESIDE = 300  # characters
_BLANK = re.compile(r"\s+")


@dataclass(slots=True)
class _Sums:
    """For every element what its lines hold together."""

    prose: list[int]
    chars: list[int]
    linked: list[int]
    lines: list[int]


def main_lines(blocks: Blocks, title: str | None) -> list[Line]:
    """The lines of the main content, from the page's `title` on where it is seen before the text.

    No line of prose is lost: the content is the smallest element around all of it. What is left of the furniture (share
    bars, font sizes, breadcrumbs) is for normalize's filter of lines.
    """
    lines = _shown(blocks)
    prose = _prose(lines, title)
    if not any(prose):
        return []
    first, end = prose.index(True), len(prose) - prose[::-1].index(True)
    heading = _heading(lines[:first], title)
    wanted = [line.element for line, is_text in zip(lines, prose, strict=True) if is_text]
    dropped = _dropped(blocks, lines, prose, None if heading is None else lines[heading].element)
    weights = [0 if dropped[line.element] or layout().foot.search(line.text) else _weight(line) for line in lines]
    root = _around(blocks, wanted + ([] if heading is None else [lines[heading].element]))
    root = _widened(blocks, lines, weights, root)
    last = blocks.elements[root].last if blocks.elements else 0
    kept: list[Line] = []
    for at, line in enumerate(lines[heading or 0 :], heading or 0):
        if at >= end and layout().foot.search(line.text):
            break
        inside = root <= line.element <= last and not dropped[line.element]
        if prose[at] or (inside and (first <= at < end or not _is_way_elsewhere(line))):
            kept.append(line)
    return kept


def _is_way_elsewhere(line: Line) -> bool:
    """Whether a line is links alone, and none to a file that belongs to the text."""
    return line.linked >= _ALL_LINKED * len(line.text) and not _ATTACHMENT.search(line.text)


def _prose(lines: list[Line], title: str | None) -> list[bool]:
    """For every line whether the content is to be found around it: prose, or what comes nearest on this page."""
    prose = [is_prose(line) for line in lines]
    if not any(prose):
        # A link that was never closed runs through the whole text.
        prose = [is_prose(Line(line.text, line.element, 0)) for line in lines]
    if not any(prose):
        # A page of tables, or of a few words.
        prose = [line.linked < _MOST_LINKED * len(line.text) and not layout().foot.search(line.text) for line in lines]
        told = sum(han(line.text) for line, said in zip(lines, prose, strict=True) if said and line.text != title)
        return prose if told >= _SHORTEST_PAGE else [False] * len(lines)
    return prose


def _weight(line: Line) -> int:
    return len(line.text) - line.linked


def _widened(blocks: Blocks, lines: list[Line], weights: list[int], root: int) -> int:
    """`root`, or the outermost element around it that adds little: headings and signatures stand beside the text."""
    sums = _summed(blocks, lines, weights)
    allowed = sums[root] + max(_MOST_BESIDE, sums[root] // 4)
    while (parent := blocks.elements[root].parent) >= 0 and sums[parent] <= allowed:
        root = parent
    return root


def is_prose(line: Line) -> bool:
    """Whether a line is running text: Han characters with stops between them, no link, no words of a site's foot."""
    if line.linked > _MOST_LINKED * len(line.text) or len(line.text) < _SHORTEST_PROSE:
        return False
    if not _STOPS.search(line.text) or not has_han(line.text, _SHORTEST_PROSE):
        return False
    # A report in one block holds such words too (承办单位, 技术支持): only a short line is a foot by one of them.
    return len(line.text) > _LONGEST_FOOT or not layout().foot.search(line.text)


def _shown(blocks: Blocks) -> list[Line]:
    """The lines that a reader sees; all of them where scripts were to show the text."""
    shown = [line for line in blocks.lines if not blocks.elements[line.element].hidden]
    return shown if any(is_prose(line) for line in shown) else blocks.lines


def _heading(before: list[Line], title: str | None) -> int | None:
    """The last line before the text that says the page's title, whole or in part."""
    squeezed = _BLANK.sub("", title or "")
    for at in range(len(before) - 1, -1, -1):
        text = _BLANK.sub("", before[at].text)
        if len(text) >= 5 and squeezed and (text == squeezed or (2 * len(text) > len(squeezed) and text in squeezed)):
            return at
    return None


def _around(blocks: Blocks, numbers: list[int]) -> int:
    """The innermost element that holds all the numbered ones."""
    element, last = min(numbers), max(numbers)
    while element > 0 and blocks.elements[element].last < last:
        element = blocks.elements[element].parent
    return max(element, 0)


def _dropped(blocks: Blocks, lines: list[Line], prose: list[bool], heading: int | None) -> list[bool]:
    """For every element whether it, or one around it, is furniture; the `heading`'s element is never."""
    sums = _Sums(
        prose=_summed(blocks, lines, [len(line.text) * is_text for line, is_text in zip(lines, prose, strict=True)]),
        chars=_summed(blocks, lines, [len(line.text) for line in lines]),
        linked=_summed(blocks, lines, [line.linked for line in lines]),
        lines=_summed(blocks, lines, [1] * len(lines)),
    )
    spared = set()
    while heading is not None and heading >= 0:
        spared.add(heading)
        heading = blocks.elements[heading].parent
    dropped = [False] * len(blocks.elements)
    for number, element in enumerate(blocks.elements):
        inherited = element.parent >= 0 and dropped[element.parent]
        dropped[number] = inherited or (number not in spared and _is_furniture(blocks, number, sums))
    return dropped


def _summed(blocks: Blocks, lines: list[Line], values: list[int]) -> list[int]:
    """For every element the sum of the `values` of the lines in it."""
    sums = [0] * len(blocks.elements)
    for line, value in zip(lines, values, strict=True):
        sums[line.element] += value
    for number in range(len(sums) - 1, 0, -1):
        if (parent := blocks.elements[number].parent) >= 0:
            sums[parent] += sums[number]
    return sums


def _is_furniture(blocks: Blocks, number: int, sums: _Sums) -> bool:
    element = blocks.elements[number]
    if sums.prose[number] or not sums.lines[number]:
        return False
    if sums.linked[number] > _MOST_LINKED * sums.chars[number] and sums.lines[number] >= _LEAST_LIST:
        return True
    return element.tag in layout().furniture_elements or _is_named_furniture(element.attributes)


def _is_named_furniture(attributes: str) -> bool:
    names = " ".join(_NAMES.findall(attributes)) if attributes else ""
    return bool(names) and not layout().furniture_names.isdisjoint(re.split(r"[\s_-]+", names.lower()))
