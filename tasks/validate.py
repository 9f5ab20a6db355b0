"""validate: the suites over a chunk's tables, and the batch-level suite over what the chunks add up to."""

import datetime as dt
from functools import partial

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment, flow_run

from fazhi.stages.batch import Batch, StageReport
from tasks import running
from tasks.work import Work


@task(name="validate", task_run_name="validate chunk {chunk}", cache_policy=NO_CACHE, persist_result=False)
def validate(batch: Batch, chunk: int) -> StageReport:
    """Judge one chunk; returns its report (what is kept back, no text)."""
    return running.judge("validate", Work("validate"), batch, chunk)


@task(name="validate batch", task_run_name="validate batch {batch.id}", cache_policy=NO_CACHE, persist_result=False)
def validate_batch(batch: Batch) -> StageReport:
    """Judge the batch as a whole, on merged counts, keys and statistics."""
    return running.judge("verdict", partial(Work("verdict"), scheduled=_scheduled()), batch, 0)


def _scheduled() -> dt.datetime | None:
    """When the deployment's schedule had planned the flow run; None for a run that no deployment began."""
    return flow_run.scheduled_start_time if deployment.id else None
