"""How the characters of a text are looked at: all at once by numpy, or one by one where numpy would have to be loaded.

A batch has numpy and looks at megabytes; a command that reads one document would load it for longer than it reads.
Both ways give the same.
"""

import sys

# Characters; to look at these one by one takes as long as to load numpy.
_FEW = 500_000


def one_by_one(text: str) -> bool:
    """Whether `text` is short and this process has no numpy."""
    return "numpy" not in sys.modules and len(text) < _FEW
