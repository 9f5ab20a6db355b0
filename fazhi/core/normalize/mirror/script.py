"""着 or 著: the conversion wrote 著 for both, and no later conversion to simplified script can tell them apart."""

import re
from functools import cache
from importlib import resources

from fazhi.core.normalize.edits import Edit, apply

_NOW, _MEANT = "著", "着"
_SEEN = re.compile(_NOW)


@cache
def _words() -> tuple[str, ...]:
    """Words that are written 著 (`knowledge/mirror/zhu.txt`), in both scripts."""
    text = (resources.files("fazhi.core.knowledge.mirror") / "zhu.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _stays(text: str, at: int) -> bool:
    """Whether the 著 at `at` stands in one of the words."""
    for word in _words():
        start = at - word.index(_NOW)
        if start >= 0 and text.startswith(word, start):
            return True
    return False


def restore(text: str, edits: list[Edit]) -> list[Edit]:
    """`edits` on `text`, completed so that the result writes 着 wherever it was meant."""
    repaired = apply(text, edits)
    places = [found.start() for found in _SEEN.finditer(repaired) if not _stays(repaired, found.start())]
    if not places:
        return edits
    completed: list[Edit] = []
    shift = 0
    queue = iter([*places, len(repaired)])
    place = next(queue)
    for edit in [*edits, Edit(len(text), len(text), "", "")]:
        while place < edit.start + shift:
            completed.append(Edit(place - shift, place - shift + 1, _MEANT, "mirror_script"))
            place = next(queue)
        written = edit.text
        start = edit.start + shift
        while place < start + len(written):
            written = written[: place - start] + _MEANT + written[place - start + 1 :]
            place = next(queue)
        shift += len(edit.text) - (edit.end - edit.start)
        completed.append(Edit(edit.start, edit.end, written, edit.kind))
    return completed[:-1]
