"""The batch: from an inbox of reports as they were received to validated, published tables."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from prefect import Task, flow
from prefect.client.schemas.objects import State
from prefect.context import TagsContext
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from fazhi.settings import default_data, default_input, default_urls
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.opening import Opened, open_batch
from fazhi.stages.progress import log_ended, log_opened
from fazhi.stages.provenance import record_run
from fazhi.stages.replay import Selection, open_replay
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy, confirm
from flows.alerts import tell_of_batch
from flows.artifacts import describe_batch
from flows.lateness import Superseded, skipped, turn
from flows.runners import Engine, Runner, chosen_engine
from flows.sparing import plain_parameters
from tasks import running
from tasks.extract import extract
from tasks.ingest import ingest
from tasks.normalize import normalize
from tasks.publish import publish
from tasks.segment import segment
from tasks.validate import validate, validate_batch

Workers = Annotated[int, Field(ge=1, le=64)]
Future = PrefectFuture[StageReport]


def _run_name() -> str:
    parameters: dict[str, Any] = flow_run.parameters
    source = (
        "the quarantine"
        if parameters.get("replay") is not None
        else Path(str(parameters.get("input") or "the inbox")).name
    )
    return f"batch {parameters.get('batch_id') or 'of ' + source}"


# Threads only wait for processes; a chunk's chain occupies at most five of them.
_THREADS = ThreadPoolTaskRunner[Any](max_workers=400)


@flow(
    name="batch",
    flow_run_name=_run_name,
    task_runner=_THREADS,  # type: ignore[arg-type]
    persist_result=False,
    on_completion=[tell_of_batch],
    on_failure=[tell_of_batch],
    on_crashed=[tell_of_batch],
)
def batch(
    input: str | None = None,
    data: str | None = None,
    batch_id: str | None = None,
    workers: Workers = 2,
    replay: Selection | None = None,
    urls: str | None = None,
    wait_minutes: Annotated[float, Field(ge=0)] = 0,
    runner: Runner | None = None,
    runner_address: str | None = None,
) -> State[Any]:
    """Run one batch: `input` (a file, folder or archive) through all stages into the tables below `data`.

    `urls` names a list of URLs whose pages belong to the same batch. With `replay` the input is what is selected of
    the quarantine (`{}`: all that is open and not yet judged by the code and rules of today). `wait_minutes`: how long
    to wait for a data folder that another run holds. `runner`: what the stages run on, `local`, `dask` or `ray` (the
    latter two by `runner_address`, or started here); `workers` chunks are under way. Default: the settings.

    Ends Completed with the manifest's counts in its message, Failed with the name Withheld when a critical batch-level
    expectation failed, or Cancelled with the name Skipped when another run has done its work or holds the folder. A
    batch that was cut off is resumed.
    """
    layout = Layout.at(data or default_data())
    try:
        with turn(layout, wait_minutes):
            opened = _open(layout, input, urls, batch_id, replay)
            log_opened(opened)
            if opened.plan.nothing_new:
                return Completed(message="nothing new")
            return concluded(layout, stages(opened, workers, chosen_engine(runner, runner_address)))
    except (Superseded, Busy) as reason:
        return skipped(reason)


plain_parameters(batch)


def concluded(layout: Layout, manifest: dict[str, Any]) -> State[Any]:
    """The final state of a run whose batch has ended; attaches what it shows of it."""
    log_ended(manifest)
    describe_batch(layout, manifest)
    if manifest["verdict"] == "withheld":
        return Failed(name="Withheld", message="; ".join(manifest["reasons"]))
    return Completed(message=f"{manifest['batch_id']}: {manifest['counts']}")


def _open(
    layout: Layout, source: str | None, urls: str | None, batch_id: str | None, replay: Selection | None
) -> Opened:
    if replay is not None:
        return open_replay(layout, replay, batch_id)[0]
    # Only who names neither gets the list of the environment: an input that is named is all of the batch.
    listed = Path(urls) if urls else None if source else default_urls()
    return open_batch(layout, Path(source or default_input()).resolve(), batch_id, urls=listed)


def stages(
    opened: Opened, workers: int, engine: Engine, before_publish: Callable[[Batch], StageReport] | None = None
) -> dict[str, Any]:
    """All chunks of a plan through the stages, then the batch as a whole; returns its manifest.

    What concerns the whole batch is done here on every engine: who commits must end with the run that holds the lock.
    """
    record_run(
        opened.batch, workers=workers, data=str(opened.batch.root), input=opened.plan.input, runner=engine.runner,
        runner_address=engine.address,
    )  # fmt: skip
    # Before a task run with a tag begins, the server is asked for limits of the tag; the run's own are for the run.
    with TagsContext(current_tags=set()):
        return _staged(opened, workers, engine, before_publish)


def _staged(
    opened: Opened, workers: int, engine: Engine, before_publish: Callable[[Batch], StageReport] | None
) -> dict[str, Any]:
    if engine.cluster:
        from flows.cluster import chunks_on_cluster

        chunks_on_cluster(opened, engine, workers)
    with running.processes(1 if engine.cluster else workers):
        if not engine.cluster:
            _chunks(opened, workers)
        validate_batch(opened.batch)
        if before_publish:
            before_publish(opened.batch)
        return publish(opened.batch).statistics


def _chunks(opened: Opened, workers: int) -> None:
    """All chunks through the stages, at most two more chunks than workers under way."""
    under_way: deque[list[Future]] = deque()
    for chunk in range(opened.plan.chunks):
        under_way.append(_chain(opened.batch, chunk))
        if len(under_way) > workers + 2:
            _finish(under_way.popleft())
            confirm(opened.batch.layout.lock, opened.batch.holder)
    for chain in under_way:
        _finish(chain)


def _finish(chain: list[Future]) -> None:
    """Wait for a chunk; raises what the stage that failed has raised: those behind it only know that it did."""
    for future in chain:
        future.result()


def _chain(batch: Batch, chunk: int) -> list[Future]:
    """One chunk through its stages; returns the futures in the order of the stages."""
    futures: list[Future] = [ingest.submit(batch, chunk)]
    following: tuple[Task[..., StageReport], ...] = (normalize, segment, extract, validate)
    for stage in following:
        futures.append(stage.submit(batch, chunk, wait_for=futures[-1:]))
    return futures
