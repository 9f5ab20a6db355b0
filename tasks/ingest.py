"""ingest: the bytes of a chunk's items into the raw layer. Disks and network shares fail for a moment: retried."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages import ingest as stage
from fazhi.stages.batch import Batch, StageReport
from tasks import running


@task(
    name="ingest",
    task_run_name="ingest chunk {chunk}",
    retries=2,
    retry_delay_seconds=5,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ingest(batch: Batch, chunk: int) -> StageReport:
    """Run the stage on one chunk; returns its report (counts, no text)."""
    return running.stage(stage.STAGE, stage.run, batch, chunk)
