"""Row rules that Great Expectations lacks: the named columns in, True for every row that holds.

Pure pandas, whole columns at a time. The columns arrive in the order of `column_list`; a null is missing (NaN, None).
They come one by one: a frame of them would cost more to make than most rules.
Which kwargs a rule takes is said in its signature and becomes the expectation's own (`custom`).
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Mask = pd.Series  # of bool, on the columns' index
Columns = Sequence[pd.Series]


def ids_to_be_head_of(f: Columns, length: int) -> Mask:
    """[id, digest]: the id is the digest's first `length` characters."""
    identity, digest = columns(f, 2)
    return text(identity) == text(digest).str.slice(0, length)


def ids_to_be_built_from(f: Columns, letter: str) -> Mask:
    """[id, doc_id] or [id, doc_id, number]: doc_id, `-`, `letter`, digits, which are `number` where it is given."""
    identity, document = _strings(f[0]), _strings(f[1])
    head = pc.binary_join_element_wise(document, letter, "-")
    if len(f) == 2:
        read = pc.extract_regex(identity, f"(?s)^(?P<head>.*-{letter})[0-9]+$")
        return _mask(pc.equal(pc.struct_field(read, "head"), head), f)
    number = pc.cast(pc.cast(pa.array(f[2], from_pandas=True), pa.int64()), pa.string())
    return _mask(pc.equal(identity, pc.binary_join_element_wise(head, number, "")), f)


def values_to_be_known(f: Columns) -> Mask:
    """[value, known]: null, or found in the table of what is known."""
    value, known = columns(f, 2)
    return value.isna() | (known == True)  # noqa: E712 - null is not known


def references_in_same_document(f: Columns) -> Mask:
    """[reference, doc_id, its doc_id]: null, or the row referred to is there and of the same document."""
    reference, document, found = columns(f, 3)
    return reference.isna() | (text(found) == text(document)).fillna(False)


def spans_within_text(f: Columns, empty: bool = False) -> Mask:
    """[start, end, length]: both null, or 0 ≤ start < end ≤ length; `empty` spans allow start = end."""
    start, end, length = columns(f, 3)
    ordered = (start <= end) if empty else (start < end)
    return (start.isna() & end.isna()) | ((start >= 0) & ordered & (end <= length))


def spans_to_quote_text(f: Columns) -> Mask:
    """[quote, what the text holds at its span]: the same."""
    quote, found = columns(f, 2)
    return quote.isna() | (text(quote) == text(found)).fillna(False)


def spans_to_nest(f: Columns) -> Mask:
    """[start, end, outer start, outer end]: no outer span, or within it."""
    start, end, outer_start, outer_end = columns(f, 4)
    return outer_start.isna() | ((outer_start <= start) & (end <= outer_end))


def spans_not_to_overlap(f: Columns) -> Mask:
    """[start, end of the one before]: the first, or it starts where the one before has ended."""
    start, previous = columns(f, 2)
    return previous.isna() | (previous <= start)


def positions_without_gaps(f: Columns) -> Mask:
    """[position, the one before in its document]: 0, 1, 2, …"""
    position, previous = columns(f, 2)
    return position == previous.fillna(-1) + 1


def depths_below_parents(f: Columns) -> Mask:
    """[depth, the parent's]: 0 without a parent, else deeper than it (levels may be left out)."""
    depth, parent = columns(f, 2)
    return (parent.isna() & (depth == 0)) | (depth > parent)


def shares_within_whole(f: Columns, units: list[str], whole: float, free: list[str]) -> Mask:
    """[value, value_high, unit, role]: a share in one of `units` lies within 0 and `whole`, or its role is `free`."""
    value, high, unit, role = columns(f, 4)
    return ~unit.isin(units) | role.isin(free) | ((value >= 0) & (high.fillna(value) <= whole))


def share_units_to_stand_in_quotes(f: Columns, units: list[str], signs: str, bare: str) -> Mask:
    """[quote, unit, correction]: a quote with a sign of shares has a share's unit; a share's quote has a sign, or is
    `bare`. What a person has corrected stands otherwise in the text.

    `signs`: a regex searched for; `bare`: a regex over the whole quote, a number whose unit stands at its neighbour.
    """
    quote, unit, correction = columns(f, 3)
    signed = text(quote).str.contains(signs, regex=True).fillna(False).astype(bool)
    alone = text(quote).str.fullmatch(bare).fillna(False).astype(bool)
    share = unit.isin(units)
    return correction.notna() | (share & (signed | alone)) | (~share & ~signed)


def units_to_stand_in_quotes(f: Columns, bare: str, besides: list[str]) -> Mask:
    """[quote, unit, how the unit is written, correction]: the quote has a way to write its unit, or names none at all,
    or a person has corrected the row.

    The ways stand one after another, separated by tabs; the parts of one may stand apart (华氏80度). `bare`: a regex
    over a quote without a unit; `besides`: units that another rule looks at.
    """
    quote, unit, forms, correction = columns(f, 4)
    quotes, ways = (_strings(column).dictionary_encode() for column in (quote, forms.fillna(unit)))
    pairs, at = np.unique(_codes(quotes) * (len(ways.dictionary) + 1) + _codes(ways), return_inverse=True)
    alone = re.compile(bare).fullmatch
    held = [*quotes.dictionary.to_pylist(), None]
    written: list[list[str]] = [*(way.split("\t") for way in ways.dictionary.to_pylist()), []]
    holds = np.empty(len(pairs), bool)
    for i, (q, w) in enumerate(zip(*np.divmod(pairs, len(ways.dictionary) + 1), strict=True)):
        holds[i] = held[q] is None or _writes(held[q], written[w]) or alone(held[q])
    return correction.notna() | unit.isin(besides) | pd.Series(holds[at], index=quote.index)


def _writes(quote: str, forms: list[str]) -> bool:
    """Whether the quote has one of the forms in one piece, or all characters of one."""
    return any(map(quote.__contains__, forms)) or any({*form} <= {*quote} for form in forms)


def ranks_from_one(f: Columns, roles: list[str]) -> Mask:
    """[value, role]: whole and at least 1 where the role is one of `roles`."""
    value, role = columns(f, 2)
    return ~role.isin(roles) | ((value >= 1) & (value % 1 == 0))


def parts_not_above_total(f: Columns) -> Mask:
    """[value, unit, total's value, total's unit]: no total, another unit, or not more than the total."""
    value, unit, total, total_unit = columns(f, 4)
    return total.isna() | (text(unit) != text(total_unit)).fillna(True) | (value <= total)


def part_sums_not_above_total(f: Columns, slack: float) -> Mask:
    """[value, sum of its parts, their number]: two parts or more come to no more than the total and `slack` of it."""
    value, total, parts = columns(f, 3)
    return (parts.fillna(0) < 2) | (total <= value * (1 + slack))


def differences_to_agree(f: Columns, tolerance: float) -> Mask:
    """[expected, found, difference]: any of them null, or found minus expected."""
    expected, found, difference = columns(f, 3)
    known = expected.notna() & found.notna() & difference.notna()
    scale = pd.concat([expected.abs(), found.abs()], axis=1).max(axis=1).clip(lower=1)
    return ~known | ((found - expected - difference).abs() <= tolerance * scale)


def counts_to_add_up(f: Columns) -> Mask:
    """[whole, part, part, …]: the parts come to the whole."""
    return f[0] == sum(f[1:])


def found_in_enough(f: Columns, least: int, share: float) -> Mask:
    """[all, of which found]: in at least `share` of them, once there are `least`."""
    every, found = columns(f, 2)
    return (every < least) | (found >= share * every)


def columns(f: Columns, count: int) -> Columns:
    """The columns, as many as the rule looks at; raises ValueError."""
    if len(f) != count:
        raise ValueError(f"the rule looks at {count} columns, not at {[column.name for column in f]}")
    return f


def _strings(column: pd.Series) -> pa.Array:
    return pa.array(text(column), pa.string(), from_pandas=True)


def _codes(column: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    """A number for each value, and one more for null."""
    codes = pc.fill_null(column.indices.cast(pa.int64()), len(column.dictionary))
    return np.asarray(codes.to_numpy(zero_copy_only=False))


def _mask(holds: pa.Array, f: Columns) -> Mask:
    """A null does not hold."""
    return pd.Series(pc.fill_null(holds, False).to_numpy(zero_copy_only=False), index=f[0].index)


def text(column: pd.Series) -> pd.Series:
    """A column of strings: an all-null column has no string type of its own."""
    return column.astype("str") if column.dtype == object else column
