"""`fazhi serve`: the deployments of prefect.yaml, scheduled and run by this process, with an embedded server."""

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

    The server that PREFECT_API_URL names is used instead, when it is set.
    """
    from flows.server import api

    os.environ["FAZHI_DATA"] = str(layout.root)
    with api(layout.prefect_home, scheduling=True) as server:
        from prefect import serve as serve_deployments

        if server:
            server.wait()
            click.echo(f"Prefect's interface and API: {server.api_url.removesuffix('/api')}")
        deployments = [_deployment(spec, layout) for spec in _specs()]
        serve_deployments(*deployments, limit=limit)


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
