"""audit: the curated tables as a whole, file by file against the curated suite, and their batches' pages."""

import pyarrow as pa
from prefect import task
from prefect.cache_policies import NO_CACHE

from fazhi.stages import audit as stage
from fazhi.stages.page import rebuild_pages
from fazhi.storage.layout import Layout


@task(name="audit files", cache_policy=NO_CACHE, persist_result=False)
def audit_whole(root: str) -> list[str]:
    """Whether every file can be read and every document stands once; returns what is wrong."""
    return stage.unfit(Layout.at(root))


@task(name="audit", task_run_name="audit {name}", cache_policy=NO_CACHE, persist_result=False)
def audit_file(root: str, name: str, published: pa.Array) -> int:
    """Judge the files called `name` in every curated table; returns the rows that break a critical expectation.

    published: the documents of all files.
    """
    return stage.run(root, name, published)


@task(name="pages", task_run_name="pages of {batch}", cache_policy=NO_CACHE, persist_result=False)
def build_pages(root: str, batch: str) -> str:
    """Build the pages of a batch anew; returns the path of its page."""
    return str(rebuild_pages(Layout.at(root), batch))
