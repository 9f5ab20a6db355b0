"""`fazhi run`: one batch, no server needed. What is already done is found out before Prefect is imported."""

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from fazhi.cli import options
from fazhi.settings import default_input
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy, exclusive

EXIT_FAILED, EXIT_UNUSABLE, EXIT_WITHHELD = 1, 2, 3


@click.command()
@click.option(
    "--input",
    "source",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A file, folder, archive, WARC or list of URLs (default: the sample inbox, or FAZHI_INPUT).",
)
@options.data
@click.option("--batch", "batch_id", metavar="ID", help="Name of the batch; one that is unfinished is resumed.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the stages.")
def run(source: Path | None, layout: Layout, batch_id: str | None, workers: int) -> None:
    """One batch through all stages: ingest, normalize, segment, extract, validate, publish.

    Exit code 0: ended well, also with nothing new or with items in quarantine. 1: failed. 2: unusable arguments.
    3: withheld, because a critical expectation on the batch failed.
    """
    from fazhi.stages.opening import UnusableInput

    path = (source or default_input()).expanduser()
    try:
        with exclusive(layout.lock):
            code = _run(path.absolute(), layout, batch_id, workers)
    except UnusableInput as error:
        raise click.UsageError(str(error)) from error
    except Busy as error:
        click.echo(f"fazhi run: {error}", err=True)
        code = EXIT_FAILED
    except PermissionError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}: choose another --data or --input") from error
    except Exception as error:
        code = _failed(error, layout)
    sys.exit(code)


def _failed(error: Exception, layout: Layout) -> int:
    """Tell of a failure that is none of the input's: in a line, with the whole of it in a file."""
    path = layout.root / "work" / "error.log"
    path.write_text("".join(traceback.format_exception(error)), "utf8")
    click.echo(f"fazhi run: failed before or after the stages: {type(error).__name__}: {error}", err=True)
    click.echo(f"The same command goes on where it stopped. Please report {path}", err=True)
    return EXIT_FAILED


def _run(source: Path, layout: Layout, batch_id: str | None, workers: int) -> int:
    """Survey the input; run the flow where there is something to do. Returns the exit code."""
    from fazhi.cli.progress import Progress
    from fazhi.stages.opening import open_batch

    with Progress() as progress:
        opened = open_batch(layout, source, batch_id, progress.surveyed)
    for name in opened.finished:
        click.echo(f"batch {name}: its publish had been cut off and is now finished")
    if opened.plan.nothing_new:
        _say_nothing_new(opened.plan, layout)
        return 0
    if opened.resumed:
        click.echo(f"batch {opened.batch.id}: resumed; items that arrived since it began are for the next run")
    state = _flow(source, layout, opened.batch.id, workers, opened.plan.chunks)
    return _conclude(state, layout, opened.batch.id)


def _say_nothing_new(plan: Any, layout: Layout) -> None:
    from fazhi.cli.tables import show_plan

    show_plan(plan)
    if plan.items_in == 0:
        click.echo(f"nothing new: {plan.input} holds no files")
    else:
        click.echo("nothing new: every item was judged before by the same code and rules")
    batches = layout.batches()
    if batches:
        click.echo(f"latest quality report: {layout.quality(batches[-1]) / 'index.html'}")


def _flow(source: Path, layout: Layout, batch_id: str, workers: int, chunks: int) -> Any:
    """Run the batch flow under the API that is named, or one of our own; returns its final state."""
    from fazhi.cli.progress import Progress
    from flows.server import api

    with api(layout.prefect_home) as server, Progress() as progress:
        progress.starting()
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
        from flows.batch import batch
        from tasks.running import listening

        if server:
            server.wait()
        progress.begin(chunks)
        with listening(progress.reported):
            state = batch(str(source), str(layout.root), batch_id, workers, return_state=True)
        if server and not server.wait_until_recorded(str(state.state_details.flow_run_id), 5 * chunks + 2):
            click.echo("Prefect's history may lack task runs of this batch: its recorder did not keep up", err=True)
    return state


def _conclude(state: Any, layout: Layout, batch_id: str) -> int:
    from fazhi.cli.tables import show_batch

    if layout.manifest(batch_id).exists():
        manifest = show_batch(layout, batch_id)
        if manifest["verdict"] == "withheld":
            return EXIT_WITHHELD
    if state.is_completed():
        return 0
    click.echo(f"batch {batch_id} failed: {state.message}", err=True)
    click.echo("What was done is kept: the same command goes on where it stopped.", err=True)
    return EXIT_FAILED
