"""What Arrow proves of those of our own rules that nearly every table asks: the sense of `rules`, on Arrow's columns.

A null compares as null, which proves nothing, unless the rule says that a null holds.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc


def _known(t: pa.Table, column_list: list[str]) -> bool:
    value, known = _columns(t, column_list)
    return _each(pc.or_kleene(pc.is_null(value), known))


def _same_document(t: pa.Table, column_list: list[str]) -> bool:
    reference, document, found = _columns(t, column_list)
    return _each(pc.or_kleene(pc.is_null(reference), pc.equal(found, document)))


def _within_text(t: pa.Table, column_list: list[str], empty: bool = False) -> bool:
    start, end, length = _columns(t, column_list)
    ordered = pc.less_equal(start, end) if empty else pc.less(start, end)
    inside = pc.and_(pc.and_(pc.greater_equal(start, 0), ordered), pc.less_equal(end, length))
    return _each(pc.or_kleene(pc.and_(pc.is_null(start), pc.is_null(end)), inside))


def _quotes(t: pa.Table, column_list: list[str]) -> bool:
    quote, found = _columns(t, column_list)
    return _each(pc.or_kleene(pc.is_null(quote), pc.equal(quote, found)))


def _nested(t: pa.Table, column_list: list[str]) -> bool:
    start, end, outer_start, outer_end = _columns(t, column_list)
    inside = pc.and_(pc.less_equal(outer_start, start), pc.less_equal(end, outer_end))
    return _each(pc.or_kleene(pc.is_null(outer_start), inside))


def _said(t: pa.Table, column_list: list[str]) -> bool:
    said = _columns(t, column_list)[1]
    return _each(pc.or_kleene(pc.is_null(said), said))


def _built_from(t: pa.Table, column_list: list[str], letter: str) -> bool:
    identity, document, *number = _columns(t, column_list)
    head = pc.binary_join_element_wise(document, letter, "-")
    if number:
        return _each(pc.equal(identity, pc.binary_join_element_wise(head, number[0].cast(pa.string()), "")))
    without_number = pc.ascii_rtrim(identity, characters="0123456789")
    return _each(pc.and_(pc.equal(without_number, head), pc.not_equal(without_number, identity)))


def _columns(t: pa.Table, names: list[str]) -> list[pa.ChunkedArray]:
    return [t[name] for name in names]


def _each(holds: pa.ChunkedArray) -> bool:
    """Whether every row is known to hold."""
    return bool(holds.null_count == 0 and pc.all(holds, min_count=0).as_py())


PROOFS: dict[str, Callable[..., bool]] = {
    "expect_values_to_be_known": _known,
    "expect_references_in_same_document": _same_document,
    "expect_spans_within_text": _within_text,
    "expect_spans_to_quote_text": _quotes,
    "expect_spans_to_nest": _nested,
    "expect_ids_to_be_built_from": _built_from,
    "expect_evidence_to_say": _said,
}
