"""extract: a chunk's text to reports, indicators, findings and compliance."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages.batch import Batch, StageReport
from tasks import running
from tasks.work import Work


@task(name="extract", task_run_name="extract chunk {chunk}", cache_policy=NO_CACHE, persist_result=False)
def extract(batch: Batch, chunk: int) -> StageReport:
    """Run the stage on one chunk; returns its report (counts, no text)."""
    return running.stage("extract", Work("extract"), batch, chunk)
