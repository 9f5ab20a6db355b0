"""Row rules about columns that have to say the same, or that one of them rules out for another.

As in `rules`: the named columns in, True for every row that holds; a null is missing. What a helper column compares is
said where it is made.
"""

import pandas as pd

from expectations.rules import Columns, Mask, columns, text


def facts_to_be_carried_over(f: Columns) -> Mask:
    """[id, first column that is not as in the layer before]: none."""
    return columns(f, 2)[1].isna()


def values_to_come_together(f: Columns) -> Mask:
    """[one, other]: both are there or neither."""
    one, other = columns(f, 2)
    return one.isna() == other.isna()


def references_to_others(f: Columns) -> Mask:
    """[reference, id]: null, or another row than this one."""
    reference, own = columns(f, 2)
    return reference.isna() | ~_same(reference, own)


def sections_to_be_innermost(f: Columns) -> Mask:
    """[section_id, the innermost section there]: the same, or both null."""
    given, innermost = columns(f, 2)
    return (given.isna() & innermost.isna()) | _same(given, innermost)


def source_spans_to_align(f: Columns) -> Mask:
    """[source_start, source_end, where the edits put them]: the same; an unknown document has nowhere to put them."""
    start, end, aligned_start, aligned_end = columns(f, 4)
    return aligned_start.isna() | ((start == aligned_start) & (end == aligned_end))


def evidence_to_say(f: Columns) -> Mask:
    """[value, whether its evidence says it]: it does, or there is no evidence that can be compared."""
    said = columns(f, 2)[1]
    return said.isna() | (said == True)  # noqa: E712 - null is not compared


def values_to_stand_in_quotes(f: Columns) -> Mask:
    """[value, value_high, correction, the quote's number, whether it has a sign below 0].

    Where the quote is one number in digits the value is that number and no range; a value below 0 has its sign. What a
    person has corrected stands otherwise in the text.
    """
    value, high, correction, number, signed = columns(f, 5)
    same = (value.abs() - number).abs() <= number.clip(lower=1) * 1e-9
    below = (value >= 0) | value.isna() | (signed == True)  # noqa: E712
    return correction.notna() | ((number.isna() | (same & high.isna())) & below)


def totals_to_end(f: Columns) -> Mask:
    """[part_of, how many totals are above the row]: none, or a total that is part of nothing is among them."""
    total, above = columns(f, 2)
    return total.isna() | above.isna() | (above >= 0)


def values_of_roles(f: Columns, roles: list[str]) -> Mask:
    """[value, role]: only rows of one of `roles` have it, such as a total or a direction."""
    value, role = columns(f, 2)
    return value.isna() | role.isin(roles)


def decreases_within_whole(f: Columns, unit: str, whole: float) -> Mask:
    """[value, unit, role, direction]: nothing decreases by more than the whole of it."""
    value, units, role, direction = columns(f, 4)
    return ~((units == unit) & (role == "change") & (direction == "decrease")) | (value.abs() <= whole)


def findings_to_state_figures(f: Columns) -> Mask:
    """[found, value of the first indicator named]: the same, or one of them is not there."""
    found, value = columns(f, 2)
    scale = value.abs().clip(lower=1)
    return found.isna() | value.isna() | ((found - value).abs() <= scale * 1e-9)


def evidence_to_fit(f: Columns, dated: list[str]) -> Mask:
    """[requirement, met, evidence, year reported on]: a date for `dated` requirements, a section for the others.

    What is said to be in time is shown by a day up to 1 April of the next year, or a month before it.
    """
    requirement, met, evidence, year = columns(f, 4)
    is_dated, shown = requirement.isin(dated), evidence.notna()
    of_section = text(evidence).str.contains("-s").fillna(False).astype(bool)
    deadline = (year.fillna(0) + 1).astype(int).astype(str) + "-04-01"
    judged = is_dated & shown & met.notna() & year.notna()
    in_time = (text(evidence).fillna("") <= deadline.astype("str")) == (met == True)  # noqa: E712
    unshown = is_dated & ~shown & (met == True)  # noqa: E712
    unmet = ~is_dated & shown & (met == False)  # noqa: E712
    return ~unshown & ~unmet & (~shown | (is_dated != of_section)) & (~judged | in_time)


def _same(one: pd.Series, other: pd.Series) -> Mask:
    """Both there and the same."""
    return (text(one) == text(other)).fillna(False).astype(bool)
