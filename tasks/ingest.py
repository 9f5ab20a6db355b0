"""ingest: the bytes of a chunk's items into the raw layer. Disks and network shares fail for a moment: retried."""

from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from fazhi.stages.batch import Batch, StageReport
from tasks import running
from tasks.work import Work


def _may_pass(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether another attempt makes sense: a worker without the batch's code will not have it in five seconds."""
    from tasks.worker import Unfit

    return not isinstance(state.result(raise_on_failure=False), Unfit)


@task(
    name="ingest",
    task_run_name="ingest chunk {chunk}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ingest(batch: Batch, chunk: int) -> StageReport:
    """Run the stage on one chunk; returns its report (counts, no text)."""
    return running.stage("ingest", Work("ingest"), batch, chunk)
