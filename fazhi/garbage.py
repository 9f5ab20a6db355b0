"""How often Python looks for garbage in cycles: what runs here makes many objects and hardly a cycle."""

import functools
import gc

# New objects before the young, young collections before the middle, middle ones before all are looked through.
_COLLECTED = (50_000, 20, 50)


def collect_seldom() -> None:
    """Look for garbage seldom in this process: at the usual pace it costs a tenth of an import or of a chunk."""
    gc.set_threshold(*_COLLECTED)


def keep_to_the_end() -> None:
    """Never look through what there is now: a process that ends would do so once more (0.3 s with Prefect)."""
    gc.freeze()


def collect_now() -> None:
    """Give up what is held by cycles alone. What outlives the first call is never looked through again: the modules of
    a process that judges take 0.15 s."""
    gc.collect()
    _keep_once()


@functools.cache
def _keep_once() -> None:
    gc.freeze()
