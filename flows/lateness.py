"""A run that comes late: done once however many nights were missed, and never while another one writes.

Runs that were planned while the worker or the server was down are all handed out when it is back. The first of them
does what all of them would have done; each of the others finds it and ends Skipped.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.context import FlowRunContext
from prefect.states import Cancelled, Crashed

from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy, LockLost, exclusive

# The name of the state of a run that found nothing left for it to do. It is of the type Cancelled.
SKIPPED = "Skipped"
_POLL_SECONDS = 5.0
# Runs that have done the work, or are at it: one that crashed or was itself skipped has not.
_AT_WORK = [StateType.RUNNING, StateType.COMPLETED, StateType.FAILED]


class Superseded(Exception):
    """Another run of the same deployment began after this one should have; the message names it."""


def skipped(reason: Exception) -> State[Any]:
    """The final state of a planned run that has nothing to do, or no folder to do it in.

    Raises `reason` in a run that a person has started, which must not look as if it had been done, and where the folder
    was lost while the run was at work.
    """
    own = _own_run()
    if own is None or own.deployment_id is None or isinstance(reason, LockLost):
        raise reason
    return Cancelled(name=SKIPPED, message=str(reason))


@contextmanager
def turn(layout: Layout, wait_minutes: float = 0) -> Iterator[None]:
    """The data folder for this run alone, waited for as long as told.

    Raises Superseded where another run has done meanwhile what this one should, Busy where the folder is not free in
    time.
    """
    limit = time.monotonic() + 60 * wait_minutes
    while True:
        _ask_for_others()
        held = exclusive(layout.lock)
        try:
            held.__enter__()
            break
        except Busy:
            if time.monotonic() >= limit:
                raise
            time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def _ask_for_others() -> None:
    """Raise Superseded where a run with the same parameters began after the time that this one was planned for."""
    own = _own_run()
    if own is None or own.deployment_id is None or own.expected_start_time is None:
        return
    for other in _since(own):
        if other.parameters == own.parameters:
            raise Superseded(
                f"planned for {own.expected_start_time:%Y-%m-%d %H:%M} UTC; run {other.name!r} has done its work since"
            )


def _own_run() -> FlowRun | None:
    context = FlowRunContext.get()
    return context.flow_run if context else None


def _since(own: FlowRun) -> list[FlowRun]:
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(
            flow_run_filter=filters.FlowRunFilter(
                id=filters.FlowRunFilterId(not_any_=[own.id]),
                deployment_id=filters.FlowRunFilterDeploymentId(any_=[UUID(str(own.deployment_id))]),
                start_time=filters.FlowRunFilterStartTime(after_=own.expected_start_time),
                state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=_AT_WORK)),
            )
        )


def close_dead_runs() -> list[str]:
    """Close every run that the server takes for alive; returns their names. Only for a server that has just started,
    before anything can run under it."""
    alive = filters.FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
    dead: State[Any] = Crashed(message="its server and its process have ended")
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=filters.FlowRunFilter(state=filters.FlowRunFilterState(type=alive))
        )
        for run in runs:
            client.set_flow_run_state(run.id, dead, force=True)
    return [run.name for run in runs]
