"""Blanks: letter-spaced words joined, blank lines and blanks at line ends taken out, nothing else.

A single blank between Chinese words stays: it may divide a title, names or columns. Only four and more single
characters in a row, each with one blank between (法 治 政 府), are one word spread out.
"""

import re

from fazhi.core.normalize.edits import Edit
from fazhi.core.normalize.profile import Kind, Profile

_HAN = "\u3400-\u9fff"
_GAP = " \u3000"
_SPREAD = re.compile(f"[{_GAP}](?<=[{_HAN}].)(?<![{_HAN}][{_HAN}].)[{_HAN}](?:[{_GAP}][{_HAN}]){{2,}}(?![{_HAN}])")
# How such a word begins, for either blank: a search for one character costs next to nothing.
_SPREAD_BEGINS = [re.compile(f"{gap}(?<=[{_HAN}].)[{_HAN}][{_GAP}][{_HAN}][{_GAP}]") for gap in _GAP]
# Lists of single characters, not words: numerals, stems and branches, directions, days.
_LISTED = re.compile(
    "[零一二三四五六七八九十百千万甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北中上下左右日年月男女计是否有无]+"
)
# Of single blanks only those at the ends of the text.
_RUN = re.compile("[ \t\u3000\n](?:[ \t\u3000\n]+|(?<=\\A.)|\\Z)", re.S)
# What stays of blanks within the text: cells and indents, one blank line.
_TIDY = re.compile("[ \t\u3000]+|(?:[ \u3000]*\t[ \t\u3000]*)?\n\n?[ \t\u3000]*")
_UNTIDY = (" \n", "\u3000\n", "\n\n\n")


def letter_spacing(text: str, profile: Profile) -> list[Edit]:
    """Blanks inside letter-spaced words; kind `spacing`."""
    if profile[Kind.BLANK] < 3 or not any(begins.search(text) for begins in _SPREAD_BEGINS):
        return []
    return [
        Edit(gap, gap + 1, "", "spacing")
        for found in _SPREAD.finditer(text)
        if not _LISTED.fullmatch(text[found.start() - 1 : found.end()].replace(" ", "").replace("\u3000", ""))
        for gap in range(found.start(), found.end(), 2)
    ]


def layout(text: str) -> list[Edit]:
    """Blanks at line ends, more than one blank line, blank lines at both ends; kind `layout`.

    Indents stay, and so do tabs, which divide the cells of a row.
    """
    ends = text[:1] + text[-1:]
    if ends == ends.strip() and not any(untidy in text for untidy in _UNTIDY):
        return []
    out: list[Edit] = []
    for found in _RUN.finditer(text):
        start, end = found.span()
        if start > 0 and end < len(text) and _TIDY.fullmatch(text, start, end):
            continue
        new = _squeezed(found[0], at_start=start == 0, at_end=end == len(text))
        if new != found[0]:
            out.append(_least(start, found[0], new))
    return out


def _squeezed(run: str, *, at_start: bool, at_end: bool) -> str:
    parts = run.split("\n")
    if len(parts) == 1:
        return "" if at_end and "\t" not in run else run
    before = parts[0] if "\t" in parts[0] and not at_start else ""
    indent = "" if at_end else parts[-1]
    if at_start or at_end:
        return before + indent
    return before + "\n" * min(2, len(parts) - 1) + indent


def _least(start: int, old: str, new: str) -> Edit:
    """The edit without what both share at their ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Edit(start + head, start + len(old) - tail, new[head : len(new) - tail], "layout")
