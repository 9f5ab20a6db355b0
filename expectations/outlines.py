"""Helper columns about the outline: the innermost section of a sentence, the heading where it should stand."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import View

# Between a marker and its heading stand a few blanks at most.
_BLANKS = 8


def innermost(v: View) -> pa.Array:
    """The section_id of the innermost section that holds the row's span, null where none does."""
    sections = v.other("sections")
    none = pa.scalar(None, pa.string())
    if not sections.num_rows:
        return pa.array([None] * v.table.num_rows, pa.string())
    codes = joins.ints(_document_codes(v, sections["doc_id"]))
    start, end, depth = (joins.ints(sections[name]) for name in ("start", "end", "depth"))
    order = np.lexsort((depth, start, codes))
    parents = joins.rows(v.rows_of(sections["parent_id"], sections["section_id"]))
    own = joins.ints(_document_codes(v, v.table["doc_id"]))
    wanted = joins.places(own, joins.ints(v.table["start"]))
    before = np.searchsorted(joins.places(codes, start)[order], wanted, side="right") - 1
    held = np.where(before >= 0, order[before], -1)
    ends = joins.ints(v.table["end"])
    for _ in range(int(depth.max(initial=0)) + 1):
        held = np.where((held >= 0) & (end[held] < ends), parents[held], held)
    fits = (held >= 0) & (codes[held] == own) & (end[held] >= ends)
    return pc.if_else(pa.array(fits), joins.whole(sections["section_id"]).take(pa.array(np.maximum(held, 0))), none)


def _document_codes(v: View, column: joins.Column) -> pa.Array:
    """A number for each document, the same in every table."""
    return pc.fill_null(v.rows_of(column, v.documents["doc_id"]), -1)


def heading_found(v: View) -> pa.Array:
    """The heading where it stands behind its marker, else what stands there; null where there is none."""
    heading = joins.whole(v.table["heading"])
    marker = pc.fill_null(pc.utf8_length(joins.whole(v.table["marker"])), 0)
    at = pc.add(joins.whole(v.table["start"]).cast(pa.int64()), marker.cast(pa.int64()))
    rows = v.rows_of(v.table["doc_id"], v.documents["doc_id"])
    texts = v.documents["text"]
    agree = v.characters(v.table["heading"]).agree(v.characters(texts), joins.rows(rows), joins.ints(at))
    missed = np.flatnonzero(~agree & np.asarray(pc.is_valid(heading)))
    if not len(missed):
        return heading
    lengths = pc.utf8_length(heading).take(missed).to_pylist()
    ends = pc.add(at.take(missed), pa.array([n + _BLANKS for n in lengths], pa.int64()))
    cut = joins.slices(texts, rows.take(missed), at.take(missed), ends).to_pylist()
    stands = [None if c is None else c.lstrip()[:n] for c, n in zip(cut, lengths, strict=True)]
    mask = np.zeros(len(heading), bool)
    mask[missed] = True
    return pc.replace_with_mask(heading, pa.array(mask), pa.array(stands, pa.string()))
