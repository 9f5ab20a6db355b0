"""Which reports are worth comparing: those of the same region and year, and where one of the two is not known, those
that share a band of their sketches (locality-sensitive hashing).

Whether two are candidates depends on the two alone. `blocks` are digests of region and year, `OPEN` where either is not
known; `bands` has a row a report.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Blocks = npt.NDArray[np.int64]
    Bands = npt.NDArray[np.uint32]
    Mask = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.intp]

# Stands for a block that is not known: digests are not negative.
OPEN = -1


def candidates(blocks: "Blocks", bands: "Bands", of_blocks: "Blocks", of_bands: "Bands") -> "Mask":
    """Which of the first reports are worth comparing with any of the others."""
    import numpy as np

    is_open, others_open = blocks == OPEN, of_blocks == OPEN
    found = np.isin(blocks, of_blocks[~others_open])
    for band in range(bands.shape[1]):
        found |= np.isin(bands[:, band], of_bands[others_open, band])
        found[is_open] |= np.isin(bands[is_open, band], of_bands[:, band])
    return found


def groups(blocks: "Blocks", bands: "Bands") -> Iterator["Places"]:
    """Positions of reports that are worth comparing with each other; a pair may stand in several groups."""
    import numpy as np

    known = np.flatnonzero(blocks != OPEN)
    yield from _equal(blocks[known], known)
    open_ones = np.flatnonzero(blocks == OPEN)
    for band in range(bands.shape[1]):
        shared = np.flatnonzero(np.isin(bands[:, band], bands[open_ones, band]))
        yield from _equal(bands[shared, band], shared)


def _equal(values: "npt.NDArray[np.integer]", places: "Places") -> Iterator["Places"]:
    """`places` by equal values, those that stand alone left out; in order."""
    import numpy as np

    order = np.argsort(values, kind="stable")
    ends = np.flatnonzero(np.diff(values[order])) + 1
    for group in np.split(places[order], ends):
        if len(group) > 1:
            yield group
