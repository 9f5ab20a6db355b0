"""`fazhi quarantine`: what was kept back, one item of it, and items run again. Only `replay` starts Prefect."""

import sys
from typing import TYPE_CHECKING, Any

import click

from fazhi.cli import options
from fazhi.schema.quality import STAGES
from fazhi.storage.layout import Layout
from fazhi.terminal import harmless, one_line

if TYPE_CHECKING:
    from fazhi.stages.replay import Choice, Selection
    from fazhi.storage.kept import Kept

_TOLD = 20


@click.group()
def quarantine() -> None:
    """What was kept back and why; items can be run again after rules, code or files have changed."""


@quarantine.command("list")
@options.data
@click.option("--stage", type=click.Choice(STAGES), help="Only what this stage kept back.")
@click.option("--reason", metavar="CODE", help="Only items with this reason.")
@click.option("--batch", metavar="ID", help="Only what this batch kept back.")
@click.option("--all", "everything", is_flag=True, help="Also items that a later batch has decided on.")
def list_items(layout: Layout, stage: str | None, reason: str | None, batch: str | None, everything: bool) -> None:
    """Open items, one a line: item, batch, stage, reason, source and message."""
    from fazhi.storage.kept import kept

    items = [i for i in kept(layout) if everything or i.status == "open"]
    wanted = [
        i for i in items
        if stage in (None, i.row.stage) and reason in (None, i.row.reason_code) and batch in (None, i.row.batch_id)
    ]  # fmt: skip
    for item in wanted:
        row = item.row
        status = f"  {item.status:<10}" if everything else ""
        told = one_line(f"{row.source}: {row.message}")
        click.echo(f"{item.item_id:<24}{status}  {row.batch_id}  {row.stage:<9}  {row.reason_code:<18}  {told}")
    if not wanted:
        click.echo("nothing in quarantine" + ("" if everything else " is open; --all shows its history"))


@quarantine.command()
@options.data
@click.argument("item")
def show(layout: Layout, item: str) -> None:
    """One ITEM: its row, where its bytes lie, and how the document begins. The latest, if it was kept back twice."""
    from fazhi.stages.opened_item import beginning
    from fazhi.stages.replay import place_of
    from fazhi.storage.kept import kept

    found = [i for i in kept(layout) if item in (i.item_id, i.row.doc_id)]
    if not found:
        raise click.UsageError(f"no item {item} in quarantine; `fazhi quarantine list --all` shows what there is")
    exact = [i for i in found if i.item_id == item]
    one = (exact or found)[-1]
    for name, value in _facts(one):
        click.echo(f"{name:>12}: {harmless(str(value))}")
    click.echo(f"{'bytes':>12}: {one_line(place_of(layout, one) or 'no longer kept')}")
    click.echo(f"\n{harmless(beginning(layout, one))}")


def _facts(item: "Kept") -> list[tuple[str, Any]]:
    row = item.row
    facts = [("item", item.item_id), ("status", item.status), ("batch", row.batch_id), ("source", row.source),
             ("document", row.doc_id or "—"), ("stage", row.stage), ("reason", row.reason_code),
             ("message", row.message), ("version", row.version)]  # fmt: skip
    return facts if item.whole_document else [*facts, (item.place["table"], row.item)]


@quarantine.command()
@options.data
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--reason", metavar="CODE", help="Every open item with this reason.")
@click.option("--all", "everything", is_flag=True, help="Every open item.")
@click.option("--force", is_flag=True, help="Also items that the same code and rules have judged before.")
@click.option("--batch", "batch_id", metavar="ID", help="Name of the new batch.")
@options.workers
@options.logs
def replay(
    layout: Layout,
    items: tuple[str, ...],
    reason: str | None,
    everything: bool,
    force: bool,
    batch_id: str | None,
    workers: int,
) -> None:
    """Run ITEMs again as a batch of their own, from the bytes that were kept: what is good now is published.

    For a row that was kept back its document runs again. Exit codes as of `fazhi run`.
    """
    from fazhi.cli.underway import guarded
    from fazhi.stages.replay import Selection

    if sum((bool(items), bool(reason), everything)) != 1:
        raise click.UsageError("name ITEMs, or a --reason, or --all")
    selection = Selection(items, reason, force)
    sys.exit(guarded("fazhi quarantine replay", layout, lambda: _replay(layout, selection, batch_id, workers)))


def _replay(layout: Layout, selection: "Selection", batch_id: str | None, workers: int) -> int:
    from fazhi.cli.underway import conclude, through_flow
    from fazhi.stages.replay import open_replay

    opened, choice = open_replay(layout, selection, batch_id)
    if opened.resumed:
        click.echo(f"batch {opened.batch.id}: resumed; what was selected now is for the next replay")
    else:
        _tell(choice)
    if opened.plan.nothing_new:
        click.echo("nothing to run again")
        return 0
    state = through_flow(layout, opened, workers, options.engine(), replay=selection)
    code = conclude(state, layout, opened.batch.id)
    if layout.manifest(opened.batch.id).exists() and not opened.resumed:
        _tell_fates(layout, choice)
    return code


def _tell(choice: "Choice") -> None:
    click.echo(f"{len(choice.again)} items to run again")
    left = ((choice.unchanged, "left: the same code and rules have judged it (--force runs it all the same)"),
            (choice.lost, "left: its bytes are no longer kept"))  # fmt: skip
    for items, why in left:
        for item in items[:_TOLD]:
            click.echo(f"  {item.item_id}  {one_line(item.row.source)}  {why}")
        if len(items) > _TOLD:
            click.echo(f"  … and {len(items) - _TOLD} more {why}")


def _tell_fates(layout: Layout, choice: "Choice") -> None:
    """What became of each item that ran again: the table knows it now."""
    from fazhi.storage.kept import kept

    now = {(i.item_id, i.row.batch_id): i.status for i in kept(layout)}
    said = {"resolved": "resolved: published", "superseded": "kept back again", "open": "open: the batch is withheld"}
    for item in choice.again[:_TOLD]:
        status = now[(item.item_id, item.row.batch_id)]
        click.echo(f"  {item.item_id}  {one_line(item.row.source)}  {said[status]}")
    if len(choice.again) > _TOLD:
        click.echo(f"  … and {len(choice.again) - _TOLD} more: `fazhi quarantine list --all`")
