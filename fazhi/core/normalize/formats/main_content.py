"""Which of a page's lines are its text: everything around its prose, less furniture that holds none."""

import re
from collections.abc import Iterable
from itertools import accumulate, compress, repeat

from fazhi.core.normalize.formats.blocks import Blocks, Elements, Line, han, has_han
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


def _sums(elements: Elements, lines: list[Line], values: Iterable[int]) -> list[int]:
    """For every element what the lines of all elements before it hold together, and at the end what all hold.

    An element's own are numbered in a row: what they hold is the difference of two of these sums.
    """
    by_element = [0] * len(elements.tags)
    for line, value in zip(lines, values, strict=True):
        by_element[line.element] += value
    return list(accumulate(by_element, initial=0))


def main_lines(blocks: Blocks, title: str | None) -> list[Line]:
    """The lines of the main content, from the page's `title` on where it is seen before the text.

    No line of prose is lost: the content is the smallest element around all of it. What is left of the furniture (share
    bars, font sizes, breadcrumbs) is for normalize's filter of lines.
    """
    lines, prose = _shown(blocks)
    prose = _told(lines, prose, title)
    if not any(prose):
        return []
    first, end = prose.index(True), len(prose) - prose[::-1].index(True)
    heading = _heading(lines[:first], title)
    elements = blocks.elements
    wanted = [line.element for line in compress(lines, prose)]
    dropped = _dropped(elements, lines, prose, None if heading is None else lines[heading].element)
    root = _around(elements, wanted + ([] if heading is None else [lines[heading].element]))
    root = _widened(elements, lines, dropped, root)
    last = elements.lasts[root] if elements.lasts else 0
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


def _shown(blocks: Blocks) -> tuple[list[Line], list[bool]]:
    """The lines that a reader sees, all of them where scripts were to show the text; for every line if it is prose."""
    hidden = blocks.elements.hidden
    shown = [line for line in blocks.lines if not hidden[line.element]]
    prose = list(map(is_prose, shown))
    if any(prose) or len(shown) == len(blocks.lines):
        return shown, prose
    return blocks.lines, list(map(is_prose, blocks.lines))


def _told(lines: list[Line], prose: list[bool], title: str | None) -> list[bool]:
    """For every line whether the content is to be found around it: prose, or what comes nearest on this page."""
    if not any(prose):
        # A link that was never closed runs through the whole text.
        prose = [is_prose(Line(line.text, line.element, 0)) for line in lines]
    if not any(prose):
        # A page of tables, or of a few words.
        prose = [line.linked < _MOST_LINKED * len(line.text) and not layout().foot.search(line.text) for line in lines]
        told = sum(han(line.text) for line, said in zip(lines, prose, strict=True) if said and line.text != title)
        return prose if told >= _SHORTEST_PAGE else [False] * len(lines)
    return prose


def _widened(elements: Elements, lines: list[Line], dropped: list[bool], root: int) -> int:
    """`root`, or the outermost element around it that adds little: headings and signatures stand beside the text."""
    if elements.parents[root] < 0:
        return root
    sums = _sums(elements, lines, [0 if dropped[line.element] else _weight(line) for line in lines])
    held = sums[elements.lasts[root] + 1] - sums[root]
    allowed = held + max(_MOST_BESIDE, held // 4)
    while (parent := elements.parents[root]) >= 0 and sums[elements.lasts[parent] + 1] - sums[parent] <= allowed:
        root = parent
    return root


def _weight(line: Line) -> int:
    said = len(line.text) - line.linked
    return said if said and not layout().foot.search(line.text) else 0


def is_prose(line: Line) -> bool:
    """Whether a line is running text: Han characters with stops between them, no link, no words of a site's foot."""
    if line.linked > _MOST_LINKED * len(line.text) or len(line.text) < _SHORTEST_PROSE:
        return False
    if not _STOPS.search(line.text) or not has_han(line.text, _SHORTEST_PROSE):
        return False
    # A report in one block holds such words too (承办单位, 技术支持): only a short line is a foot by one of them.
    return len(line.text) > _LONGEST_FOOT or not layout().foot.search(line.text)


def _heading(before: list[Line], title: str | None) -> int | None:
    """The last line before the text that says the page's title, whole or in part."""
    squeezed = _BLANK.sub("", title or "")
    for at in range(len(before) - 1, -1, -1):
        text = _BLANK.sub("", before[at].text)
        if len(text) >= 5 and squeezed and (text == squeezed or (2 * len(text) > len(squeezed) and text in squeezed)):
            return at
    return None


def _around(elements: Elements, numbers: list[int]) -> int:
    """The innermost element that holds all the numbered ones."""
    element, last = min(numbers), max(numbers)
    while element > 0 and elements.lasts[element] < last:
        element = elements.parents[element]
    return max(element, 0)


def _dropped(elements: Elements, lines: list[Line], prose: list[bool], heading: int | None) -> list[bool]:
    """For every element whether it, or one around it, is furniture; the `heading`'s element is never.

    Furniture has lines, none of prose, and holds links alone or is named so.
    """
    spared = set()
    while heading is not None and heading >= 0:
        spared.add(heading)
        heading = elements.parents[heading]
    counts, of_text = _sums(elements, lines, repeat(1, len(lines))), _sums(elements, lines, prose)
    chars = _sums(elements, lines, [len(line.text) for line in lines])
    linked = _sums(elements, lines, [line.linked for line in lines])
    dropped: list[bool] = []
    for at, (parent, last) in enumerate(zip(elements.parents, elements.lasts, strict=True)):
        end = last + 1
        if parent >= 0 and dropped[parent]:
            dropped.append(True)
        elif counts[end] == counts[at] or of_text[end] > of_text[at] or at in spared:
            dropped.append(False)
        else:
            of_links = linked[end] - linked[at] > _MOST_LINKED * (chars[end] - chars[at])
            many = counts[end] - counts[at] >= _LEAST_LIST
            dropped.append((many and of_links) or _is_named(elements.tags[at], elements.attributes[at]))
    return dropped


def _is_named(tag: str, attributes: str) -> bool:
    if tag in layout().furniture_elements:
        return True
    if 'class="' not in attributes and 'id="' not in attributes:
        return False
    names = " ".join(_NAMES.findall(attributes))
    return bool(names) and not layout().furniture_names.isdisjoint(re.split(r"[\s_-]+", names.lower()))
