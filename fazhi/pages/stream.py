"""A report's text as one stream of HTML: its figures marked, and every change with what stood there before.

The text stands there once. What a change took away and what it put in its place are elements of their own (`del`, `ins`
for a repair; `s`, `u` for a change that is none), and the page's style shows the one reading or the other: without the
taken away it is the normalized text, without the put in the text as received.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fazhi.core.normalize.kinds import is_repair
from fazhi.pages.escaping import escaped, needs_escape
from fazhi.pages.figures import Figure
from fazhi.pages.labels import change as title_of
from fazhi.pages.marking import stretches

_ANYWHERE = 1 << 60
_CLASS = ' class="'
_SOFT = ("<s>", "</s>", "<u>", "</u>")


class Change(NamedTuple):
    """A change as normalize records it: `source_text[start:end]` became `text`."""

    start: int
    end: int
    text: str
    kind: str


class _Piece(NamedTuple):
    """What stands in one mark (or none: an anchor alone): its place in both texts, and its opening tag."""

    start: int
    end: int
    source_start: int
    source_end: int
    opening: str


def stream(
    text: str, source_text: str, changes: Sequence[Change], figures: Sequence[Figure], doubted: frozenset[str]
) -> str:
    """The HTML; figures may touch, overlap, nest, be empty or reach beyond the text.

    `doubted`: ids of the figures that a finding is about. Changes that do not stand in order, or do not lead from
    `source_text` to `text`, are left out.
    """
    writer = _Writer(text, source_text, _in_order(changes, len(source_text), len(text)))
    for piece in _pieces(text, figures, doubted):
        writer.write(piece.start, piece.source_start)
        writer.out.append(piece.opening)
        writer.write(piece.end, piece.source_end)
        writer.out.append("</mark>" if piece.end > piece.start else "")
    writer.write(len(text), _ANYWHERE)
    return "".join(writer.out)


class _Writer:
    """Writes the text forward, changes as they come."""

    def __init__(self, text: str, source_text: str, changes: Sequence[Change]) -> None:
        self.out: list[str] = []
        self._text, self._source, self._changes = text, source_text, changes
        self._escaped = escaped if needs_escape(text) else str
        self._at = self._next = self._shift = 0
        self._begun = False
        self._change_at = changes[0].start if changes else _ANYWHERE

    def write(self, end: int, source_end: int) -> None:
        """Go on to `end`; what was taken away just there belongs here if it stood before `source_end`."""
        while self._change_at <= end:
            change = self._changes[self._next]
            if self._change_at == end and (change.text or change.end > source_end):
                break
            if not self._write_change(change, end):
                return
        self._plain(end)

    def _write_change(self, c: Change, end: int) -> bool:
        """Write a change as far as `end`; returns whether that is all of it."""
        tags = _tags(c.kind)
        if not self._begun:
            self._plain(self._change_at)
            if c.end > c.start:
                self.out += (tags[0], escaped(self._source[c.start : c.end]), tags[1])
        stop = self._change_at + len(c.text)
        if self._at < min(stop, end):
            self.out += (tags[2], self._escaped(self._text[self._at : min(stop, end)]), tags[3])
            self._at = min(stop, end)
        self._begun = stop > end
        if not self._begun:
            self._next += 1
            self._shift += len(c.text) - (c.end - c.start)
            more = self._next < len(self._changes)
            self._change_at = self._changes[self._next].start + self._shift if more else _ANYWHERE
        return not self._begun

    def _plain(self, end: int) -> None:
        if end > self._at:
            self.out.append(self._escaped(self._text[self._at : end]))
            self._at = end


def _tags(kind: str) -> tuple[str, str, str, str]:
    if not is_repair(kind):
        return _SOFT
    title = title_of(kind)
    return f'<del title="{title}">', "</del>", f'<ins title="{title}">', "</ins>"


def _in_order(changes: Sequence[Change], source_length: int, length: int) -> list[Change]:
    kept: list[Change] = []
    at = shift = 0
    for change in changes:
        if at <= change.start <= change.end <= source_length:
            kept.append(change)
            at = change.end
            shift += len(change.text) - (change.end - change.start)
    return kept if source_length + shift == length else []


def _pieces(text: str, figures: Sequence[Figure], doubted: frozenset[str]) -> Iterable[_Piece]:
    """The marks, none of them within another."""
    at = 0
    for f in figures:
        if not at <= f.start < f.end <= len(text):
            return _untangled(text, figures, doubted)
        at = f.end
    return [_Piece(f.start, f.end, f.source_start, f.source_end, _opening(f, doubted)) for f in figures]


def _opening(f: Figure, doubted: frozenset[str]) -> str:
    return f.mark.replace(_CLASS, f"{_CLASS}found ", 1) if f.indicator_id in doubted else f.mark


def _untangled(text: str, figures: Sequence[Figure], doubted: frozenset[str]) -> Iterator[_Piece]:
    """Marks that overlap, cut at each other's borders: the shortest has the say, the others get an anchor."""
    at = 0
    for s in stretches(text, figures):
        inner = s.marks[0] if s.marks else None
        target = inner if any(b is inner for b in s.begins) else None
        anchors = "".join(f'<a class="anchor" id="{b.indicator_id}"></a>' for b in s.begins if b is not target)
        if anchors:
            yield _Piece(at, at, _ANYWHERE, _ANYWHERE, anchors)
        end = at + len(s.text)
        if inner is not None:
            tag = _opening(inner, doubted)
            tag = tag.replace(_CLASS, f"{_CLASS}nested ", 1) if len(s.marks) > 1 else tag
            tag = tag if target else f"<mark{tag[tag.index(_CLASS) :]}"
            yield _Piece(at, end, inner.source_start if target else _ANYWHERE, inner.source_end, tag)
        at = end
