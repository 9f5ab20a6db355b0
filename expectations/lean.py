"""Great Expectations' import without what no suite here uses: other backends left out, plots and distributions later.

GX 1.24 imports at once whatever of its optional packages is installed: clients of clouds, SQLAlchemy, Spark. Without
them it is whole (they are extras of it, tried for with `except ImportError`), and imports in half the time. Two that it
cannot do without, for expectations and pictures that no suite asks for, are loaded by their first use.
"""

import gc
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Extras of GX: nothing here reads from them by way of GX.
_LEFT_OUT = frozenset({"azure", "boto3", "botocore", "databricks", "google", "pyspark", "snowflake", "sqlalchemy"})
# Needed by GX's import: the picture and the statistics of two expectations.
_LATER = frozenset({"altair", "scipy.stats"})


class _Lean(MetaPathFinder):
    """Finds `_LEFT_OUT` missing and `_LATER` lazily, for the thread that made it; others find what is there."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._left_out = _LEFT_OUT - sys.modules.keys()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if threading.get_ident() != self._thread:
            return None
        if name.partition(".")[0] in self._left_out:
            raise ModuleNotFoundError(f"{name} is left out of Great Expectations' import", name=name)
        spec = PathFinder.find_spec(name, path, target) if name in _LATER else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def lean() -> Iterator[None]:
    """Import GX within it. Looking for garbage cycles meanwhile would cost a tenth of the time and find none."""
    finder, collecting = _Lean(), gc.isenabled()
    sys.meta_path.insert(0, finder)
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        sys.meta_path.remove(finder)
