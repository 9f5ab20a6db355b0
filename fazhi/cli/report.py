"""`fazhi report`: the quality page of a batch, built anew from what the batch left, and its path."""

import errno
from pathlib import Path

import click

from fazhi.cli import options
from fazhi.storage.history import in_order
from fazhi.storage.layout import Layout
from fazhi.storage.lock import Busy, exclusive

_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


@click.command()
@options.data
@click.option("--batch", "batch_id", metavar="ID", help="The batch (default: the latest).")
@click.option(
    "--data-docs",
    type=options.Named(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write Great Expectations' own pages of the batch's results to DIR instead.",
)
def report(layout: Layout, batch_id: str | None, data_docs: Path | None) -> None:
    """Build the quality page of a batch and print its path.

    Where the data folder cannot be written, or a run is under way, the page that stands there is named as it is.
    """
    ended = in_order(layout)
    if not ended:
        raise click.ClickException(f"{layout.root} holds no batch that has ended: `fazhi run` makes one")
    name = batch_id or ended[-1]
    if name not in ended:
        raise click.UsageError(f"there is no ended batch {name}; there are: {', '.join(ended[-10:])}")
    click.echo(_built(layout, name) if data_docs is None else _data_docs(layout, name, data_docs))


def _data_docs(layout: Layout, name: str, folder: Path) -> str:
    """The path of the index of Great Expectations' own pages."""
    from fazhi.stages.data_docs import Misplaced, write_data_docs

    try:
        return str(write_data_docs(layout, name, folder))
    except Misplaced as misplaced:
        raise click.UsageError(str(misplaced)) from misplaced
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror or error}") from error


def _built(layout: Layout, name: str) -> str:
    """The path of the page, built anew if it can be."""
    from fazhi.stages.page import rebuild_pages

    try:
        with exclusive(layout.lock):
            return str(rebuild_pages(layout, name))
    except Busy as busy:
        why = str(busy)
    except FileNotFoundError as gone:
        why = f"{gone.filename} is gone: the layers that the page is made of are no longer there"
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise click.ClickException(f"{error.filename or layout.root}: {error.strerror or error}") from error
        why = f"{error.filename or layout.root}: {error.strerror}"
    page = layout.quality(name) / "index.html"
    if not page.exists():
        raise click.ClickException(f"{why}; there is no page of batch {name} either")
    click.echo(f"not built anew: {why}", err=True)
    return str(page)
