"""Helper columns that a table gives by itself and its texts: lengths, shares, slices, neighbours, order in lists."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import View

Ints = joins.Ints


def text_length(v: View) -> pa.Array:
    """Code points of `text`."""
    return pc.utf8_length(joins.whole(v.table["text"]))


def han_share(v: View) -> pa.Array:
    """Han among the characters of `text` that are not blank; null for an empty text."""
    texts = [_characters(t) for t in v.table["text"].to_pylist()]
    return _share(np.array([_han(t).sum() for t in texts], float), np.array([_inked(t).sum() for t in texts], float))


def boxes(v: View) -> pa.Array:
    """`□` in `text`."""
    return pc.count_substring(joins.whole(v.table["text"]), "□")


def share_of_text(name: str) -> Callable[[View], pa.Array]:
    """A count column divided by the length of `text`."""
    return lambda v: _share(joins.ints(v.table[name]).astype(float), joins.lengths(v.table["text"]).astype(float))


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
    rows, tokens = joins.flat(v.table["tokens"])
    at, start, end = joins.ints(rows), joins.ints(tokens.field("start")), joins.ints(tokens.field("end"))
    wrong = _overlaps(at, start, end) | (joins.lengths(tokens.field("word")) != end - start)
    wrong |= (start < joins.ints(v.table["start"])[at]) | (end > joins.ints(v.table["end"])[at])
    return _count(rows, wrong, v)


def found(in_rows: str = "doc_id") -> Callable[[View], pa.Array]:
    """What the document's text holds between `start` and `end`."""

    def measure(v: View) -> pa.Array:
        documents = v.documents
        rows = joins.rows_of(v.table[in_rows], documents["doc_id"])
        return joins.slices(documents["text"], rows, v.table["start"], v.table["end"])

    return measure


def marker_found(v: View) -> pa.Array:
    """What the document's text holds at `start`, as long as the marker."""
    documents = v.documents
    end = pc.add(pc.cast(v.table["start"], pa.int64()), pc.cast(pc.utf8_length(v.table["marker"]), pa.int64()))
    rows = joins.rows_of(v.table["doc_id"], documents["doc_id"])
    return joins.slices(documents["text"], rows, v.table["start"], end)


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
    sentences = v.other("sentences")
    rows = joins.rows_of(sentences["doc_id"], v.table["doc_id"])
    spans = (joins.ints(sentences["end"]) - joins.ints(sentences["start"])).astype(float)
    inked = np.array([_inked(_characters(t)).sum() for t in v.table["text"].to_pylist()], float)
    return _share(joins.summed(rows, spans, v.table.num_rows), inked)


def _overlaps(at: Ints, start: Ints, end: Ints) -> npt.NDArray[np.bool_]:
    """Where an element of a list starts before the one ahead of it in the same list has ended."""
    wrong = np.zeros(len(at), bool)
    wrong[1:] = (at[1:] == at[:-1]) & (start[1:] < end[:-1])
    return wrong


def _count(rows: pa.Array, wrong: npt.NDArray[np.bool_], v: View) -> pa.Array:
    return pa.array(joins.summed(rows, wrong.astype(float), v.table.num_rows).astype("int64"))


def _share(part: npt.NDArray[np.float64], whole: npt.NDArray[np.float64]) -> pa.Array:
    none = whole <= 0
    return pa.array(part / np.where(none, 1, whole), mask=none)


def _characters(text: str | None) -> npt.NDArray[np.uint32]:
    return np.frombuffer((text or "").encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _han(text: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    unified = (text >= 0x3400) & (text <= 0x9FFF)
    compatible = (text >= 0xF900) & (text <= 0xFAFF)
    return np.asarray(unified | compatible | (text >= 0x20000))


def _inked(text: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    return np.asarray((text > 0x20) & (text != 0x3000) & (text != 0xA0))
