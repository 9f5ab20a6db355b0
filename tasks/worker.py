"""What a task finds on a worker of a cluster: whether the worker is fit for the batch, and a process for the work.

The work runs in a process that the worker starts once and keeps warm. A document that crashes or hangs it takes neither
the worker nor the engine's scheduler down: it is found and refused where it happened, as on one machine.
"""

import functools
import multiprocessing
import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.plan import INPUTS, read_items, read_plan
from fazhi.version import version
from tasks.processes import Processes, Run


class Unfit(Exception):
    """A worker that cannot work on the batch; the message names the worker, the reason and what to do."""


_own_lock = threading.Lock()


def run(stage: str, work: Run, batch: Batch, chunk: int) -> StageReport:
    """`work` on a chunk in this worker's process; returns a receipt. Raises Unfit.

    The report itself lies in the batch's work folder: nothing that a document says or that rows hold is sent.
    """
    check(batch)
    if stage == "ingest":
        _check_input(batch, chunk)
    with _own_lock:  # of two threads of a worker one would start a second set of processes
        processes = _own()
    return receipt(processes.run(stage, work, batch, chunk))


def receipt(report: StageReport) -> StageReport:
    """What is sent of a report: counts alone, of the same few bytes whatever the chunk holds."""
    return replace(report, rows={}, quarantined=[], statistics={}, excluded={})


def check(batch: Batch) -> None:
    """Raise Unfit unless this machine has the batch's code and sees its work folder."""
    if version() != batch.version:
        raise Unfit(
            f"worker {_name()} runs code and rules {version()}, the batch {batch.version}: install the same version of "
            "fazhi and of its libraries on every worker, and restart the workers"
        )
    if not (batch.work / "plan.json").exists():
        raise Unfit(
            f"worker {_name()} does not see {batch.work}: the data folder must lie in an object store (s3://), or on a "
            "file system that every worker has mounted at the same path"
        )


def _check_input(batch: Batch, chunk: int) -> None:
    """Raise Unfit where the inbox is not mounted here: every item of the chunk would count as unreadable."""
    if all(item.spooled or item.kept for item in read_items(batch, chunk)):
        return
    label = read_plan(batch.work)[0].input
    for named in [] if Path(label).exists() else label.split(INPUTS):
        if named.startswith("/") and not Path(named).exists():
            raise Unfit(f"worker {_name()} does not see the input {named}: mount it at the same path on every worker")


@functools.cache
def _own() -> Processes:
    """The process of this worker; it ends with the worker."""
    # Dask marks its workers as daemonic, which may not have children lest these outlive them: ours do not
    # (tasks.lifetime).
    vars(multiprocessing.current_process())["_config"]["daemon"] = False
    return Processes(1, judges=False)


def _name() -> str:
    return f"{socket.gethostname()} (process {os.getpid()})"
