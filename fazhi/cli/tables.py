"""Summary tables on the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

from fazhi.stages.plan import Plan
from fazhi.storage.files import read_json
from fazhi.storage.layout import Layout
from fazhi.terminal import one_line


def show_plan(plan: Plan) -> None:
    """What a survey found when nothing of it is new."""
    table = _table("survey")
    table.add_row("items read", str(plan.items_in))
    table.add_row("skipped (published before)", str(plan.skipped))
    if plan.unchanged:
        table.add_row("  unchanged, say their servers", str(plan.unchanged))
    table.add_row("duplicates", str(plan.duplicates))
    table.add_row("in quarantine from before", str(plan.quarantined_before))
    _print(table)


def show_batch(layout: Layout, batch_id: str) -> dict[str, Any]:
    """The summary of a batch that has ended; returns its manifest."""
    manifest: dict[str, Any] = read_json(layout.manifest(batch_id))
    counts, rows = manifest["counts"], manifest["rows"]
    table = _table(f"batch {batch_id}: {manifest['verdict']}")
    table.add_row("items read", str(counts["items_in"]))
    for name in ("published", "skipped", "duplicates", "quarantined"):
        said = name if name != "published" or rows else "passed, but withheld"
        table.add_row(f"  {said}", str(counts[name]))
        if name == "skipped" and manifest.get("unchanged"):
            table.add_row("    unchanged, say their servers", str(manifest["unchanged"]))
    for code, items in manifest["reasons_of_quarantine"].items():
        table.add_row(f"    {code}", str(items))
    for name in ("indicators", "findings", "sections", "sentences"):
        if name in rows:
            table.add_row(name, str(rows[name]))
    table.add_row("repairs", str(manifest["repairs"]))
    judged = manifest["expectations"]
    failed = f"{judged['failed_critical']} critical, {judged['failed_warning']} warnings"
    table.add_row("expectations run / failed", f"{judged['run']} / {failed}")
    _print(table)
    console = Console(soft_wrap=True)
    for reason in manifest["reasons"]:
        console.print(one_line(f"withheld: {reason}"), style="red", markup=False)
    for name in manifest.get("unused_corrections", []):
        console.print(f"expectations/corrections.yml: no row has needed {name}", style="yellow", markup=False)
    console.print(f"quality report: {layout.quality(batch_id) / 'index.html'}", markup=False, highlight=False)
    return manifest


def _table(title: str) -> Table:
    table = Table(title=title, show_header=False, title_justify="left", title_style="bold")
    table.add_column("what")
    table.add_column("how many", justify="right")
    return table


def _print(table: Table) -> None:
    Console().print(table)
