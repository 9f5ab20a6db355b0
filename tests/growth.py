"""Whether work grows in line with its input: told by ratios of the best of several rounds, never by seconds."""

import gc
import time
from collections.abc import Callable

# Quadratic work takes 16 times as long on four times the input; noise on a busy machine doubles what is linear.
_FACTOR = 4
_ALLOWED = 9.0
_ROUNDS = 5


def assert_linear(work: Callable[[str], object], text: str) -> None:
    """Fail where `work` on `text` takes more than nine times as long as on its first quarter.

    The best of up to five rounds counts: one undisturbed round is enough to show that growth is linear.
    """
    small, large = text[: len(text) // _FACTOR], text
    work(small)  # tables are loaded
    ratios: list[float] = []
    for _ in range(_ROUNDS):
        ratios.append(_seconds(work, large) / max(_seconds(work, small), 0.002))
        if min(ratios) <= _ALLOWED:
            return
    raise AssertionError(f"{_FACTOR} times the input took {min(ratios):.1f} times as long, in every round: {ratios}")


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()  # a collection of what other tests left is not the work's
    try:
        began = time.process_time()
        work(text)
        return time.process_time() - began
    finally:
        gc.enable()
