"""A batch under way from the command line: the lock, Prefect's API, progress, what is said at the end, exit codes."""

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.garbage import begun, keep_to_the_end
from fazhi.logs import masked
from fazhi.storage.damaged import Damaged
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy, exclusive
from fazhi.storage.objects import out_of_reach
from fazhi.storage.places import UnusablePlace
from fazhi.terminal import one_line

if TYPE_CHECKING:
    from fazhi.stages.opening import Opened
    from fazhi.stages.replay import Selection
    from flows.runners import Engine

EXIT_FAILED, EXIT_UNUSABLE, EXIT_WITHHELD, EXIT_STOPPED = 1, 2, 3, 130


def guarded(command: str, layout: Layout, work: Callable[[], int]) -> int:
    """The exit code of `work`, which writes to the data folder; failures are told in a line.

    Raises click's UsageError (exit code 2) where an argument is unusable.
    """
    from fazhi.stages.opening import UnusableInput

    try:
        with exclusive(layout.lock):
            return work()
    except (UnusableInput, UnusablePlace) as error:
        raise click.UsageError(str(error)) from error
    except (Busy, Damaged) as error:
        click.echo(f"{command}: {error}", err=True)
        return EXIT_FAILED
    except PermissionError as error:
        where, why = error.filename or layout.root, error.strerror or error
        raise click.UsageError(f"{where}: {why}: choose another --data or --input") from error
    except KeyboardInterrupt:
        click.echo(f"{command}: stopped; the same command goes on where it stopped", err=True)
        return EXIT_STOPPED
    except OSError as error:
        where = one_line(f" ({error.filename})") if error.filename else ""
        gone = isinstance(error, FileNotFoundError)
        advice = "put it back from a copy" if gone else "free space or choose another --data"
        click.echo(f"{command}: {error.strerror or error}{where}: {advice};", err=True)
        click.echo("what was done is kept: the same command goes on where it stopped", err=True)
        return EXIT_FAILED
    except Exception as error:
        if type(error).__name__ == "ServerFailed":  # whose module a command without a flow need not load
            click.echo(f"{command}: {error};", err=True)
            click.echo("what was done is kept: the same command goes on where it stopped", err=True)
            return EXIT_FAILED
        if not out_of_reach(error):
            return _failed(command, error, layout)
        click.echo(f"{command}: {layout.root} is out of reach: {masked(str(error))};", err=True)
        click.echo("what was done is kept: the same command goes on where it stopped", err=True)
        return EXIT_FAILED


def _failed(command: str, error: Exception, layout: Layout) -> int:
    """Tell of a failure that is none of the input's: in a line, with the whole of it in a file."""
    path = layout.local / "work" / "error.log"
    told = masked(one_line(f"{type(error).__name__}: {error}"))
    click.echo(f"{command}: failed before or after the stages: {told}", err=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(masked("".join(traceback.format_exception(error))), "utf8")
    except OSError as why:  # a full disk is what Prefect's server may have failed on, too
        click.echo(f"{path}: {why.strerror}: free space or choose another --data;", err=True)
        click.echo("what was done is kept: the same command goes on where it stopped", err=True)
        return EXIT_FAILED
    click.echo(f"The same command goes on where it stopped. Please report {path}", err=True)
    return EXIT_FAILED


def through_flow(
    layout: Layout,
    opened: "Opened",
    workers: int,
    engine: "Engine",
    source: Path | None = None,
    replay: "Selection | None" = None,
) -> Any:
    """Run the batch flow on a plan, under the API that is named or one of our own; returns its final state."""
    from fazhi.cli.progress import Progress
    from flows.server import api
    from tasks import running

    chunks = opened.plan.chunks
    own = processes_of_its_own(engine, workers)
    with api(layout.prefect_home) as server, running.beginning(own), Progress() as progress:
        progress.starting()
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
        os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
        from prefect import tags

        from flows.batch import batch
        from flows.sparing import certificates_read_once, heartbeats_not_awaited

        begun()
        if server:
            server.wait()
        progress.begin(chunks)
        path = str(source) if source else None
        # Under a standing server a run that dies is found by its tag and heartbeat (flows/automations.py).
        with (
            tags("fazhi"), certificates_read_once(), heartbeats_not_awaited(), running.listening(progress.reported),
        ):  # fmt: skip
            state = batch(
                path, str(layout.root), opened.batch.id, workers, replay, runner=engine.runner,
                runner_address=engine.address, return_state=True,
            )  # fmt: skip
        # A run that failed has left tasks undone: there is no number to wait for.
        whole = state.is_completed() or state.name == "Withheld"
        if server and whole and not server.wait_until_recorded(str(state.state_details.flow_run_id), 5 * chunks + 2):
            click.echo("Prefect's history may lack task runs of this batch: its recorder did not keep up", err=True)
    return state


def processes_of_its_own(engine: "Engine", workers: int) -> int:
    """How many processes of this machine the stages run in: on a cluster one, for what concerns the whole batch."""
    return 1 if engine.cluster else workers


def conclude(state: Any, layout: Layout, batch_id: str) -> int:
    """Show what became of the batch; returns the exit code."""
    from fazhi.cli.tables import show_batch

    keep_to_the_end()
    if layout.manifest(batch_id).exists():
        manifest = show_batch(layout, batch_id)
        if manifest["verdict"] == "withheld":
            return EXIT_WITHHELD
    if state.is_completed():
        return 0
    click.echo(f"batch {batch_id} failed: {state.message}", err=True)
    click.echo("What was done is kept: the same command goes on where it stopped.", err=True)
    return EXIT_FAILED
