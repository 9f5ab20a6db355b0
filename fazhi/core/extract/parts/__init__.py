"""Parts and totals: which measurement is said to be of which total.

The text says so by 其中, 包括, 含, by 分别为; a list behind or before a total whose parts give the total exactly
says so by its numbers. Other subsets are not parts (annotation guide).
"""

from fazhi.core.extract.measurement import Passage
from fazhi.core.extract.parts.opened import attach_opened
from fazhi.core.extract.parts.semicolons import go_on, left_open
from fazhi.core.extract.parts.sums import by_sum

__all__ = ["assign"]


def assign(text: str, passage: Passage, previous: Passage | None) -> None:
    """Set `whole` and role `part` of the measurements of a sentence; `previous` is the sentence before it.

    Linear in the number of measurements: every opener looks back over a bounded number of them.
    """
    if previous is not None and previous.listing is not None and passage.goes_on_from(previous, text):
        passage.listing = previous.listing
        go_on(text, passage, previous.listing)
    marked = attach_opened(text, passage, previous)
    # What a bracket marks (含上年结转3件) leaves the list behind it to be told by its sum.
    if not marked or all(m.clause.depth for m in passage.measurements if m.whole is not None):
        by_sum(text, passage)
    elif passage.may_go_on:
        passage.listing = left_open(passage)
