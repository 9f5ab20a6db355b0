"""The hook that tells people what became of a run. It runs in the run's process, or the worker's when that has died."""

import logging
from typing import Any

from prefect.client.schemas.objects import FlowRun, State

from fazhi.alerts import watch
from fazhi.settings import default_data
from fazhi.stages.plan import begun
from fazhi.storage.history import manifests
from fazhi.storage.layout import Layout

_log = logging.getLogger("fazhi.alerts")


def tell_of_batch(flow: Any, flow_run: FlowRun, state: State[Any]) -> None:
    """Alerts for the batches that ended within the run, for a run that failed or crashed, and for silence."""
    try:
        layout = _layout(flow_run)
        since = flow_run.start_time.isoformat() if flow_run.start_time else ""
        batches = [m["batch_id"] for m in manifests(layout) if m["ended"] >= since] if since else []
        failed = (state.is_failed() or state.is_crashed()) and state.name != "Withheld"
        failure = (_batch_of(layout, flow_run), state.message or str(state.name)) if failed else None
        watch.ended(layout, batches, failure)
    except Exception as error:  # a hook that raises would be logged with the run's parameters
        _log.warning("alerts could not be made: %s", type(error).__name__)


def tell_of_audit(flow: Any, flow_run: FlowRun, state: State[Any]) -> None:
    """The alert that published data did not pass."""
    watch.audited(_layout(flow_run), state.message or str(state.name))


def _layout(run: FlowRun) -> Layout:
    return Layout.at(str(run.parameters.get("data") or default_data()))


def _batch_of(layout: Layout, run: FlowRun) -> str:
    """The batch that the run was at: the one it was given, else the latest that is unfinished, else the run itself."""
    if run.parameters.get("batch_id"):
        return str(run.parameters["batch_id"])
    found = [(begun(layout.work(name)), name) for name in layout.unfinished()]
    return max(((plan[1], name) for plan, name in found if plan), default=("", f"run-{run.id}"))[1]
