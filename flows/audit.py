"""The audit: what is published, against the suites of today's code."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from fazhi.settings import default_data
from fazhi.storage.layout import Layout
from tasks.audit import audit_file


@flow(name="audit", persist_result=False)
def audit(data: str | None = None) -> State[Any]:
    """Judge every file of the curated tables; ends Failed where a row breaks a critical expectation.

    Changes nothing that is published: what fails is named in the run's message and in `data/quality/audit/`.
    """
    layout = Layout(Path(data or default_data()).resolve())
    layout.make()
    names = sorted({path.name for path in layout.table("curated", "reports").glob("*.parquet")})
    failed = {name: count for name in names if (count := audit_file(str(layout.root), name))}
    if failed:
        told = ", ".join(f"{name}: {count} rows" for name, count in failed.items())
        return Failed(message=f"critical expectations failed in {told}: see {layout.root / 'quality' / 'audit'}")
    return Completed(message=f"{len(names)} files of every curated table hold what the suites expect")
