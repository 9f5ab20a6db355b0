"""audit: one file of every curated table against the curated suite."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages import audit as stage


@task(name="audit", task_run_name="audit {name}", cache_policy=NO_CACHE, persist_result=False)
def audit_file(root: str, name: str) -> int:
    """Judge the files called `name` in every curated table; returns the rows that break a critical expectation."""
    return stage.run(root, name)
