"""segment: a chunk's text to sections, sentences and words."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages.batch import Batch, StageReport
from tasks import running
from tasks.work import Work


@task(name="segment", task_run_name="segment chunk {chunk}", cache_policy=NO_CACHE, persist_result=False)
def segment(batch: Batch, chunk: int) -> StageReport:
    """Run the stage on one chunk; returns its report (counts, no text)."""
    return running.stage("segment", Work("segment"), batch, chunk)
