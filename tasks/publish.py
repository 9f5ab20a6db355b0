"""publish: the evidence pages, the curated tables, the batch's page, and the commit that puts all of it in place."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages.batch import Batch, StageReport, read_report
from fazhi.stages.plan import read_plan
from tasks import running
from tasks.work import Work

_PAGES = "pages"


@task(name="evidence", task_run_name="evidence chunk {chunk}", cache_policy=NO_CACHE, persist_result=False)
def write_evidence(batch: Batch, chunk: int) -> StageReport:
    """Write the evidence pages of a chunk; on a cluster a stage like the others."""
    return running.stage(_PAGES, Work(_PAGES), batch, chunk)


@task(name="publish", task_run_name="publish batch {batch.id}", cache_policy=NO_CACHE, persist_result=False)
def publish(batch: Batch) -> StageReport:
    """Publish the batch or withhold it; returns its manifest in the report's statistics.

    The evidence pages come first: of all chunks that have none yet, in all processes at once.
    """
    running.judged()
    plan, _ = read_plan(batch.work)
    bare = [chunk for chunk in range(plan.chunks) if read_report(batch, _PAGES, chunk) is None]
    running.each(_PAGES, Work(_PAGES), batch, bare)
    running.worked(plan.chunks)
    return running.stage("publish", Work("close"), batch, 0)
