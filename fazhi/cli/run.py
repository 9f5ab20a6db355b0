"""`fazhi run`: one batch, no server needed. What is already done is found out before Prefect is imported."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.cli import options
from fazhi.cli.underway import conclude, guarded, processes_of_its_own, through_flow
from fazhi.settings import default_input, settings
from fazhi.storage.history import in_order
from fazhi.storage.layout import Layout

if TYPE_CHECKING:
    from flows.runners import Engine


@click.command()
@click.option(
    "--input",
    "source",
    type=options.Named(path_type=Path),
    metavar="PATH",
    help="A file, folder, archive, WARC or list of URLs (default: the sample inbox, or FAZHI_INPUT). "
    "A link is what it leads to; links in a folder are not followed.",
)
@options.data
@click.option("--batch", "batch_id", metavar="ID", help="Name of the batch; one that is unfinished is resumed.")
@options.allow_private
@options.workers
@options.runner
@options.runner_address
@options.logs
def run(
    source: Path | None,
    layout: Layout,
    batch_id: str | None,
    allow_private: bool,
    workers: int,
    runner: str | None,
    runner_address: str | None,
) -> None:
    """One batch through all stages: ingest, normalize, segment, extract, validate, publish.

    Exit code 0: ended well, also with nothing new or with items in quarantine. 1: failed. 2: unusable arguments.
    3: withheld, because a critical expectation on the batch failed. 130: stopped with Ctrl-C.
    """
    engine = options.engine(runner, runner_address)
    path = (source or default_input()).expanduser().absolute()
    sys.exit(guarded("fazhi run", layout, lambda: _run(path, layout, batch_id, allow_private, workers, engine)))


def _run(
    source: Path, layout: Layout, batch_id: str | None, allow_private: bool, workers: int, engine: "Engine"
) -> int:
    """Survey the input; run the flow where there is something to do. Returns the exit code."""
    if not _all_is_new(layout, source):
        return _surveyed(source, layout, batch_id, allow_private, workers, engine)
    from tasks import running

    with running.beginning(processes_of_its_own(engine, workers)):
        return _surveyed(source, layout, batch_id, allow_private, workers, engine)


def _all_is_new(layout: Layout, source: Path) -> bool:
    """Whether the input holds something and nothing of it was read before: the processes that will work on it can begin
    while it is looked through."""
    if layout.batches() or layout.unfinished():
        return False
    try:
        return source.is_file() or any(source.iterdir())
    except OSError:  # the survey tells
        return False


def _surveyed(
    source: Path, layout: Layout, batch_id: str | None, allow_private: bool, workers: int, engine: "Engine"
) -> int:
    from fazhi.cli.progress import Progress
    from fazhi.stages.opening import open_batch

    with Progress() as progress:
        opened = open_batch(layout, source, batch_id, progress.surveyed, allow_private)
    for name in opened.finished:
        click.echo(f"batch {name}: its publish had been cut off and is now finished")
    for name in opened.dropped:
        click.echo(f"batch {name}: begun by other code or rules and dropped; its items are read anew")
    if opened.plan.nothing_new:
        _say_nothing_new(opened.plan, layout)
        return 0
    if opened.resumed:
        click.echo(f"batch {opened.batch.id}: resumed; items that arrived since it began are for the next run")
    state = through_flow(layout, opened, workers, engine, source=source)
    return conclude(state, layout, opened.batch.id)


def _say_nothing_new(plan: Any, layout: Layout) -> None:
    from fazhi.cli.tables import show_plan

    show_plan(plan)
    if plan.items_in == 0:
        click.echo(f"nothing new: {plan.input} holds no files")
    else:
        click.echo("nothing new: every item was judged before by the same code and rules")
    batches = in_order(layout)
    if batches:
        click.echo(f"latest quality report: {layout.quality(batches[-1]) / 'index.html'}")
    if settings().alerts.receivers or settings().secrets:  # no flow has run whose hook would tell that nothing comes
        from fazhi.alerts import watch

        watch.ended(layout, [])
