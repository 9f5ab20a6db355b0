"""Helper columns that a table gives by itself and its texts: lengths, shares, slices, neighbours, order in lists."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.characters import counted
from expectations.view import View

Ints = joins.Ints

_EPOCH = dt.date(1970, 1, 1).toordinal()


def text_length(v: View) -> pa.Array:
    """Code points of `text`."""
    return v.lengths(v.table["text"])


def han_share(v: View) -> pa.Array:
    """Han among the characters of `text` that are not blank; null for an empty text."""
    texts = v.characters(v.table["text"])
    return _share(texts.count(texts.han), np.diff(texts.inked[texts.starts]))


def boxes(v: View) -> pa.Array:
    """`□` in `text`."""
    texts = v.characters(v.table["text"])
    return pa.array(texts.count(texts.points == ord("□")))


def share_of_text(name: str) -> Callable[[View], pa.Array]:
    """A count column divided by the length of `text`."""
    return lambda v: _share(joins.ints(v.table[name]), joins.ints(v.lengths(v.table["text"])))


def edits_disorder(v: View) -> pa.Array:
    """Edits of a document that overlap the one before, run backwards or leave the source."""
    rows, edits = joins.flat(v.table["edits"])
    at, start, end = joins.ints(rows), joins.ints(edits.field("start")), joins.ints(edits.field("end"))
    wrong = (
        _overlaps(at, start, end)
        | (end < start)
        | (start < 0)
        | (end > joins.ints(v.lengths(v.table["source_text"]))[at])
    )
    return _count(rows, wrong, v)


def edits_result_length(v: View) -> pa.Array:
    """The length that the edits, replayed on `source_text`, give."""
    rows, edits = joins.flat(v.table["edits"])
    grown = joins.lengths(edits.field("text")) - joins.ints(edits.field("end")) + joins.ints(edits.field("start"))
    longer = joins.summed(rows, grown.astype(float), v.table.num_rows)
    return pa.array(joins.ints(v.lengths(v.table["source_text"])) + longer.astype("int64"))


def edits_of(kinds: str, known: bool) -> Callable[[View], pa.Array]:
    """How many edits of each document are of the kinds that are known by that name, or are not."""

    def measure(v: View) -> pa.Array:
        rows, edits = joins.flat(v.table["edits"])
        kind = joins.whole(edits.field("kind")).dictionary_encode()
        of = re.compile("|".join(v.known_set(kinds).to_pylist()))
        held = np.array([k is not None and bool(of.fullmatch(k)) for k in kind.dictionary.to_pylist()], bool)
        return _count(rows, held[joins.ints(kind.indices)] == known, v)

    return measure


def edits_of_kind(name: str) -> Callable[[View], pa.Array]:
    """How many edits of each document are of one kind."""

    def measure(v: View) -> pa.Array:
        rows, edits = joins.flat(v.table["edits"])
        return _count(rows, np.asarray(pc.equal(edits.field("kind"), name)), v)

    return measure


def tokens_disorder(v: View) -> pa.Array:
    """Tokens of a sentence that leave a gap, are longer or shorter than their span, or read otherwise than it does."""
    tokens, starts = joins.elements(v.table["tokens"])
    start, end = (_offsets(tokens.field(name)) for name in ("start", "end"))
    wrong = _offsets(pc.utf8_length(tokens.field("word"))) != end - start
    gap = start[1:] != end[:-1]
    gap[starts[(starts > 0) & (starts < len(start))] - 1] = False
    wrong[1:] |= gap
    # Without gaps, the first and the last of a sentence tell where they all stand.
    filled = np.diff(starts) > 0
    some = np.flatnonzero(filled)
    wrong[starts[some]] |= start[starts[some]] != joins.ints(v.table["start"])[some]
    wrong[starts[some + 1] - 1] |= end[starts[some + 1] - 1] != joins.ints(v.table["end"])[some]
    return pa.array(counted(wrong, starts) + ~filled + _misread(tokens.field("word"), v.table["text"], starts))


def _misread(words: pa.Array, texts: joins.Column, starts: Ints) -> Ints:
    """Sentences that their words, one after another, do not give (1 each)."""
    held = joins.whole(texts)
    if _bytes(words) == _bytes(held):
        return np.zeros(len(held), np.int64)
    each = words.to_pylist()
    spelled = ("".join(w or "" for w in each[starts[row] : starts[row + 1]]) for row in range(len(held)))
    return np.array([text != said for text, said in zip(held.to_pylist(), spelled, strict=True)], np.int64)


def _bytes(strings: pa.Array) -> pa.Buffer:
    """All strings, one after another, as they lie in memory."""
    offsets = np.frombuffer(strings.buffers()[1], "<i4")[strings.offset : strings.offset + len(strings) + 1]
    data = strings.buffers()[2]
    if data is None or not len(offsets):
        return pa.py_buffer(b"")
    return data.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))


def _offsets(column: pa.Array) -> npt.NDArray[np.int32]:
    """32-bit offsets without a copy; a null is -1, which is out of order wherever it stands."""
    filled = pc.fill_null(column, pa.scalar(-1, pa.int32())) if column.null_count else column
    return np.asarray(filled.to_numpy(zero_copy_only=False))


def normalized(v: View) -> pa.Array:
    """Whether `text` is what normalize wrote for the document."""
    documents = v.other("documents")
    rows = v.rows_of(v.table["doc_id"], documents["doc_id"])
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
    rows, start = v.rows_of(v.table["doc_id"], v.documents["doc_id"]), v.table["start"]
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


def days_ahead(name: str) -> Callable[[View], pa.Array]:
    """Days from today to a date or a moment, below 0 for what is past."""

    def measure(v: View) -> pa.Array:
        date = joins.whole(v.table[name]).cast(pa.date32())
        return pc.subtract(date.cast(pa.int32()), pa.scalar(v.today.toordinal() - _EPOCH, pa.int32()))

    return measure


def year(name: str, later: int = 0) -> Callable[[View], pa.Array]:
    """The year of a date, or one that many years later."""
    return lambda v: pc.add(pc.year(joins.whole(v.table[name])), later)


def period_ahead(v: View) -> pa.Array:
    """Years from this one to the beginning of a period (of a day to that day); null for what is a target."""
    begun = pc.coalesce(joins.whole(v.table["period_start"]), joins.whole(v.table["period_end"]))
    ahead = pc.subtract(pc.year(begun), v.today.year)
    return pc.if_else(pc.equal(joins.whole(v.table["role"]), "target"), pa.scalar(None, ahead.type), ahead)


def sentences_uncovered(v: View) -> pa.Array:
    """Characters of the document that are not blank and stand in no sentence."""
    sentences, texts = v.other("sentences"), v.characters(v.table["text"])
    rows = v.rows_of(sentences["doc_id"], v.table["doc_id"])
    at, ends = texts.starts[joins.rows(rows)], texts.starts[joins.rows(rows) + 1]
    start, end = (np.clip(joins.ints(sentences[name]) + at, at, ends) for name in ("start", "end"))
    held = joins.summed(rows, (texts.inked[end] - texts.inked[start]).astype(float), v.table.num_rows)
    return pa.array(np.diff(texts.inked[texts.starts]) - held.astype("int64"))


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
