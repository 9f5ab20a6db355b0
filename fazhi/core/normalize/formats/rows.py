"""Lines and rows: how pieces of text are put together, the same for every format."""

import re
from collections.abc import Sequence

_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Marks of Chinese text below the Han blocks; with them, everything from the radicals on is wide.
_QUOTES = frozenset("“”‘’—…·")
# Above this, a cell of several lines is a part of a page laid out by a table, not a value in one.
_LONGEST_CELL = 200


def join_lines(lines: Sequence[str]) -> str:
    """Lines as one, with a space between them but where Chinese text runs on."""
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        within_chinese = not joined or (joined[-1] >= "⺀" and line[:1] >= "⺀")
        joined = f"{joined}{line}" if within_chinese else f"{joined} {line}"
    return joined


def is_layout(cell: Sequence[str]) -> bool:
    """Whether a table's cell holds paragraphs rather than a value."""
    return len(cell) > 1 and sum(map(len, cell)) > _LONGEST_CELL


def table_row(cells: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table's row, cells given as their lines: one line, cells joined by tabs.

    A row with one cell that says something, or with cells that hold paragraphs, keeps its lines.
    """
    spoken = [cell for cell in cells if any(cell)]
    if len(spoken) < 2 or any(is_layout(cell) for cell in spoken):
        return [line for cell in spoken for line in cell if line]
    return ["\t".join(join_lines([line for line in cell if line]) for cell in cells).rstrip("\t")]


def visible(text: str) -> str:
    """`text` with its white space as browsers show it, but that a line break beside Chinese text is no space."""
    if "\n" not in text and "  " not in text and "\t" not in text and "\r" not in text:
        return text
    return _BLANKS.sub(_shown, text)


def _shown(blank: re.Match[str]) -> str:
    if "\n" not in blank[0] and "\r" not in blank[0]:
        return " "
    before, after = blank.string[blank.start() - 1 : blank.start()], blank.string[blank.end() : blank.end() + 1]
    return "" if _is_wide(before) or _is_wide(after) else " "


def _is_wide(character: str) -> bool:
    return character >= "⺀" or character in _QUOTES
