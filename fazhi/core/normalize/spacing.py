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
# Lists of single characters, not words: numerals, stems and branches, directions, days.
_LISTED = re.compile(
    "[零一二三四五六七八九十百千万甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北中上下左右日年月男女计是否有无]+"
)
# Of single blanks only those at the ends of the text.
_RUN = re.compile("[ \t\u3000\n](?:[ \t\u3000\n]+|(?<=\\A.)|\\Z)", re.S)
_UNTIDY = (" \n", "\u3000\n", "\n\n\n")


def letter_spacing(text: str, profile: Profile) -> list[Edit]:
    """Blanks inside letter-spaced words; kind `spacing`."""
    if profile[Kind.BLANK] < 3:
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
        run = found[0]
        new = _squeezed(run, at_start=found.start() == 0, at_end=found.end() == len(text))
        if new != run:
            out.append(_least(found.start(), run, new))
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
