"""retention: what goes, and old runs of Prefect's own database."""

import datetime as dt
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import TERMINAL_STATES

from fazhi.stages.retention import Policy, Removal, removals, remove, write_log
from fazhi.storage.layout import Layout

# What the server removes in one call.
_AT_ONCE = 50
_BULK_DELETE: Any = "/flow_runs/bulk_delete"  # missing from the list of paths that the client is typed with
FLOWS = ["batch", "audit", "rebuild", "retention"]


@task(name="remove", cache_policy=NO_CACHE, persist_result=False)
def remove_files(layout: Layout, policy: Policy, dry_run: bool) -> list[Removal]:
    """What the policy lets go; gone afterwards, and noted, unless `dry_run`."""
    now = dt.datetime.now(dt.UTC)
    found = removals(layout, policy, now)
    if not dry_run and found:
        write_log(layout, found, now)
        remove(layout, found)
    return found


@task(name="prune runs", cache_policy=NO_CACHE, persist_result=False)
def prune_runs(days: float, dry_run: bool) -> int:
    """Runs of our flows that ended before so many days, with their task runs and logs; returns how many."""
    before: Any = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    ours = filters.FlowFilter(name=filters.FlowFilterName(any_=FLOWS))
    old = filters.FlowRunFilter(
        end_time=filters.FlowRunFilterEndTime(before_=before),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=sorted(TERMINAL_STATES))),
    )
    with get_client(sync_client=True) as client:
        if dry_run:
            wanted = {"flows": ours.model_dump(mode="json"), "flow_runs": old.model_dump(mode="json")}
            return int(client.request("POST", "/flow_runs/count", json=wanted).json())
        gone = 0
        while runs := client.read_flow_runs(flow_filter=ours, flow_run_filter=old, limit=_AT_ONCE):
            ids = filters.FlowRunFilter(id=filters.FlowRunFilterId(any_=[run.id for run in runs]))
            client.request("POST", _BULK_DELETE, json={"flow_runs": ids.model_dump(mode="json")})
            gone += len(runs)
        return gone
