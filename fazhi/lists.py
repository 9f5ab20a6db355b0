"""Arrow from Python's lists, in processes that have no frames.

With the first list that Arrow makes an array of it imports pandas, to know a frame's column and its kinds of null:
0.3 s and 40 MB in each process of a run, of which only the one that judges has frames.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Without(MetaPathFinder):
    """Finds pandas missing."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError(f"{name} is not needed in this process", name=name)
        return None


def only_lists() -> None:
    """Have Arrow know no pandas for as long as this process lives: it asks once. Others find pandas as ever."""
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    finder = _Without()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(finder)
