"""publish: the curated tables, the batch's page, and the commit that puts all of it in place."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages import close
from fazhi.stages.batch import Batch, StageReport
from tasks import running


@task(name="publish", task_run_name="publish batch {batch.id}", cache_policy=NO_CACHE, persist_result=False)
def publish(batch: Batch) -> StageReport:
    """Publish the batch or withhold it; returns its manifest in the report's statistics."""
    return running.stage(close.STAGE, close.run, batch, 0)
