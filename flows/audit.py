"""The audit: what is published, against the suites of today's code."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.settings import default_data
from fazhi.stages.audit import documents
from fazhi.stages.retention import publishing
from fazhi.storage.folders import files_in
from fazhi.storage.history import manifests
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy
from flows.alerts import tell_of_audit
from flows.lateness import Superseded, skipped, turn
from tasks.audit import audit_file, audit_whole, build_pages


@flow(name="audit", persist_result=False, on_failure=[tell_of_audit])
def audit(data: str | None = None, pages: bool = False, wait_minutes: Annotated[float, Field(ge=0)] = 0) -> State[Any]:
    """Judge every file of the curated tables; ends Failed where a row breaks a critical expectation.

    Changes nothing that is published: what fails is named in the run's message and in `data/quality/audit/`. `pages`:
    also build the pages anew of the batches that published rows name.
    """
    layout = Layout.at(data or default_data())
    try:
        with turn(layout, wait_minutes):
            layout.make()
            wrong, files = _judged(layout)
            built = _pages(layout) if pages else 0
    except (Superseded, Busy) as reason:
        return skipped(reason)
    if wrong:
        return Failed(message=f"{'; '.join(wrong)}: see {layout.root / 'quality' / 'audit'}")
    return Completed(message=f"{files} files of every curated table hold what the suites expect; {built} pages built")


def _judged(layout: Layout) -> tuple[list[str], int]:
    """What is wrong with the published files, and how many there are of every table."""
    wrong = audit_whole(str(layout.root))
    names = [path.name for path in files_in(layout.table("curated", "reports"))]
    whole = [name for name in names if not any(f"/{name} cannot be read" in told for told in wrong)]
    published = documents(layout, whole)
    for name in whole:
        count = audit_file(str(layout.root), name, published)
        if count:
            wrong.append(f"{name}: {count} rows break critical expectations")
    return wrong, len(names)


def _pages(layout: Layout) -> int:
    """Build the pages of the batches whose layers are still there; returns how many."""
    named = publishing(layout)
    batches = [m for m in manifests(layout) if m["batch_id"] in named and _has_layers(layout, m)]
    for manifest in batches:
        build_pages(str(layout.root), manifest["batch_id"])
    return len(batches)


def _has_layers(layout: Layout, manifest: dict[str, Any]) -> bool:
    return all(
        layout.chunk(layer, record.table, manifest["batch_id"], chunk).exists()
        for layer in OF_CHUNKS[1:]
        for record in LAYERS[layer]
        for chunk in range(manifest["chunks"])
    )
