"""`fazhi automations`: what the Prefect server does by itself, put in place on the one of PREFECT_API_URL."""

import os
from pathlib import Path

import click


@click.group()
def automations() -> None:
    """Automations of the Prefect server: close runs that died, tell when no nightly run has ended."""


@automations.command()
def apply() -> None:
    """Make the server's automations those that this version declares; calling it again changes nothing."""
    if not os.environ.get("PREFECT_API_URL"):
        raise click.UsageError("set PREFECT_API_URL to the server (`fazhi serve` does this by itself)")
    from flows.server import api

    with api(Path()):  # the one that is named, once it answers
        _put_in_place()


def _put_in_place() -> None:
    from prefect.exceptions import PrefectHTTPStatusError

    from flows.automations import apply as put_in_place

    try:
        for line in put_in_place():
            click.echo(line)
    except PrefectHTTPStatusError as error:
        code = error.response.status_code
        advice = "check PREFECT_API_URL and PREFECT_API_AUTH_STRING"
        raise click.ClickException(f"the server answered {code}: {advice}") from None
