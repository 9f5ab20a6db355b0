"""Options that several commands share."""

from pathlib import Path

import click

from fazhi.settings import default_data
from fazhi.storage.layout import Layout


def _layout(context: click.Context, parameter: click.Parameter, value: Path | None) -> Layout:
    root = (value or default_data()).expanduser().resolve()
    if root.exists() and not root.is_dir():
        raise click.BadParameter(f"{root} is a file: name the folder that holds the layers")
    return Layout(root)


data = click.option(
    "--data",
    "layout",
    type=click.Path(path_type=Path),
    callback=_layout,
    metavar="DIR",
    help="The data folder (default: data/ of the project, or FAZHI_DATA).",
)
