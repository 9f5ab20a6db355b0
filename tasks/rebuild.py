"""compare: the new version of a rebuild beside what is published, before it takes its place."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages.batch import Batch, StageReport
from tasks import running
from tasks.work import Work


@task(name="compare", task_run_name="compare batch {batch.id}", cache_policy=NO_CACHE, persist_result=False)
def compare(batch: Batch) -> StageReport:
    """Write the differences, keep what is published; returns counts in the report's statistics."""
    return running.stage("compare", Work("rebuild", "compare"), batch, 0)
