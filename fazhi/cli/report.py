"""`fazhi report`: the quality page of a batch, built anew from what the batch left, and its path."""

import click

from fazhi.cli import options
from fazhi.storage.history import in_order
from fazhi.storage.layout import Layout


@click.command()
@options.data
@click.option("--batch", "batch_id", metavar="ID", help="The batch (default: the latest).")
def report(layout: Layout, batch_id: str | None) -> None:
    """Build the quality page of a batch and print its path."""
    from fazhi.stages.pages import rebuild_pages

    ended = in_order(layout)
    if not ended:
        raise click.ClickException(f"{layout.root} holds no batch that has ended: `fazhi run` makes one")
    name = batch_id or ended[-1]
    if name not in ended:
        raise click.UsageError(f"there is no ended batch {name}; there are: {', '.join(ended[-10:])}")
    click.echo(str(rebuild_pages(layout, name)))
