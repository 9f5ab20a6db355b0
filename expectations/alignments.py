"""Helper columns about the way from the source text to the text: what the edits give, where a place came from."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import View

Ints = joins.Ints


def edits_replayed(v: View) -> pa.Array:
    """Whether the edits, replayed on `source_text`, give `text`."""
    edits, bounds = joins.elements(v.table["edits"])
    start, end = (joins.ints(edits.field(name)).tolist() for name in ("start", "end"))
    text = pc.fill_null(edits.field("text"), "").to_pylist()
    sources, texts = v.strings(v.table["source_text"]), v.strings(v.table["text"])
    same = []
    for row, (source, wanted) in enumerate(zip(sources, texts, strict=True)):
        pieces: list[str] = []
        at = 0
        for edit in range(bounds[row], bounds[row + 1]):
            pieces += source[at : start[edit]], text[edit]
            at = end[edit]
        same.append("".join(pieces) + source[at:] == wanted)
    return pa.array(same, pa.bool_())


def aligned_start(v: View) -> pa.Array:
    """Where the source has the character that stands at `start`."""
    return _column(*_aligned(v, joins.ints(v.table["start"])), 0)


def aligned_end(v: View) -> pa.Array:
    """Where the source has the end of the character that stands before `end`."""
    return _column(*_aligned(v, joins.ints(v.table["end"]) - 1), 1)


def _column(low: Ints, high: Ints, known: "np.ndarray[tuple[int], np.dtype[np.bool_]]", side: int) -> pa.Array:
    return pa.array((low, high)[side], mask=~known)


def _aligned(v: View, at: Ints) -> "tuple[Ints, Ints, np.ndarray[tuple[int], np.dtype[np.bool_]]]":
    """For each row's place `at` in its document's text the span of the source that it was made from, if known.

    As `fazhi.core.normalize.alignment` says it: exact outside edits and in those that keep the length, else the whole
    edit.
    """
    documents = v.other("documents")
    rows = joins.rows(v.rows_of(v.table["doc_id"], documents["doc_id"]))
    edits, bounds = joins.elements(documents["edits"])
    if not len(edits):
        return at, at + 1, rows >= 0
    start, end, length = (
        joins.ints(edits.field("start")),
        joins.ints(edits.field("end")),
        joins.lengths(edits.field("text")),
    )
    owner = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    grown = np.concatenate([[0], np.cumsum(length - (end - start))])
    text_start = start + grown[:-1] - grown[bounds[owner]]
    edit = np.searchsorted(joins.places(owner, text_start), joins.places(rows, at), side="right") - 1
    some = (edit >= 0) & (owner[edit] == rows)
    behind = at - text_start[edit] - length[edit]
    within = some & (behind < 0)
    exact = within & (length[edit] == end[edit] - start[edit])
    low = np.where(some, np.where(behind >= 0, end[edit] + behind, start[edit]), at)
    low = np.where(exact, start[edit] + at - text_start[edit], low)
    high = np.where(within & ~exact, end[edit], low + 1)
    return low, high, rows >= 0
