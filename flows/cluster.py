"""The chunks of a batch on the workers of a cluster: each stage a task, one after the other, many chunks at once.

Here a thread leads each chunk from stage to stage, instead of all its tasks waiting at the engine: nothing that a stage
returns is kept or moved by the scheduler, and no worker is held by a task that waits for another.
"""

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import replace
from typing import Any

from prefect import Task
from prefect.client.schemas.objects import RunInput, TaskRunResult
from prefect.settings import get_current_settings
from prefect.task_runners import TaskRunner

from fazhi.stages.batch import Batch, StageReport, done
from fazhi.stages.guard import blame, note_path, under_work
from fazhi.stages.opening import Opened
from fazhi.storage.lock import confirm
from flows.runners import Engine, check, started, worker_died
from tasks import running
from tasks.extract import extract
from tasks.ingest import ingest
from tasks.normalize import normalize
from tasks.publish import write_evidence
from tasks.segment import segment
from tasks.validate import validate

_STAGES: tuple[Task[..., StageReport], ...] = (ingest, normalize, segment, extract, validate, write_evidence)


class WorkersLost(Exception):
    """Workers died on a chunk, and no document is known to have done it; the message says which and what to do."""


def chunks_on_cluster(opened: Opened, engine: Engine, workers: int) -> None:
    """All chunks through the stages, `workers` of them under way. Raises UnusableRunner, Unfit, WorkersLost."""
    check(engine, get_current_settings().api.url or "")
    batch = replace(opened.batch, cluster=True)
    with ThreadPoolExecutor(workers, thread_name_prefix="chunk") as leaders, started(engine, workers) as runner:
        try:
            led = [leaders.submit(copy_context().run, _lead, runner, batch, n) for n in range(opened.plan.chunks)]
            for chunk in as_completed(led):
                chunk.result()
                confirm(batch.layout.lock, batch.holder)
        except BaseException:
            # The runner ends first: what the leaders wait for will not come, and they end too.
            leaders.shutdown(wait=False, cancel_futures=True)
            raise


def _lead(runner: TaskRunner[Any], batch: Batch, chunk: int) -> None:
    """One chunk through its stages; each report is told here as soon as it lies in the work folder."""
    before: set[RunInput] = set()
    for task in _STAGES:
        receipt, run_id = _done(runner, task, batch, chunk, before)
        before = {TaskRunResult(id=run_id)}
        running.heard(batch, done(batch, receipt.stage, chunk))


def _done(
    runner: TaskRunner[Any], task: Task[..., StageReport], batch: Batch, chunk: int, before: set[RunInput]
) -> tuple[StageReport, Any]:
    """A stage's receipt and the id of its run; again after workers have died, with the document at fault refused.

    The engine itself tries again where a worker is lost: it gives up where one after the other dies on the same task.
    """
    while True:
        future = runner.submit(task, {"batch": batch, "chunk": chunk}, dependencies={"chunk": before})
        try:
            return future.result(), future.task_run_id
        except Exception as error:
            if not worker_died(error):
                raise
            guilty = under_work(note_path(batch, task.name, chunk))
            if guilty is None:
                raise WorkersLost(
                    f"batch {batch.id}, stage {task.name}, chunk {chunk}: the workers died one after the other: give "
                    "them more memory, or find the document that does it with --runner local"
                ) from error
            blame(batch, guilty, "crashed")
