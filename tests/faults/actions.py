"""The parts of a batch, each to be done in a forked process: a program that is told which on its standard input.

It has imported all that the parts need and run nothing, so that a fork is a fresh process at no cost: Great
Expectations alone takes five seconds to import.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

BATCH = "b1"
ROOT = Path(__file__).resolve().parent.parent.parent
# The parts in their order; the batch ends with the last.
PARTS = ("plan", "ingest", "normalize", "segment", "extract", "validate", "verdict", "pages", "close")


class Actions:
    """Such a program under way. A context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.actions"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, part: str, data: Path, inbox: Path, fault: str = "none", at: int = -1) -> tuple[int, list[str]]:
        """Do a part of the batch (or `finish`: whatever is left of it) with a fault at step `at`.

        Returns the exit code of the process that did it and the names of its steps, none where it was killed.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"part": part, "data": str(data), "inbox": str(inbox), "fault": fault, "at": at}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code, names = json.loads(self._process.stdout.readline())
        return code, names

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(60)


def _works(asked: dict[str, Any]) -> Callable[[], None]:
    from unittest import mock

    from fazhi.stages import close, extract, ingest, normalize, pages, segment, validate, verdict
    from fazhi.stages.opening import open_batch
    from fazhi.storage.layout import Layout
    from fazhi.storage.lock import exclusive

    layout, inbox = Layout(Path(asked["data"])), Path(asked["inbox"])
    stages = (ingest, normalize, segment, extract, validate, verdict, pages, close)
    named = dict(zip(PARTS[1:], stages, strict=True))

    def work() -> None:
        with exclusive(layout.lock):
            older = asked["part"] == "earlier batch"
            with mock.patch("fazhi.stages.opening.version", return_value="01dc0de01dc0") if older else mock.MagicMock():
                opened = open_batch(layout, inbox, "b0" if older else BATCH)
            wanted = [asked["part"]] if asked["part"] in PARTS else PARTS
            for part in wanted:
                if part in named and not opened.plan.nothing_new:
                    named[part].run(opened.batch, 0)

    return work


def _serve() -> None:
    import expectations.judging  # noqa: F401
    from fazhi.stages import close, extract, validate  # noqa: F401
    from tests.faults.steps import forked

    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(forked(_works(asked), Path(asked["data"]), asked["fault"], asked["at"])), flush=True)


if __name__ == "__main__":
    _serve()
