"""How often Python looks for garbage in cycles (what runs here makes many objects and hardly a cycle), and when memory
that nothing holds goes back to the system.
"""

import functools
import gc
import sys
from collections.abc import Callable

# New objects before the young, young collections before the middle, middle ones before all are looked through.
_COLLECTED = (50_000, 20, 50)
# No process has made that many when it has read its code, its tables and a document.
_BEGUN = 400_000


def collect_seldom() -> None:
    """Look for garbage seldom in this process: at the usual pace it costs a tenth of an import or of a chunk."""
    gc.set_threshold(*_COLLECTED)


def collect_later() -> None:
    """Look for garbage only once this process has done more than to begin: it would take a tenth of that."""
    gc.set_threshold(_BEGUN, *_COLLECTED[1:])


def begun() -> None:
    """What there is now stays to the end; of what comes, garbage is seldom looked for."""
    keep_to_the_end()
    collect_seldom()


def keep_to_the_end() -> None:
    """Never look through what there is now, not even when the process ends: to do so once takes 0.3 s with Prefect,
    0.15 s with Great Expectations, a tenth of a command that reads one document."""
    gc.freeze()


def give_back() -> None:
    """Give memory that nothing holds any more back to the system, as at the end of a chunk: it would stay for the next.

    What outlives the first call is never looked through again: the modules of a process that judges take 0.15 s.
    """
    import pyarrow as pa

    # Great Expectations leaves what it judged in cycles: 35 MB a chunk, until somebody looks for them.
    gc.collect()
    _keep_once()
    pa.default_memory_pool().release_unused()
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@functools.cache
def _keep_once() -> None:
    begun()


@functools.cache
def _malloc_trim() -> Callable[[int], int] | None:
    """glibc's function, None where the C library has none."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim
