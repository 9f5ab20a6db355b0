"""`fazhi export`: the panel (issuer, year, standard indicator) for spreadsheets, and the long form for programs."""

from pathlib import Path

import click

from fazhi.cli import options
from fazhi.storage.layout import Layout


@click.command()
@options.data
@click.option("--output", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="Ends in .csv or .xlsx (the panel) or .parquet (the long form).")  # fmt: skip
def export(layout: Layout, output: Path) -> None:
    """The panel (issuer × year × standard indicator) as CSV or XLSX, the long form as Parquet."""
    from fazhi.storage.panel import FORMATS, write_panel

    if output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"--output {output}: end the name in one of {', '.join(FORMATS)}")
    if not layout.batches():
        raise click.ClickException(f"{layout.root} holds nothing published: `fazhi run` first")
    try:
        rows = write_panel(layout, output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{output}: {rows} rows")
