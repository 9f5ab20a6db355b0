"""`fazhi config`: the settings of this installation, each with where its value is from."""

import json
import sys

import click


@click.group()
def config() -> None:
    """The settings of this installation."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: name, value, source, variable, description.")
def show(as_json: bool) -> None:
    """Every setting with its value, and where that is from: the environment, the file, or the default.

    Exit code 2 where a value cannot be used. Secrets are shown as ********** alone.
    """
    from fazhi.configuration import UnusableSettings, describe, unknown_variables
    from fazhi.settings import config_file, settings

    path = config_file()
    try:
        found = describe(settings(), path)
    except UnusableSettings as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        rows = [{"name": s.name, "value": s.value, "source": s.source, "variable": s.variable,
                 "description": s.description} for s in found]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        click.echo(f"file: {path}{'' if path.exists() else ' (not there)'}")
        _table([(s.name, "" if s.value is None else str(s.value), s.source, s.description) for s in found])
    for name in unknown_variables():
        click.echo(f"fazhi config: {name} is no setting and is ignored", err=True)


def _table(rows: list[tuple[str, str, str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for head in ("setting", "value", "from", "what it is"):
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(file=sys.stdout).print(table)
