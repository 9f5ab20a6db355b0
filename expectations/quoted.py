"""What a quote says: the one number that it writes in digits, read without the extraction that is judged by it."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import View

_DIGITS = str.maketrans("０１２３４５６７８９．,,", "0123456789.,,")
_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_SIGNS = re.compile(r"负|零下|[-－−–—]")
_NUMERAL = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿半几数]")
_READ = r"(?P<digits>[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)[余多来]?"
# What parts the thousands of a number.
_SEPARATORS = "[, ]"
_NUMBER = re.compile(_READ)
# For Arrow: a quote that begins with its digits and writes none of full width.
_PLAIN = rf"(?s)^{_READ}(?P<behind>[^０-９．，]*)$"
_BOUND = re.compile(r"[余多来]|以上|以下|以内|左右|上下|之多|[()()\s]")


def negative(quote: str) -> bool:
    """Whether the quote has a sign that a number below 0 is written with."""
    return bool(_SIGNS.search(quote))


def number(quote: str, factor: Callable[[str], float | None]) -> float | None:
    """The value of a quote that holds one number in digits, its scale and a known unit; None for all others.

    `factor` says of what stands behind the digits by how much they are multiplied (`factor_of`).
    """
    text = quote.translate(_DIGITS)
    match = _NUMBER.search(text)
    if match is None or (match.start() and _NUMERAL.search(text[: match.start()])):
        return None
    by = factor(text[match.end() :])
    return None if by is None else float(re.sub(_SEPARATORS, "", match["digits"])) * by


def numbers(quotes: pa.Array, factor: Callable[[str], float | None]) -> pa.Array:
    """`number` of each quote, a null of a null; those that are written plainly all at once."""
    read = pc.extract_regex(quotes, pattern=_PLAIN)
    behind = pc.struct_field(read, "behind").dictionary_encode()
    by = pa.array([None if b is None else factor(b) for b in behind.dictionary.to_pylist()], pa.float64())
    digits = pc.replace_substring_regex(pc.struct_field(read, "digits"), _SEPARATORS, "").cast(pa.float64())
    values = pc.multiply(digits, by.take(behind.indices))
    other = pc.and_(pc.is_null(read), pc.is_valid(quotes))
    said = [number(quote, factor) for quote in quotes.filter(other).to_pylist()]
    return pc.replace_with_mask(values, other, pa.array(said, pa.float64()))


def factor_of(factors: Mapping[str, float], behind: str) -> float | None:
    """What the words behind a number multiply it by: a scale and a unit of `factors`; None for an unknown unit."""
    rest, scale = _BOUND.sub("", behind), 1.0
    # 万千瓦: the unit is 千瓦, so the scale is as short as leaves a unit.
    while (factor := factors.get(rest)) is None:
        if not rest or rest[0] not in _SCALES:
            return None
        scale *= _SCALES[rest[0]]
        rest = rest[1:]
    return scale * factor


def quoted_number(v: View) -> pa.Array:
    """The number that each quote says, null where it is not one number in digits with a unit that is known."""
    factors = {name: float(factor) for name, _, factor in _written(v)}
    factor = cache(partial(factor_of, factors))  # a few hundred units stand behind thousands of numbers
    return _of_quotes(v, lambda quotes: numbers(quotes, factor))


def quoted_sign(v: View) -> pa.Array:
    """Whether each quote has a sign that a number below 0 is written with."""
    negative_rows = pc.fill_null(pc.less(joins.whole(v.table["value"]), 0), False)
    if not pc.any(negative_rows).as_py():
        return pa.nulls(v.table.num_rows, pa.bool_())
    return _of_quotes(v, lambda quotes: pa.array([negative(q) for q in quotes.to_pylist()], pa.bool_()))


def unit_forms(v: View) -> pa.Array:
    """The ways to write each row's unit, separated by tabs; null for a unit that is not known."""
    forms: dict[str, set[str]] = {}
    for name, unit, _ in _written(v):
        forms.setdefault(unit, {unit}).add(name)
    units = pa.array(list(forms), pa.string())
    joined = pa.array(["\t".join(sorted(ways)) for ways in forms.values()], pa.string())
    return joined.take(pc.index_in(joins.whole(v.table["unit"]), value_set=units))


def _written(v: View) -> list[list[str]]:
    """Every unit as [written, reported, factor]."""
    return [line.split("\t") for line in v.known_set("written_units").to_pylist()]


def _of_quotes(v: View, said: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`said` of the quotes, asked once of those that are the same."""
    quotes = joins.whole(v.table["quote"]).dictionary_encode()
    return said(quotes.dictionary).take(quotes.indices)
