"""publish: the curated tables, the batch's page, and the commit that puts all of it in place."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages import close, pages
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.plan import read_plan
from tasks import running


@task(name="publish", task_run_name="publish batch {batch.id}", cache_policy=NO_CACHE, persist_result=False)
def publish(batch: Batch) -> StageReport:
    """Publish the batch or withhold it; returns its manifest in the report's statistics.

    The evidence pages come first: of all chunks, in all processes at once.
    """
    plan, _ = read_plan(batch.work)
    running.each(pages.STAGE, pages.run, batch, plan.chunks)
    return running.stage(close.STAGE, close.run, batch, 0)
