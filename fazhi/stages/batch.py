"""The batch under work and what its stages report. Reports are files, so that a batch can be resumed chunk by chunk."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from fazhi.storage.files import read_json, write_json
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place


@dataclass(frozen=True, slots=True)
class Batch:
    """Names a batch to a stage: data folder (path or URL), id, version of code and rules, when it began.

    Crosses processes. `holder`: the name under which the run holds the data folder's lock, where that has names.
    `cluster`: its stages run on the workers of a cluster.
    """

    root: str
    id: str
    version: str
    started: dt.datetime
    holder: str = ""
    cluster: bool = False

    @property
    def layout(self) -> Layout:
        return Layout.at(self.root)

    @property
    def work(self) -> Place:
        return self.layout.work(self.id)


@dataclass(slots=True)
class StageReport:
    """What a stage did with a chunk. `quarantined` holds rows of the quarantine table; `documents` are in = out + kept.

    `statistics` are sums that the batch adds up; `excluded` names what validate takes out, keys by table.
    """

    stage: str
    chunk: int
    documents_in: int = 0
    documents_out: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    statistics: dict[str, Any] = field(default_factory=dict)
    excluded: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0


def report_path(batch: Batch, stage: str, chunk: int) -> Place:
    """Where the report of a stage on a chunk lies; it is written last, so its presence says that the chunk is done."""
    return batch.work / "reports" / f"{stage}-{chunk:05d}.json"


def read_report(batch: Batch, stage: str, chunk: int) -> StageReport | None:
    """The report of a stage on a chunk, or None where it is not done."""
    path = report_path(batch, stage, chunk)
    return StageReport(**read_json(path)) if path.exists() else None


def done(batch: Batch, stage: str, chunk: int) -> StageReport:
    """The report of a stage that has to be done; raises FileNotFoundError where it is not."""
    report = read_report(batch, stage, chunk)
    if report is None:
        raise FileNotFoundError(f"batch {batch.id}: stage {stage} has not reported on chunk {chunk}")
    return report


def once(batch: Batch, chunk: int, stage: str, work: Callable[[Batch, int, StageReport], None]) -> StageReport:
    """Run `work` on a chunk unless its report stands; returns the report."""
    before = read_report(batch, stage, chunk)
    if before is not None:
        return before
    report, began = StageReport(stage, chunk), time.perf_counter()
    work(batch, chunk, report)
    report.seconds = round(time.perf_counter() - began, 4)
    write_json(report_path(batch, stage, chunk), asdict(report), batch.work)
    return report
