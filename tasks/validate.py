"""validate: the suites over a chunk's tables, and the batch-level suite over what the chunks add up to."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages import validate as stage
from fazhi.stages import verdict
from fazhi.stages.batch import Batch, StageReport
from tasks import running


@task(name="validate", task_run_name="validate chunk {chunk}", cache_policy=NO_CACHE, persist_result=False)
def validate(batch: Batch, chunk: int) -> StageReport:
    """Judge one chunk; returns its report (what is kept back, no text)."""
    return running.judge(stage.run, batch, chunk)


@task(name="validate batch", task_run_name="validate batch {batch.id}", cache_policy=NO_CACHE, persist_result=False)
def validate_batch(batch: Batch) -> StageReport:
    """Judge the batch as a whole, on merged counts, keys and statistics."""
    return running.judge(verdict.run, batch, 0)
