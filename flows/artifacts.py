"""What a flow run shows in Prefect's interface: counts, the path of the report, the reasons of quarantine."""

from html import escape
from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from fazhi.storage.layout import Layout

_SIGNS = frozenset("\\`*_{}[]()#+!|~")


def describe_batch(layout: Layout, manifest: dict[str, Any]) -> None:
    """Attach a summary, a table and a link to the flow run that is under way."""
    name = manifest["batch_id"]
    counts = manifest["counts"]
    page = layout.quality(name) / "index.html"
    lines = [f"## Batch {name}: {manifest['verdict']}", ""]
    lines += [f"- {key.replace('_', ' ')}: **{value}**" for key, value in counts.items()]
    lines += [f"- {table}: {rows} rows" for table, rows in manifest["rows"].items()]
    lines += [f"- withheld: {_plain(reason)}" for reason in manifest["reasons"]]
    lines += [f"- no row has needed the correction {_plain(unused)}" for unused in manifest["unused_corrections"]]
    failed = manifest["expectations"]
    lines += [f"- expectations: {failed['run']} run, {failed['failed_critical']} critical ones and "
              f"{failed['failed_warning']} warnings failed"]  # fmt: skip
    lines += [
        "",
        "| stage | in | on | skipped | duplicates | kept back | withheld | s |",
        f"|{'---|' * 8}",
    ]
    lines += [_row(stage) for stage in manifest["stages"]]
    create_markdown_artifact("\n".join(lines), key="batch-summary", description=f"Batch {name}")
    quarantine = [{"reason": code, "items": items} for code, items in manifest["reasons_of_quarantine"].items()]
    create_table_artifact(quarantine, key="batch-quarantine", description=f"Quarantine of batch {name}")
    create_link_artifact(page.as_uri(), key="batch-report", link_text=f"quality report of {name}")


def _row(stage: dict[str, Any]) -> str:
    """A stage as a row of the table: documents by the door that they left through."""
    doors = ("entered", "passed", "skipped", "duplicates", "quarantined", "withheld", "seconds")
    return f"| {stage['stage']} | {' | '.join(str(stage.get(door, 0)) for door in doors)} |"


def _plain(text: str) -> str:
    """`text`, which may hold words of a document, as Markdown that means nothing but itself."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in escape(" ".join(text.split()), quote=False))
