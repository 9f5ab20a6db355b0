"""What Prefect adds: a batch as a flow under a running server, and the same tasks' functions called by plain threads.

`python -m bench.orchestration --documents 10000` takes turns between the two, each in a process of its own with the
same pools, and ends with one JSON object: wall seconds of both, and the share of the flow's that is Prefect's.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from bench.measure import said
from bench.whole import environment, written
from flows.server import Server


@click.command()
@click.option("--documents", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--rounds", type=click.IntRange(1, 20), default=3, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--alone", type=click.Choice(["flow", "plain"]), hidden=True)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def orchestration(documents: int, rounds: int, workers: int, alone: str | None, folder: Path | None) -> None:
    """Measure Prefect's share of a batch."""
    if alone and folder:
        click.echo(json.dumps(_timed(_WAYS[alone], folder, workers)))
        return
    seconds = _measured(documents, rounds, workers)
    flow, plain = (statistics.median(seconds[way]) for way in ("flow", "plain"))
    click.echo(json.dumps({"documents": documents, "rounds": rounds, "workers": workers, "flow_s": round(flow, 2),
                           "plain_s": round(plain, 2), "share": round((flow - plain) / flow, 3)}))  # fmt: skip


def _measured(documents: int, rounds: int, workers: int) -> dict[str, list[float]]:
    """Wall seconds of each way, a round each."""
    seconds: dict[str, list[float]] = {"flow": [], "plain": []}
    with written(documents) as folder, tempfile.TemporaryDirectory(prefix="fazhi-bench-") as home:
        server = Server(Path(home))
        try:
            server.wait()
            for _ in range(rounds):
                for way, taken in seconds.items():
                    line = [sys.executable, "-m", "bench.orchestration", "--alone", way, "--workers", str(workers)]
                    taken.append(json.loads(said([*line, str(folder)], environment(PREFECT_API_URL=server.api_url))))
        finally:
            server.stop()
    return seconds


def _timed(way: Callable[[Path, Path, int], None], folder: Path, workers: int) -> float:
    """Wall seconds from the survey's end to the commit; Prefect is imported in both ways before."""
    import flows.batch  # noqa: F401

    with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as data:
        began = time.perf_counter()
        way(folder / "inbox", Path(data), workers)
        return round(time.perf_counter() - began, 3)


def _flow(inbox: Path, data: Path, workers: int) -> None:
    from flows.batch import batch

    state = batch(str(inbox), str(data), "bench", workers, return_state=True)
    if not state.is_completed():
        raise click.ClickException(str(state.message))


def _plain(inbox: Path, data: Path, workers: int) -> None:
    """The same functions in the same order, the same number of chunks under way, without Prefect's engine."""
    from fazhi.stages.opening import open_batch
    from fazhi.storage.layout import Layout
    from fazhi.storage.lock import exclusive
    from tasks import extract, ingest, normalize, publish, running, segment, validate

    layout = Layout.at(str(data))
    with exclusive(layout.lock):
        opened = open_batch(layout, inbox, "bench")

        def chain(chunk: int) -> None:
            for stage in (ingest.ingest, normalize.normalize, segment.segment, extract.extract, validate.validate):
                stage.fn(opened.batch, chunk)

        with running.processes(workers):
            with ThreadPoolExecutor(workers + 3) as threads:
                list(threads.map(chain, range(opened.plan.chunks)))
            validate.validate_batch.fn(opened.batch)
            publish.publish.fn(opened.batch)


_WAYS = {"flow": _flow, "plain": _plain}


if __name__ == "__main__":
    orchestration()
