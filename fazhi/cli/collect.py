"""`fazhi collect`: a list of URLs into a WARC file, for a batch that runs later or elsewhere."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.cli import options
from fazhi.storage.layout import Layout
from fazhi.terminal import one_line

if TYPE_CHECKING:
    from fazhi.core.ingest.item import Item, Unreadable


@click.command()
@click.argument("source", metavar="LIST", type=options.Named(path_type=Path, exists=True, dir_okay=False))
@click.option("--warc-out", "target", type=options.Named(path_type=Path), required=True, metavar="FILE.warc.gz",
              help="The file that is written; `fazhi run --input` reads it.")  # fmt: skip
@options.data
@options.allow_private
def collect(source: Path, target: Path, layout: Layout, allow_private: bool) -> None:
    """Fetch the URLs of LIST into a WARC file, without running a batch.

    Documents that the data folder has judged are asked for with their validators: what is unchanged is not written.
    What could not be had is told line by line; it goes to quarantine when a batch runs on LIST itself. Exit code 0, 1
    where nothing could be had, 2 where an argument is unusable.
    """
    from fazhi.cli.underway import guarded

    if not target.name.endswith((".warc", ".warc.gz")):
        raise click.UsageError(f"--warc-out {target}: name it FILE.warc.gz")
    sys.exit(guarded("fazhi collect", layout, lambda: _collect(source, target.absolute(), layout, allow_private)))


def _collect(source: Path, target: Path, layout: Layout, allow_private: bool) -> int:
    import tempfile

    from fazhi.collect.collecting import collected
    from fazhi.collect.listing import listed
    from fazhi.collect.policy import policy_now
    from fazhi.collect.visits import Visits
    from fazhi.collect.warc_out import write_warc
    from fazhi.stages.opening import UnusableInput
    from fazhi.storage.known import known
    from fazhi.version import version

    rows = listed(source)
    if rows is None:
        raise UnusableInput(f"{source}: no list of URLs (.txt with one a line, or .csv with a column `url`)")
    layout.make()
    decided = known(layout, version()).judged
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        found = collected(rows, Path(folder), policy_now(allow_private), Visits(layout), decided)
        return _told(list(write_warc(found, target)), target)


def _told(found: "list[Item | Unreadable]", target: Path) -> int:
    from fazhi.core.ingest.item import Unreadable

    refused = [item for item in found if isinstance(item, Unreadable)]
    unchanged = sum(not isinstance(item, Unreadable) and item.unchanged for item in found)
    for item in refused:
        click.echo(f"  {item.code:<18}  {one_line(f'{item.source}: {item.message}')}", err=True)
    fetched = len(found) - len(refused) - unchanged
    click.echo(f"{len(found)} items: {fetched} fetched, {unchanged} unchanged, {len(refused)} could not be had")
    click.echo(str(target))
    return 1 if found and len(refused) == len(found) else 0
