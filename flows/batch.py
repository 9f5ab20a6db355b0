"""The batch: from an inbox of reports as they were received to validated, published tables."""

from collections import deque
from pathlib import Path
from typing import Annotated, Any

from prefect import Task, flow
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from fazhi.settings import default_data, default_input
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.opening import Opened, open_batch
from fazhi.stages.progress import log_ended, log_opened
from fazhi.stages.provenance import record_run
from fazhi.stages.replay import Selection, open_replay
from fazhi.storage.layout import Layout
from fazhi.storage.lock import confirm, exclusive
from flows.artifacts import describe_batch
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


@flow(name="batch", flow_run_name=_run_name, task_runner=_THREADS, persist_result=False)  # type: ignore[arg-type]
def batch(
    input: str | None = None,
    data: str | None = None,
    batch_id: str | None = None,
    workers: Workers = 2,
    replay: Selection | None = None,
) -> State[Any]:
    """Run one batch: `input` (a file, folder or archive) through all stages into the tables below `data`.

    With `replay` the input is what is selected of the quarantine (`{}`: all that is open and not yet judged by
    the code and rules of today).

    Ends Completed with the manifest's counts in its message, or Failed with the name Withheld when a critical
    batch-level expectation failed. A batch that was cut off is resumed.
    """
    layout = Layout.at(data or default_data())
    with exclusive(layout.lock):
        opened = _open(layout, input, batch_id, replay)
        log_opened(opened)
        if opened.plan.nothing_new:
            return Completed(message="nothing new")
        record_run(opened.batch, workers=workers, data=str(layout.root), input=opened.plan.input)
        with running.processes(workers):
            manifest = _stages(opened, workers)
    log_ended(manifest)
    describe_batch(layout, manifest)
    if manifest["verdict"] == "withheld":
        return Failed(name="Withheld", message="; ".join(manifest["reasons"]))
    return Completed(message=f"{manifest['batch_id']}: {manifest['counts']}")


def _open(layout: Layout, source: str | None, batch_id: str | None, replay: Selection | None) -> Opened:
    if replay is not None:
        return open_replay(layout, replay, batch_id)[0]
    return open_batch(layout, Path(source or default_input()).resolve(), batch_id)


def _stages(opened: Opened, workers: int) -> dict[str, Any]:
    """All chunks through the stages, at most two more chunks than workers under way, then the batch as a whole."""
    under_way: deque[list[Future]] = deque()
    for chunk in range(opened.plan.chunks):
        under_way.append(_chain(opened.batch, chunk))
        if len(under_way) > workers + 2:
            _finish(under_way.popleft())
            confirm(opened.batch.layout.lock, opened.batch.holder)
    for chain in under_way:
        _finish(chain)
    validate_batch(opened.batch)
    return publish(opened.batch).statistics


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
