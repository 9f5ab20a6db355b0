"""Findings: what a report's own numbers say about each other. Nothing is reported where they agree."""

from collections.abc import Callable, Sequence

from fazhi.core.extract.findings import changes, conflicts, growth, rates, shares, sums
from fazhi.core.extract.findings.contradiction import Contradiction
from fazhi.core.extract.measurement import Passage

__all__ = ["AUDITS", "Contradiction", "audit"]

AUDITS: tuple[Callable[[Sequence[Passage]], list[Contradiction]], ...] = (
    sums.check,
    shares.check_possible,
    shares.check_stated,
    rates.check,
    changes.check,
    growth.check,
    conflicts.check,
)


def audit(passages: Sequence[Passage]) -> list[Contradiction]:
    """Every contradiction among the measurements of a document, in the order of the text.

    In: sentences whose measurements have role, part, metric and period. Linear in their number.
    """
    found = [contradiction for check in AUDITS for contradiction in check(passages)]
    return sorted(found, key=lambda c: (c.measurements[0].start, c.kind))
