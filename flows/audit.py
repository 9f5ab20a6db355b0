"""The audit: what is published, against the suites of today's code."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from fazhi.settings import default_data
from fazhi.storage.folders import files_in
from fazhi.storage.layout import Layout
from tasks.audit import audit_file


@flow(name="audit", persist_result=False)
def audit(data: str | None = None) -> State[Any]:
    """Judge every file of the curated tables; ends Failed where a row breaks a critical expectation.

    Changes nothing that is published: what fails is named in the run's message and in `data/quality/audit/`.
    """
    layout = Layout.at(data or default_data())
    layout.make()
    names = [path.name for path in files_in(layout.table("curated", "reports"))]
    failed = {name: count for name in names if (count := audit_file(str(layout.root), name))}
    if failed:
        told = ", ".join(f"{name}: {count} rows" for name, count in failed.items())
        return Failed(message=f"critical expectations failed in {told}: see {layout.root / 'quality' / 'audit'}")
    return Completed(message=f"{len(names)} files of every curated table hold what the suites expect")
