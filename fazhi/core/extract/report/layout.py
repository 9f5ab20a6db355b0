"""Where a report's own words about itself stand: the lines before its body, its last lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fazhi.core.extract.report.numerals import SMALL, YEAR

HEAD_CHARS = 3000  # a title page, a red-head file's head and a salutation fit in well
HEAD_LINES = 40
TAIL_CHARS = 1500
TAIL_LINES = 15
SIGNATURE_CHARS = 80
SIGNATURE_LINES = 3

_COUNT = "[一二三四五六七八九十]{1,3}"
_BODY_MARK = re.compile(rf"{_COUNT}\s*[、.．]|第{_COUNT}[章部条]|[(（]{_COUNT}[)）]")
# A date alone on its line: where tables and attachments follow, the signature stands far from the end.
_DATE_LINE = re.compile(rf"\n[^\S\n]*{YEAR}\s*年\s*{SMALL}\s*月\s*{SMALL}\s*日[^\S\n]*(?=\n)")
_YEAR = re.compile(YEAR)
_HAN = re.compile(r"[一-鿿]")
_PAUSE = re.compile(r"[,，、。;；:：]")
_SENTENCE = re.compile(r"[。;；!！?？]")
# Several of them on a line are metadata of a page, however long: 索引号:… 主题分类:… 发文机关:…
_METADATA = re.compile(r"[一-鿿]{2,6}[\]】]?[:：]")


@dataclass(slots=True)
class Line:
    """A line that is not blank: its offsets without the blanks around it, and its text without any blanks."""

    start: int
    end: int
    compact: str


class Layout(NamedTuple):
    """Lines before the body, where the body begins, and the last lines of the text."""

    head: list[Line]
    body: int
    tail: list[Line]


def compact(text: str) -> str:
    """`text` without blanks: titles are set in spaced letters and broken over lines."""
    return "".join(text.split())


def lay_out(text: str) -> Layout:
    """Find head, body and tail of `text`; looks at the first and last few thousand characters alone."""
    head: list[Line] = []
    body = 0
    for line in _lines(text, 0, min(len(text), HEAD_CHARS)):
        body = line.start
        if _begins_body(line) or len(head) >= HEAD_LINES:
            break
        head.append(line)
        body = line.end
    tail_from = max(0, len(text) - TAIL_CHARS)
    # A cut inside a line would show its end as a line of its own.
    if tail_from:
        tail_from = text.find("\n", tail_from) + 1 or len(text)
    tail = list(_lines(text, tail_from, len(text)))[-TAIL_LINES:]
    if tail and not any(_YEAR.search(line.compact) for line in tail):
        tail = _signed_lines(text, body) or tail
    return Layout(head, body, tail)


def _signed_lines(text: str, body: int) -> list[Line]:
    """The last date that stands alone behind a short line without punctuation, with the lines before it."""
    for date_line in reversed(list(_DATE_LINE.finditer(text, body))):
        signed = _lines(text, max(body, date_line.start() - SIGNATURE_CHARS), date_line.end())
        lines = list(signed)[-SIGNATURE_LINES:]
        if len(lines) > 1 and len(lines[-2].compact) < SIGNATURE_CHARS // 2 and not _PAUSE.search(lines[-2].compact):
            return lines
    return []


def _begins_body(line: Line) -> bool:
    words = line.compact
    # An address or a line of metadata in front of the title; a sentence may hold more digits than words as well.
    if 2 * len(_HAN.findall(words)) < len(words) and not _BODY_MARK.match(words) and not words.endswith("。"):
        return False
    if "。" not in words and len(_METADATA.findall(words)) > 1:
        return False
    if len(words) > 70 or _SENTENCE.search(words) or _BODY_MARK.match(words):
        return True
    return len(words) > 18 and ("," in words or "，" in words)


def _lines(text: str, start: int, end: int) -> Iterator[Line]:
    at = start
    for raw in text[start:end].split("\n"):
        stripped = raw.strip()
        if stripped:
            begin = at + raw.index(stripped[0])
            yield Line(begin, begin + len(stripped), compact(stripped))
        at += len(raw) + 1
