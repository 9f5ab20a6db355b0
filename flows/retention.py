"""The retention: what nothing needs any more goes, or is listed."""

from collections import Counter
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from fazhi.settings import default_data
from fazhi.stages.retention import Policy, Removal
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy
from flows.lateness import Superseded, skipped, turn
from tasks.retention import prune_runs, remove_files

Days = Annotated[float, Field(ge=0)]
_SHOWN = 500


@flow(name="retention", persist_result=False)
def retention(
    data: str | None = None,
    dry_run: bool = True,
    days: Days | None = 90,
    raw_days: Days | None = 90,
    versions_days: Days | None = 30,
    runs_days: Days | None = 90,
    needed: bool = False,
    wait_minutes: Days = 0,
) -> State[Any]:
    """Remove what is older than so many days (null: never) and not needed; with `dry_run` list it, with its bytes.

    `days`: files of the layers normalized, segmented and extracted, pages and abandoned work folders of batches that no
    published row names any more; `raw_days`: bytes that the raw layer holds twice; `versions_days`: tables from before
    a rebuild; `runs_days`: runs in Prefect's database. `needed`: also what rebuilds, replays and linked pages need.
    Curated tables, manifests, fates and quarantine are never touched.
    """
    layout = Layout.at(data or default_data())
    policy = Policy(days, raw_days, versions_days, needed)
    try:
        with turn(layout, wait_minutes):
            layout.make()
            found = remove_files(layout, policy, dry_run)
    except (Superseded, Busy) as reason:
        return skipped(reason)
    runs = prune_runs(runs_days, dry_run) if runs_days is not None else 0
    _show(found)
    return Completed(message=f"{'would remove' if dry_run else 'removed'} {_told(found)}, {runs} runs of Prefect")


def _told(found: list[Removal]) -> str:
    kinds = Counter(removal.what for removal in found)
    by_kind = ", ".join(f"{what} {count}" for what, count in sorted(kinds.items()))
    size = sum(removal.bytes for removal in found)
    return f"{len(found)} files and folders ({by_kind or 'none'}), {size} bytes"


def _show(found: list[Removal]) -> None:
    rows = [{"path": r.path, "what": r.what, "bytes": r.bytes, "since": r.since} for r in found[:_SHOWN]]
    create_table_artifact(rows, key="retention", description=f"{len(found)} files and folders, the first {_SHOWN}")
