"""`fazhi diff`: what a later batch read differently, the gravest first, each with its cause."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from fazhi.cli import options
from fazhi.storage.layout import Layout
from fazhi.terminal import one_line

if TYPE_CHECKING:
    from fazhi.stages.diff import Changed
    from fazhi.stages.left import Left

_SHOWN = 200
_READ = {"published", "withheld"}
_TIERS = {
    "value": "value or unit changed", "meaning": "meaning changed", "presence": "added or removed",
    "copy": "a better copy is kept",
    "position": "only the place changed",
}  # fmt: skip
_CAUSES = {
    "source": "the source changed", "rules": "our rules changed", "both": "source and rules changed",
    "neither": "neither changed: a defect", "copy": "a better copy came",
}  # fmt: skip


@click.command()
@options.data
@click.argument("before", required=False)
@click.argument("after", required=False)
@click.option("--json", "as_json", is_flag=True, help="Every difference as one JSON array, places included.")
@click.option("--all", "everything", is_flag=True, help=f"All rows, not the gravest {_SHOWN}; places too.")
def diff(layout: Layout, before: str | None, after: str | None, as_json: bool, everything: bool) -> None:
    """What batch AFTER read differently from batch BEFORE (default: the last two).

    Documents are matched by their bytes, else by their source label; the cause says what changed between the batches.
    """
    from fazhi.stages.diff import Earlier, compared, documents_of

    one, other = _batches(layout, before, after)
    ours = documents_of(other, _READ)
    earlier = Earlier(layout, [one.manifest], set(ours), _READ)
    found = compared(other, earlier)
    if as_json:
        _print_json(found)
        return
    matched = {earlier.doc_id(doc_id, source) for doc_id, source in ours.items()} - {None}
    gone = earlier.documents - matched
    back = len(gone & documents_of(other, {"quarantined"}).keys())
    click.echo(f"{_named(one)} → {_named(other)}")
    click.echo(f"documents: {len(matched)} in both, {len(ours) - len(matched)} new, {len(gone)} not in the later batch"
               + (f" ({back} of them kept back there)" if back else ""))  # fmt: skip
    _print_table(found, everything)


def _batches(layout: Layout, before: str | None, after: str | None) -> tuple["Left", "Left"]:
    from fazhi.stages.left import left_in_place
    from fazhi.storage.history import manifests

    ended = {manifest["batch_id"]: manifest for manifest in manifests(layout)}
    if (before is None) != (after is None):
        raise click.UsageError("name two batches, or none for the last two")
    if before is None and len(ended) < 2:
        raise click.ClickException(f"{layout.root} holds {len(ended)} ended batches: a comparison takes two")
    names = [str(before), str(after)] if before is not None else list(ended)[-2:]
    for name in names:
        if name not in ended:
            raise click.UsageError(f"there is no ended batch {name}; there are: {', '.join(list(ended)[-10:])}")
        if not _kept(layout, ended[name]):
            raise click.ClickException(f"the files of batch {name} in {layout.root / 'extracted'} are gone")
    return left_in_place(layout, ended[names[0]]), left_in_place(layout, ended[names[1]])


def _kept(layout: Layout, manifest: dict[str, Any]) -> bool:
    name = manifest["batch_id"]
    return all(layout.chunk("extracted", "reports", name, chunk).exists() for chunk in range(manifest["chunks"]))


def _named(left: "Left") -> str:
    return f"{left.manifest['batch_id']} ({left.manifest['verdict']}, code and rules {left.manifest['version']})"


def _print_json(found: "Iterator[Changed]") -> None:
    """An array, a row at a time: it may be longer than memory likes."""
    click.echo("[", nl=False)
    for count, changed in enumerate(found):
        row = json.dumps(changed.as_row(), ensure_ascii=False, default=str)
        click.echo(f"{',' if count else ''}\n{row}", nl=False)
    click.echo("\n]")


def _print_table(found: "Iterator[Changed]", everything: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    counts, shown = _sorted(found, everything)
    for tier, said in _TIERS.items():
        click.echo(f"  {said:<24} {counts[tier]:>6}")
    for cause, said in _CAUSES.items():
        if counts[cause]:
            click.echo(f"  because {said:<27} {counts[cause]:>6}")
    if not shown:
        return
    table = Table("what", "cause", "report", "before", "after", show_lines=False)
    for row in shown:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    Console(soft_wrap=False).print(table)
    told = sum(counts[tier] for tier in _TIERS)
    if told > len(shown):
        click.echo(f"{told - len(shown)} more: --all or --json")


def _sorted(found: "Iterator[Changed]", everything: bool) -> tuple[Counter[str], list[tuple[str, ...]]]:
    """The counts by severity and by cause, and the rows to show, the gravest first."""
    from fazhi.stages.diff import sides

    counts: Counter[str] = Counter()
    rows: dict[str, list[tuple[str, ...]]] = {tier: [] for tier in _TIERS}
    for changed in found:
        d = changed.difference
        counts.update((d.severity, changed.cause))
        if everything or (d.severity != "position" and len(rows[d.severity]) < _SHOWN):
            what = d.severity if d.kind == "changed" else d.kind
            report = changed.after.title or changed.after.source
            rows[d.severity].append((what, changed.cause, report, *sides(changed)))
    shown = [row for tier in _TIERS for row in rows[tier]]
    return counts, shown if everything else shown[:_SHOWN]
