"""`fazhi serve`: the deployments of prefect.yaml, scheduled and run by this process, with an embedded server."""

import asyncio
import os
from typing import Any

import click

from fazhi.cli import options
from fazhi.settings import project
from fazhi.storage.layout import Layout


@click.command()
@options.data
@click.option("--limit", type=click.IntRange(1, 16), default=2, show_default=True, help="Runs at the same time.")
def serve(layout: Layout, limit: int) -> None:
    """Run the scheduled deployments with an embedded Prefect server; ends with Ctrl-C.

    A run that was due while nothing served is made up for, once. The server that PREFECT_API_URL names is used
    instead, when it is set.
    """
    from flows.server import api

    os.environ["FAZHI_DATA"] = str(layout.root)
    with api(layout.prefect_home, scheduling=True) as server:
        from flows.automations import apply

        if server:
            server.wait()
            click.echo(f"Prefect's interface and API: {server.api_url.removesuffix('/api')}")
            _close_dead_runs(layout)
        for line in apply():
            click.echo(f"automation {line}")
        _serve([_deployment(spec, layout) for spec in _specs()], limit)


def _serve(deployments: list[Any], limit: int) -> None:
    from prefect.runner import Runner

    from flows.automations import HEARTBEAT_SECONDS

    # Schedules stay as they are at the end: what becomes due while nothing serves is then known, and made up for.
    runner = Runner(limit=limit, pause_on_shutdown=False, heartbeat_seconds=HEARTBEAT_SECONDS)

    async def run() -> None:
        for deployment in deployments:
            await runner.aadd_deployment(deployment)
            click.echo(f"deployment {deployment.flow_name}/{deployment.name}")
        await runner.start()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        click.echo("stopped: a run that was at work is gone on with by the next one")


def _close_dead_runs(layout: Layout) -> None:
    """Close what an embedded server that was killed has left as running: nothing would ever free its slot."""
    from fazhi.storage.lock import Busy, exclusive
    from flows.lateness import close_dead_runs

    try:
        with exclusive(layout.lock):
            for name in close_dead_runs():
                click.echo(f"closed as Crashed: run {name}, left by a server that has ended")
    except Busy:  # a run by hand writes to the same history: it is alive
        return


def _specs() -> list[dict[str, Any]]:
    import yaml

    path = project() / "prefect.yaml"
    if not path.exists():
        raise click.ClickException(f"{path} is missing: run from a checkout of fazhi, or set the working folder to one")
    specs: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf8"))["deployments"]
    return specs


def _deployment(spec: dict[str, Any], layout: Layout) -> Any:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.flows import load_flow_from_entrypoint

    flow: Any = load_flow_from_entrypoint(str(project() / spec["entrypoint"]), use_placeholder_flow=False)
    return flow.to_deployment(
        name=spec["name"],
        description=spec["description"],
        tags=spec["tags"],
        parameters={**spec["parameters"], "data": str(layout.root)},
        schedules=[_schedule(s) for s in spec["schedules"]],
        concurrency_limit=ConcurrencyLimitConfig(**spec["concurrency_limit"]),
    )


def _schedule(spec: dict[str, Any]) -> Any:
    from prefect.schedules import Cron

    return Cron(spec["cron"], timezone=spec["timezone"])
