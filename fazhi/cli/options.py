"""Options that several commands share."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.settings import default_data, settings
from fazhi.storage.layout import Layout
from fazhi.storage.objects import reach
from fazhi.storage.places import UnusablePlace

if TYPE_CHECKING:
    from fazhi.configuration import Settings
    from flows.runners import Engine


def chosen() -> "Settings":
    """The settings of now; what cannot be used is an unusable argument."""
    from fazhi.configuration import UnusableSettings

    try:
        return settings()
    except UnusableSettings as error:
        raise click.UsageError(str(error)) from error


def _layout(context: click.Context, parameter: click.Parameter, value: str | None) -> Layout:
    if value is None:
        chosen()
    elif not value:
        raise click.BadParameter("an empty path: name the data folder, or leave the option out")
    try:
        layout = Layout.at(value or default_data())
        if not isinstance(layout.root, Path):
            reach(layout.root)
    except UnusablePlace as error:
        raise click.BadParameter(str(error)) from error
    if isinstance(layout.root, Path) and layout.root.exists() and not layout.root.is_dir():
        raise click.BadParameter(f"{layout.root} is a file: name the folder that holds the layers")
    return layout


class Named(click.Path):
    """A path that was named: no name at all would mean the current folder, which nobody has asked for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value) == "":
            self.fail("an empty path: name a file or folder, or leave the option out", param, ctx)
        return super().convert(value, param, ctx)


data = click.option(
    "--data",
    "layout",
    callback=_layout,
    metavar="DIR|URL",
    help="The data folder, or s3://bucket/prefix (default: data/ of the project, or FAZHI_DATA).",
)

allow_private = click.option(
    "--allow-private", is_flag=True, help="URLs may name addresses of the own network (default: refused)."
)


def _logs(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    from fazhi.logs import begin

    found = chosen()
    begin(value or found.log_format, "info" if value else found.log_level)


logs = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    callback=_logs,
    expose_value=False,
    help="Log every event to standard error (default: warnings alone, see `fazhi config show`).",
)


def _workers(context: click.Context, parameter: click.Parameter, value: int | None) -> int:
    return value or chosen().workers


workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    callback=_workers,
    help="Processes for the stages, on a cluster chunks under way (default: `workers` of the settings, 2).",
)

runner = click.option(
    "--runner",
    type=click.Choice(["local", "dask", "ray"]),
    help="What the stages run on: processes of this machine, or a cluster (default: `runner` of the settings, local).",
)

runner_address = click.option(
    "--runner-address",
    metavar="URL",
    help="A running cluster: tcp://HOST:8786 (Dask), ray://HOST:10001 (default: one is started on this machine).",
)


def engine(runner: Any = None, address: str | None = None) -> "Engine":
    """The engine that is named or that the settings name; one that cannot be used is an unusable argument."""
    from flows.runners import UnusableRunner, check, chosen_engine

    chosen()
    try:
        found = chosen_engine(runner, address)
        # A run without a server starts one that only this machine reaches.
        check(found, os.environ.get("PREFECT_API_URL") or "http://127.0.0.1")
    except UnusableRunner as error:
        raise click.UsageError(str(error)) from error
    return found
