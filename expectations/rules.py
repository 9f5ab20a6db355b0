"""Row rules that Great Expectations lacks: a frame of the named columns in, True for every row that holds.

Pure pandas, whole columns at a time. The columns arrive in the order of `column_list`; a null is missing (NaN, None).
Which kwargs a rule takes is said in its signature and becomes the expectation's own (`custom`).
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Mask = pd.Series  # of bool, on the frame's index


def ids_to_be_head_of(f: pd.DataFrame, length: int) -> Mask:
    """[id, digest]: the id is the digest's first `length` characters."""
    identity, digest = _columns(f, 2)
    return _text(identity) == _text(digest).str.slice(0, length)


def ids_to_be_built_from(f: pd.DataFrame, letter: str) -> Mask:
    """[id, doc_id] or [id, doc_id, number]: doc_id, `-`, `letter`, digits, which are `number` where it is given."""
    identity, document = _strings(f.iloc[:, 0]), _strings(f.iloc[:, 1])
    head = pc.binary_join_element_wise(document, letter, "-")
    if f.shape[1] == 2:
        read = pc.extract_regex(identity, f"(?s)^(?P<head>.*-{letter})[0-9]+$")
        return _mask(pc.equal(pc.struct_field(read, "head"), head), f)
    number = pc.cast(pc.cast(pa.array(f.iloc[:, 2], from_pandas=True), pa.int64()), pa.string())
    return _mask(pc.equal(identity, pc.binary_join_element_wise(head, number, "")), f)


def values_to_be_known(f: pd.DataFrame) -> Mask:
    """[value, known]: null, or found in the table of what is known."""
    value, known = _columns(f, 2)
    return value.isna() | (known == True)  # noqa: E712 - null is not known


def references_in_same_document(f: pd.DataFrame) -> Mask:
    """[reference, doc_id, its doc_id]: null, or the row referred to is there and of the same document."""
    reference, document, found = _columns(f, 3)
    return reference.isna() | (_text(found) == _text(document)).fillna(False)


def spans_within_text(f: pd.DataFrame, empty: bool = False) -> Mask:
    """[start, end, length]: both null, or 0 ≤ start < end ≤ length; `empty` spans allow start = end."""
    start, end, length = _columns(f, 3)
    ordered = (start <= end) if empty else (start < end)
    return (start.isna() & end.isna()) | ((start >= 0) & ordered & (end <= length))


def spans_to_quote_text(f: pd.DataFrame) -> Mask:
    """[quote, what the text holds at its span]: the same."""
    quote, found = _columns(f, 2)
    return quote.isna() | (_text(quote) == _text(found)).fillna(False)


def spans_to_nest(f: pd.DataFrame) -> Mask:
    """[start, end, outer start, outer end]: no outer span, or within it."""
    start, end, outer_start, outer_end = _columns(f, 4)
    return outer_start.isna() | ((outer_start <= start) & (end <= outer_end))


def spans_not_to_overlap(f: pd.DataFrame) -> Mask:
    """[start, end of the one before]: the first, or it starts where the one before has ended."""
    start, previous = _columns(f, 2)
    return previous.isna() | (previous <= start)


def positions_without_gaps(f: pd.DataFrame) -> Mask:
    """[position, the one before in its document]: 0, 1, 2, …"""
    position, previous = _columns(f, 2)
    return position == previous.fillna(-1) + 1


def depths_below_parents(f: pd.DataFrame) -> Mask:
    """[depth, the parent's]: no parent, or deeper than it (levels may be left out)."""
    depth, parent = _columns(f, 2)
    return parent.isna() | (depth > parent)


def shares_within_whole(f: pd.DataFrame, units: list[str], whole: float, free: list[str]) -> Mask:
    """[value, value_high, unit, role]: a share in one of `units` lies within 0 and `whole`, or its role is `free`."""
    value, high, unit, role = _columns(f, 4)
    return ~unit.isin(units) | role.isin(free) | ((value >= 0) & (high.fillna(value) <= whole))


def share_units_to_stand_in_quotes(f: pd.DataFrame, units: list[str], signs: str, bare: str) -> Mask:
    """[quote, unit]: a quote with a sign of shares has a share's unit; a share's quote has a sign, or is `bare`.

    `signs`: a regex searched for; `bare`: a regex over the whole quote, a number whose unit stands at its neighbour.
    """
    quote, unit = _columns(f, 2)
    signed = _text(quote).str.contains(signs, regex=True).fillna(False).astype(bool)
    alone = _text(quote).str.fullmatch(bare).fillna(False).astype(bool)
    share = unit.isin(units)
    return (share & (signed | alone)) | (~share & ~signed)


def units_to_stand_in_quotes(f: pd.DataFrame, bare: str) -> Mask:
    """[quote, unit]: the quote shares a character with its unit, or names none at all (`bare`: a regex over the quote).

    One character is enough, for the unit may be the usual name of what is written (标准箱 is 标箱, 方 is 立方米).
    """
    quote, unit = (_strings(column) for column in _columns(f, 2))
    pairs = pc.binary_join_element_wise(quote, unit, "\0", null_handling="replace").dictionary_encode()
    whole = re.compile(bare)
    read = [pair.split("\0") for pair in pairs.dictionary.to_pylist()]
    holds = [not set(u).isdisjoint(q) or bool(whole.fullmatch(q)) for q, u in read]
    return pd.Series(np.array(holds, bool)[pairs.indices.to_numpy()], index=f.index)


def ranks_from_one(f: pd.DataFrame, roles: list[str]) -> Mask:
    """[value, role]: whole and at least 1 where the role is one of `roles`."""
    value, role = _columns(f, 2)
    return ~role.isin(roles) | ((value >= 1) & (value % 1 == 0))


def parts_not_above_total(f: pd.DataFrame) -> Mask:
    """[value, unit, total's value, total's unit]: no total, another unit, or not more than the total."""
    value, unit, total, total_unit = _columns(f, 4)
    return total.isna() | (_text(unit) != _text(total_unit)).fillna(True) | (value <= total)


def part_sums_not_above_total(f: pd.DataFrame, slack: float) -> Mask:
    """[value, sum of its parts, their number]: two parts or more come to no more than the total and `slack` of it."""
    value, total, parts = _columns(f, 3)
    return (parts.fillna(0) < 2) | (total <= value * (1 + slack))


def differences_to_agree(f: pd.DataFrame, tolerance: float) -> Mask:
    """[expected, found, difference]: any of them null, or found minus expected."""
    expected, found, difference = _columns(f, 3)
    known = expected.notna() & found.notna() & difference.notna()
    scale = pd.concat([expected.abs(), found.abs()], axis=1).max(axis=1).clip(lower=1)
    return ~known | ((found - expected - difference).abs() <= tolerance * scale)


def counts_to_add_up(f: pd.DataFrame) -> Mask:
    """[whole, part, part, …]: the parts come to the whole."""
    return f.iloc[:, 0] == f.iloc[:, 1:].sum(axis=1)


def found_in_enough(f: pd.DataFrame, least: int, share: float) -> Mask:
    """[all, of which found]: in at least `share` of them, once there are `least`."""
    every, found = _columns(f, 2)
    return (every < least) | (found >= share * every)


def _columns(f: pd.DataFrame, count: int) -> list[pd.Series]:
    if f.shape[1] != count:
        raise ValueError(f"the rule looks at {count} columns, not at {list(f.columns)}")
    return [f.iloc[:, i] for i in range(count)]


def _strings(column: pd.Series) -> pa.Array:
    return pa.array(_text(column), pa.string(), from_pandas=True)


def _mask(holds: pa.Array, f: pd.DataFrame) -> Mask:
    """A null does not hold."""
    return pd.Series(pc.fill_null(holds, False).to_numpy(zero_copy_only=False), index=f.index)


def _text(column: pd.Series) -> pd.Series:
    """An all-null column has no string type of its own."""
    return column.astype("str") if column.dtype == object else column
