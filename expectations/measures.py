"""Helper columns that a table gives by itself and its texts: lengths, shares, slices, neighbours, order in lists."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.characters import counted, han, inked
from expectations.view import View

Ints = joins.Ints


def text_length(v: View) -> pa.Array:
    """Code points of `text`."""
    return pc.utf8_length(joins.whole(v.table["text"]))


def han_share(v: View) -> pa.Array:
    """Han among the characters of `text` that are not blank; null for an empty text."""
    texts = v.characters(v.table["text"])
    return _share(texts.count(han(texts.points)), texts.count(inked(texts.points)))


def boxes(v: View) -> pa.Array:
    """`□` in `text`."""
    texts = v.characters(v.table["text"])
    return pa.array(texts.count(texts.points == ord("□")))


def share_of_text(name: str) -> Callable[[View], pa.Array]:
    """A count column divided by the length of `text`."""
    return lambda v: _share(joins.ints(v.table[name]), joins.lengths(v.table["text"]))


def edits_disorder(v: View) -> pa.Array:
    """Edits of a document that overlap the one before, run backwards or leave the source."""
    rows, edits = joins.flat(v.table["edits"])
    at, start, end = joins.ints(rows), joins.ints(edits.field("start")), joins.ints(edits.field("end"))
    wrong = _overlaps(at, start, end) | (end < start) | (start < 0) | (end > joins.lengths(v.table["source_text"])[at])
    return _count(rows, wrong, v)


def edits_result_length(v: View) -> pa.Array:
    """The length that the edits, replayed on `source_text`, give."""
    rows, edits = joins.flat(v.table["edits"])
    grown = joins.lengths(edits.field("text")) - joins.ints(edits.field("end")) + joins.ints(edits.field("start"))
    longer = joins.summed(rows, grown.astype(float), v.table.num_rows)
    return pa.array(joins.lengths(v.table["source_text"]) + longer.astype("int64"))


def tokens_disorder(v: View) -> pa.Array:
    """Tokens of a sentence that leave it, overlap the one before, or are longer or shorter than their span."""
    tokens, starts = joins.elements(v.table["tokens"])
    start, end = (_offsets(tokens.field(name)) for name in ("start", "end"))
    wrong = _offsets(pc.utf8_length(tokens.field("word"))) != end - start
    behind = start[1:] < end[:-1]
    behind[starts[(starts > 0) & (starts < len(start))] - 1] = False
    wrong[1:] |= behind
    # In order, the first and the last of a sentence bound the others.
    some = np.flatnonzero(np.diff(starts))
    wrong[starts[some]] |= start[starts[some]] < joins.ints(v.table["start"])[some]
    wrong[starts[some + 1] - 1] |= end[starts[some + 1] - 1] > joins.ints(v.table["end"])[some]
    return pa.array(counted(wrong, starts))


def _offsets(column: pa.Array) -> npt.NDArray[np.int32]:
    """32-bit offsets without a copy; a null is -1, which is out of order wherever it stands."""
    filled = pc.fill_null(column, pa.scalar(-1, pa.int32())) if column.null_count else column
    return np.asarray(filled.to_numpy(zero_copy_only=False))


def normalized(v: View) -> pa.Array:
    """Whether `text` is what normalize wrote for the document."""
    documents = v.other("documents")
    rows = joins.rows_of(v.table["doc_id"], documents["doc_id"])
    same = pc.equal(joins.whole(documents["text"]).take(rows), joins.whole(v.table["text"]))
    return pc.fill_null(same, False)


def found(quote: str) -> Callable[[View], pa.Array]:
    """What the document's text holds between `start` and `end`, where the column `quote` should stand."""

    def measure(v: View) -> pa.Array:
        return _found(v, quote, v.table["end"])

    return measure


def marker_found(v: View) -> pa.Array:
    """What the document's text holds at `start`, as long as the marker."""
    end = pc.add(pc.cast(v.table["start"], pa.int64()), pc.cast(pc.utf8_length(v.table["marker"]), pa.int64()))
    return _found(v, "marker", end)


def _found(v: View, quote: str, end: joins.Column) -> pa.Array:
    """The quote itself where it stands there, else what does: only that has to be cut out."""
    quoted, texts = v.characters(v.table[quote]), v.documents["text"]
    rows, start = joins.rows_of(v.table["doc_id"], v.documents["doc_id"]), v.table["start"]
    agree = quoted.agree(v.characters(texts), joins.rows(rows), joins.ints(start))
    agree &= joins.ints(end) - joins.ints(start) == quoted.lengths
    column = joins.whole(v.table[quote])
    if agree.all():
        return column
    at = np.flatnonzero(~agree)
    cut = joins.slices(texts, rows.take(at), joins.whole(start).take(at), joins.whole(end).take(at))
    return pc.replace_with_mask(column, pa.array(~agree), cut)


def before(name: str, groups: list[str], order: str) -> Callable[[View], pa.Array]:
    """`name` of the row before in the same group."""
    return lambda v: joins.before([v.table[g] for g in groups], v.table[order], v.table[name])


def day(name: str) -> Callable[[View], pa.Array]:
    """A date as a number of days: comparing timestamps is fifty times as slow."""
    return lambda v: pc.cast(joins.whole(v.table[name]), pa.int32())


def year(name: str, later: int = 0) -> Callable[[View], pa.Array]:
    """The year of a date, or one that many years later."""
    return lambda v: pc.add(pc.year(joins.whole(v.table[name])), later)


def sentences_share(v: View) -> pa.Array:
    """Characters in sentences among the document's characters that are not blank; null for a blank text."""
    sentences, texts = v.other("sentences"), v.characters(v.table["text"])
    rows = joins.rows_of(sentences["doc_id"], v.table["doc_id"])
    spans = (joins.ints(sentences["end"]) - joins.ints(sentences["start"])).astype(float)
    return _share(joins.summed(rows, spans, v.table.num_rows), texts.count(inked(texts.points)))


def _overlaps(at: Ints, start: Ints, end: Ints) -> npt.NDArray[np.bool_]:
    """Where an element of a list starts before the one ahead of it in the same list has ended."""
    wrong = np.zeros(len(at), bool)
    wrong[1:] = (at[1:] == at[:-1]) & (start[1:] < end[:-1])
    return wrong


def _count(rows: pa.Array, wrong: npt.NDArray[np.bool_], v: View) -> pa.Array:
    return pa.array(joins.summed(rows, wrong.astype(float), v.table.num_rows).astype("int64"))


def _share(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> pa.Array:
    none = whole <= 0
    return pa.array(part / np.where(none, 1, whole), mask=none)
