"""normalize: raw bytes of a chunk to clean simplified text."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages.batch import Batch, StageReport
from tasks import running
from tasks.work import Work


@task(name="normalize", task_run_name="normalize chunk {chunk}", cache_policy=NO_CACHE, persist_result=False)
def normalize(batch: Batch, chunk: int) -> StageReport:
    """Run the stage on one chunk; returns its report (counts, no text)."""
    return running.stage("normalize", Work("normalize"), batch, chunk)
