"""Lines of typeset text joined to paragraphs: a line that reaches its column's right margin goes on in the next one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from fazhi.core.normalize.formats.pieces import Piece

_OPENING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[((][一二三四五六七八九十\d]{1,3}[))]|第[一二三四五六七八九十\d]{1,4}[章条節节]|附件"
)
_ENDING = "。!?;:!?;:"
_RUNNING = 12  # characters: shorter lines are headings and cells, and say nothing of margins
_LEAST_COLUMN = 0.25  # of the running lines


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a column's lines mostly begin and end, and the height of their characters."""

    left: float
    right: float
    size: float


def joined(lines: Sequence[Piece]) -> list[str]:
    """The lines, in reading order, as paragraphs; rows stay as they are. Margins are the document's."""
    if not lines:
        return []
    columns = _columns(lines)
    done = [lines[0].text.strip()]
    for before, line in pairwise(lines):
        if _goes_on(before, line, _column_of(before, columns), _column_of(line, columns)):
            done[-1] = _wrapped(done[-1], line.text.strip())
        else:
            done.append(line.text.strip())
    return [text for text in done if text]


def _columns(lines: Sequence[Piece]) -> list[_Column]:
    """One column, or two where a good part of the lines begins right of where as many others end."""
    running = [line for line in lines if not _is_row(line) and len(line.text) > _RUNNING] or list(lines)
    middle = (min(line.left for line in running) + max(line.right for line in running)) / 2
    halves = [line for line in running if line.right < middle], [line for line in running if line.left > middle]
    least = max(3, _LEAST_COLUMN * len(running))
    if all(len(half) >= least for half in halves):
        return [_column(half) for half in halves]
    return [_column(running)]


def _column(lines: Sequence[Piece]) -> _Column:
    left = _margin([line.left for line in lines], -1)
    right = _margin([line.right for line in lines], 1)
    return _Column(left, right, median(line.size for line in lines))


def _margin(edges: list[float], side: int) -> float:
    """The outermost of the edges that a tenth of the lines share, within a few units."""
    counts = Counter(round(edge / 4) for edge in edges)
    common = [place for place, count in counts.items() if count >= max(2, len(edges) // 10)]
    place = side * max(side * p for p in common) if common else counts.most_common(1)[0][0]
    return 4.0 * place


def _column_of(line: Piece, columns: list[_Column]) -> _Column:
    return next((column for column in columns[1:] if line.left > column.left - column.size), columns[0])


def _is_row(line: Piece) -> bool:
    return line.is_row or "\t" in line.text


def _goes_on(before: Piece, line: Piece, column: _Column, next_column: _Column) -> bool:
    """Whether `line` continues `before`: that one is full, this one not indented, nothing but a margin between them."""
    if _is_row(before) or _is_row(line) or abs(line.size - before.size) > 0.25 * column.size:
        return False
    if before.right < column.right - 2.2 * column.size or line.left > next_column.left + 1.2 * column.size:
        return False
    if (
        line.page == before.page
        and column is next_column
        and not -before.size < line.top - before.bottom < 1.8 * before.size
    ):
        return False
    return not (before.text.rstrip()[-1:] in _ENDING and _OPENING.match(line.text.strip()))


def _wrapped(text: str, line: str) -> str:
    """A line that goes on: a space between Latin words only, and none within a number."""
    before, after = text[-1:], line[:1]
    spaced = before.isascii() and after.isascii() and (before.isalpha() or after.isalpha()) and before not in "-/@.("
    return f"{text} {line}" if spaced else text + line
