"""The work of a stage by the name of its module: what it needs is imported where it is done.

A run hands its chunks to processes and imports Prefect itself: the core with its tables beside that would only keep it
waiting.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from fazhi.stages.batch import Batch, StageReport


@dataclass(frozen=True, slots=True)
class Work:
    """`function` of `fazhi.stages.<module>`, called with a batch, a chunk and what else it takes."""

    module: str
    function: str = "run"

    def __call__(self, batch: Batch, chunk: int, **more: Any) -> StageReport:
        work = getattr(import_module(f"fazhi.stages.{self.module}"), self.function)
        report: StageReport = work(batch, chunk, **more)
        return report
