"""`fazhi alerts`: who is told when something is wrong, and whether it arrives."""

from typing import TYPE_CHECKING

import click

from fazhi.cli import options

if TYPE_CHECKING:
    from fazhi.alerts.settings import AlertSettings


@click.group()
def alerts() -> None:
    """Alerts: who is told (FAZHI_ALERTS_…, docs/operating.md), and whether it arrives."""


@alerts.command()
def test() -> None:
    """Send a trial message to every receiver that is set. Exit code 1 where one did not take it."""
    from fazhi.alerts.alert import Alert
    from fazhi.alerts.sending import send

    settings = _settings()
    missed = 0
    for receiver in settings.receivers:
        why = send(Alert("test", "trial"), receiver, settings)
        click.echo(f"{receiver}: {'taken' if why is None else f'not taken: {why}'}")
        missed += why is not None
    if not settings.receivers:
        raise click.ClickException("no receiver is set: see the table of FAZHI_ALERTS_… in docs/operating.md")
    raise SystemExit(1 if missed else 0)


@alerts.command()
def show() -> None:
    """The receivers and bounds that are set; tokens and passwords stay hidden."""
    settings = _settings()
    click.echo(f"receivers: {', '.join(settings.receivers) or 'none'}")
    for name, value in settings.model_dump().items():
        if value is not None:
            click.echo(f"  {name:<18} {value}")


def _settings() -> "AlertSettings":
    from fazhi.alerts.settings import alert_settings

    options.chosen()  # what cannot be used is an unusable argument
    return alert_settings()
