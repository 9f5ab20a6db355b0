"""What a flow run shows in Prefect's interface: counts, the path of the report, the reasons of quarantine."""

from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from fazhi.storage.layout import Layout


def describe_batch(layout: Layout, manifest: dict[str, Any]) -> None:
    """Attach a summary, a table and a link to the flow run that is under way."""
    name = manifest["batch_id"]
    counts = manifest["counts"]
    page = layout.quality(name) / "index.html"
    lines = [f"## Batch {name}: {manifest['verdict']}", ""]
    lines += [f"- {key.replace('_', ' ')}: **{value}**" for key, value in counts.items()]
    lines += [f"- {table}: {rows} rows" for table, rows in manifest["rows"].items()]
    lines += [f"- withheld: {reason}" for reason in manifest["reasons"]]
    lines += [f"- no row has needed the correction `{name}`" for name in manifest["unused_corrections"]]
    create_markdown_artifact("\n".join(lines), key="batch-summary", description=f"Batch {name}")
    quarantine = [{"reason": code, "items": items} for code, items in manifest["reasons_of_quarantine"].items()]
    create_table_artifact(quarantine, key="batch-quarantine", description=f"Quarantine of batch {name}")
    create_link_artifact(page.as_uri(), key="batch-report", link_text=f"quality report of {name}")
