"""The rebuild: everything from raw with today's code, compared with what is published, then put in its place."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from fazhi.settings import default_data
from fazhi.stages.opening import prepare
from fazhi.stages.plan import MAY_LOSE, REBUILD
from fazhi.stages.rebuild import open_rebuild
from fazhi.storage.history import manifests
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy
from flows.alerts import tell_of_batch
from flows.batch import Workers, concluded, stages
from flows.lateness import Superseded, skipped, turn
from flows.runners import Runner, chosen_engine
from tasks.rebuild import compare

_THREADS = ThreadPoolTaskRunner[Any](max_workers=400)


@flow(
    name="rebuild",
    task_runner=_THREADS,  # type: ignore[arg-type]
    persist_result=False,
    on_completion=[tell_of_batch],
    on_failure=[tell_of_batch],
    on_crashed=[tell_of_batch],
)
def rebuild(
    data: str | None = None,
    batch_id: str | None = None,
    workers: Workers = 2,
    only_outdated: bool = False,
    may_lose: Annotated[float, Field(ge=0, le=1)] = MAY_LOSE,
    wait_minutes: Annotated[float, Field(ge=0)] = 0,
    runner: Runner | None = None,
    runner_address: str | None = None,
) -> State[Any]:
    """Read again all that the raw layer holds, compare it with what is published, and put it in its place.

    `only_outdated`: only what other code or rules have read. `may_lose`: the share of the published documents that may
    be gone afterwards (today's code keeps them back); more, or a critical expectation that fails, and the new version
    is withheld: what is published stays. What was published before is kept in `versions/<batch>/`.

    Ends like a batch, whose name says what `fazhi diff` and `quality/<batch>/differences.json` compare. A rebuild that
    was cut off is resumed.
    """
    layout = Layout.at(data or default_data())
    try:
        with turn(layout, wait_minutes):
            finished = _finished(layout)
            if finished:
                return Completed(message=f"{finished}: its swap had been cut off and is now finished")
            opened = open_rebuild(layout, batch_id, only_outdated, may_lose)
            if opened.plan.nothing_new:
                return Completed(message="nothing to rebuild")
            return concluded(layout, stages(opened, workers, chosen_engine(runner, runner_address), compare))
    except (Superseded, Busy) as reason:
        return skipped(reason)


def _finished(layout: Layout) -> str | None:
    """Complete publishes that were cut off; the rebuild among them: then there is nothing left to do."""
    finished = prepare(layout)
    rebuilt = [m["batch_id"] for m in manifests(layout) if m["input"] == REBUILD]
    return next((name for name in finished if name in rebuilt), None)
