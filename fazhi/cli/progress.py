"""Progress on long work: a line on a terminal, silence in a log."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from fazhi.stages.batch import StageReport


class Progress:
    """One status line that says what is under way; gone at the end."""

    def __init__(self) -> None:
        self._status = Status("…", console=Console(stderr=True))
        self._chunks = 0
        self._done: dict[str, int] = {}
        self._shown = 0.0

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._status.stop()

    def surveyed(self, count: int) -> None:
        """Called with the number of items seen so far."""
        if time.monotonic() - self._shown > 0.2:
            self._shown = time.monotonic()
            self._status.update(f"survey: {count} items")

    def starting(self) -> None:
        self._status.update("starting Prefect")

    def begin(self, chunks: int) -> None:
        self._chunks = chunks
        self._status.update(f"0 of {chunks} chunks")

    def reported(self, report: StageReport) -> None:
        """Called with each report of a stage."""
        self._done[report.stage] = self._done.get(report.stage, 0) + 1
        parts = [f"{stage} {count}/{self._chunks}" for stage, count in self._done.items()]
        self._status.update(" · ".join(parts))
