"""`fazhi status`: what the data folder holds. Reads manifests and keys, neither Prefect nor Great Expectations."""

from collections import Counter
from functools import partial

import click

from fazhi.cli import options
from fazhi.storage.damaged import Damaged
from fazhi.storage.history import manifests
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place
from fazhi.terminal import one_line

_SHOWN = 50


@click.command()
@options.data
@click.option("--all", "everything", is_flag=True, help=f"All open items, not the latest {_SHOWN}.")
def status(layout: Layout, everything: bool) -> None:
    """Batches, published rows, and what is in quarantine and why."""
    click.echo(f"data folder: {layout.root}")
    for part in (_batches, _curated, partial(_quarantine, everything=everything)):
        try:
            part(layout)
        except Damaged as damaged:  # the rest is still told
            click.echo(f"\n{damaged}")


def _batches(layout: Layout) -> None:
    ended = manifests(layout)
    click.echo(f"\nbatches: {len(ended)}")
    for m in ended[-10:]:
        counts = ", ".join(f"{key} {value}" for key, value in m["counts"].items())
        click.echo(f"  {m['batch_id']}  {m['verdict']}: {counts}")
    for name in layout.unfinished():
        click.echo(f"  {name}  unfinished: `fazhi run --batch {name}` goes on with it")


def _curated(layout: Layout) -> None:
    from fazhi.schema.catalogue import CURATED
    from fazhi.storage.folders import each

    click.echo("\ncurated:")
    for record in CURATED:
        told = list(each(_rows, layout.curated_files(record)))
        rows = sum(found for found in told if isinstance(found, int))
        click.echo(f"  {record.table:<11} {rows:>9} rows  {layout.table('curated', record.table)}")
        for wrong in (found for found in told if isinstance(found, str)):
            click.echo(f"    {wrong}")


def _rows(path: Place) -> int | str:
    """How many rows a file holds, or what is wrong with it: the others are still counted."""
    from fazhi.storage.files import row_count

    try:
        return row_count(path)
    except Damaged as damaged:
        return str(damaged)


def _quarantine(layout: Layout, everything: bool) -> None:
    """What is open; what a later batch has published or kept back again is told by its number."""
    from fazhi.storage.kept import kept

    items = kept(layout)
    rows = [item.row for item in items if item.status == "open"]
    click.echo(f"\nquarantine: {len(rows)} open items" + _decided(len(items) - len(rows)))
    for (stage, code), count in sorted(Counter((r.stage, r.reason_code) for r in rows).items()):
        click.echo(f"  {stage:<9} {code:<20} {count}")
    shown = rows if everything else rows[-_SHOWN:]
    for row in shown:
        told = one_line(f"{row.source}: {row.stage}: {row.reason_code}: {row.message}")
        click.echo(f"  {row.batch_id}  {told}")
    if len(shown) < len(rows):
        click.echo(f"  … and {len(rows) - len(shown)} earlier ones: --all")


def _decided(count: int) -> str:
    return f", {count} decided on by a later batch: `fazhi quarantine list --all`" if count else ""
