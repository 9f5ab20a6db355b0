"""Lines that belong to the page, not to the document on it: dropped, and what they say of the document kept.

A line goes only as a whole: when everything in it, between blanks and bars, is an item of `furniture.yaml`. Only short
lines before the first and behind the last line of prose are looked at, so no sentence of the body is ever lost.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import groupby, islice, takewhile
from typing import NamedTuple

from fazhi.core.normalize import furniture_items as items
from fazhi.core.normalize.edits import Edit

_LONGEST = 160
_MOST = 600  # lines looked at from either end
_PROSE = re.compile(r"[\u4e00-\u9fff，,、；;“”《》0-9]{12,}[；;：:]|[\u4e00-\u9fff0-9”》)）%]{4,}。")
_DATE = re.compile(r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?!\d)")
_SECTIONS = 3  # names of a site's sections in a row: one or two may be headings
_BRACKETS = " []【】()（）|｜"
_LABEL = re.compile(r"[^:：]{0,14}[:：]\s*")


class Furniture(NamedTuple):
    """The edits (kind `furniture`) that take the lines out, and what these said of the document."""

    edits: list[Edit]
    date: dt.date | None
    source: str | None


class _Line(NamedTuple):
    start: int
    end: int  # behind its line break
    text: str


def furniture(text: str) -> Furniture:
    """Find page furniture in `text` (simplified script, half-width digits)."""
    head = _until_prose(_forwards(text, 0))
    body = head[-1].end if head else 0
    foot = _until_prose(_backwards(text, body))[::-1]
    found = _taken(head, "head")
    if not text[body:].strip():  # no prose at all: what is no head may be foot
        known = {line.start for line, _ in found}
        foot = [line for line in head if line.start not in known]
    found = sorted([*found, *_taken(foot, "foot")], key=lambda pair: pair[0].start)
    said = [item for _, its in found for item in its]
    return Furniture([Edit(line.start, line.end, "", "furniture") for line, _ in found], _date(said), _source(said))


def _until_prose(lines: Iterator[_Line]) -> list[_Line]:
    """The lines that are not blank, up to the first of prose."""
    filled = (line for line in islice(lines, _MOST) if line.text)
    return list(takewhile(lambda line: not _is_prose(line.text), filled))


def _forwards(text: str, at: int) -> Iterator[_Line]:
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield _Line(at, end, text[at : min(end, at + 2 * _LONGEST)].strip())
        at = end


def _backwards(text: str, least: int) -> Iterator[_Line]:
    end = len(text)
    while end > least:
        start = max(least, text.rfind("\n", least, end - 1) + 1)
        yield _Line(start, end, text[start : min(end, start + 2 * _LONGEST)].strip())
        end = start


def _is_prose(line: str) -> bool:
    if len(line) <= _LONGEST and not _PROSE.search(line):
        return False
    return not items.of_line(line, "head") and not items.of_line(line, "foot")


def _taken(lines: list[_Line], zone: items.Zone) -> list[tuple[_Line, list[items.Item]]]:
    """The lines that are furniture, with their items: strong ones alone, weak ones beside another."""
    found = [(line, items.of_line(line.text, zone)) for line in lines]
    _join_values(found)
    out: list[tuple[_Line, list[items.Item]]] = []
    for _, group in groupby(found, key=lambda pair: bool(pair[1])):
        run = list(group)
        if _is_furniture([its for _, its in run]):
            out += run
    return out


def _is_furniture(run: list[list[items.Item]]) -> bool:
    """Whether lines in a row that consist of items go: one strong item suffices, of weak ones it takes several."""
    weak = [its for its in run if all(item.weak for item in its)]
    if len(weak) < len(run):
        return True
    named = sum(item.name == "navigation" for its in weak for item in its)
    return named >= _SECTIONS


def _join_values(found: list[tuple[_Line, list[items.Item]]]) -> None:
    """A label's value on the next line (来源: / 四川日报), where furniture goes on behind it."""
    for at in range(len(found) - 2):
        label, value = found[at][1], found[at + 1]
        if label and not value[1] and found[at + 2][1] and label[-1].name in ("source", "label"):
            empty = label[-1].text.rstrip().endswith((":", "："))
            if empty and len(value[0].text) <= 20:
                found[at + 1] = (value[0], [items.Item(label[-1].name, label[-1].text + value[0].text)])


def _date(said: list[items.Item]) -> dt.date | None:
    dates = [(items.rank("date_labels", i.text), i.text) for i in said if i.name in ("date", "day", "stamp")]
    for _, value in sorted(dates, key=lambda pair: pair[0]):
        if found := _DATE.search(value):
            try:
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _source(said: list[items.Item]) -> str | None:
    sources = [(items.rank("source_labels", i.text), i.text) for i in said if i.name == "source"]
    values = (_LABEL.sub("", value, count=1).strip(_BRACKETS) for _, value in sorted(sources, key=lambda p: p[0]))
    return next((v for v in values if len(v) >= 2), None)
