"""Whether two sketches are of one report.

The bounds are measured (docs/decisions/0007-near-duplicates.md): of copies 87 % of the figures or more are the same, of
next year's report on the same template at most 38 %; a summary has the figures and less than half of the length.
"""

from fazhi.core.duplicates.sketch import FIGURES, SLOTS, Sketch
from fazhi.core.duplicates.subject import Subject

# Of the figures of the one that has fewer, so many must stand in the other.
SAME_FIGURES = 0.75
# So few figures are no witness: the wording alone decides, and must be nearly the same.
FEW_NUMBERS = 8
# Shared wording (Jaccard), where issuer and year are known to be the same, and where they are not.
SAME_WORDING, SAME_WORDING_OPEN = 0.3, 0.45
SAME_WORDING_WITHOUT_FIGURES = 0.85
# With fewer equal slots no two texts are the same, whatever else holds.
LEAST_SLOTS = int(SAME_WORDING * SLOTS)
# A copy that was cut off has at least so much of the length; what is shorter is a summary.
SHORTEST = 0.5
# Below so many runs of signs a text is too short to be told from others.
FEWEST_RUNS = 40


def same(one: Sketch, other: Sketch, one_of: Subject, other_of: Subject) -> bool:
    """Whether two texts are copies of one report; symmetric."""
    if not one_of.agrees(other_of):
        return False
    wording = shared_wording(one, other)
    if min(one.runs, other.runs) < FEWEST_RUNS:
        return wording == 1.0
    if min(one.runs, other.runs) < SHORTEST * max(one.runs, other.runs):
        return False
    known = one_of.known and one_of == other_of
    if min(one.numbers, other.numbers) < FEW_NUMBERS:
        return wording >= (SAME_WORDING_WITHOUT_FIGURES if known else 1.0)
    return wording >= (SAME_WORDING if known else SAME_WORDING_OPEN) and shared_figures(one, other) >= SAME_FIGURES


def shared_wording(one: Sketch, other: Sketch) -> float:
    """The share of runs of signs that both have, of those that either has (an estimate: ± 0.03)."""
    return float((one.slots == other.slots).sum()) / SLOTS


def shared_figures(one: Sketch, other: Sketch) -> float:
    """The share of the different numbers of the one that has fewer which the other has too (an estimate)."""
    import numpy as np

    either = np.union1d(one.figures, other.figures)
    if len(one.figures) == FIGURES or len(other.figures) == FIGURES:
        either = either[:FIGURES]  # of more numbers only the smallest hashes are known
    both = np.intersect1d(np.intersect1d(one.figures, other.figures), either)
    share = len(both) / len(either) if len(either) else 0.0
    return min(1.0, share * (one.numbers + other.numbers) / (1 + share) / max(1, min(one.numbers, other.numbers)))
