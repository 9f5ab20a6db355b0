"""Cost against size, up to what a crawl holds: whole runs of growing corpora with the same code, each once.

`python -m bench.growth` (or with `--documents N`, repeatable) writes the record, and with it the chart of
docs/performance.md and the table of docs/scaling.md, after each size.
"""

import datetime as dt
import json
from pathlib import Path

import click

from bench import machine, report, scaling
from bench.chart import draw
from bench.measure import Failed
from bench.measuring import Record, cost
from bench.whole import end_to_end, written

KEPT = report.RESULTS / "growth.json"
CHART = report.ROOT / "docs" / "performance.svg"
SIZES = (1_000, 10_000, 100_000)
_START = 3


@click.command()
@click.option("--documents", "sizes", type=click.IntRange(100), multiple=True, default=SIZES, show_default=True,
              help="A size; repeatable.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the stages.")
def growth(sizes: tuple[int, ...], workers: int) -> None:
    """Measure what a document costs in batches of growing size."""
    record: Record = {"measured": dt.datetime.now(dt.UTC).isoformat(timespec="minutes"),
                      "machine": machine.describe(), "workers": workers, "sizes": []}  # fmt: skip
    try:
        with written(_START) as folder:
            start = end_to_end(folder, _START, workers).run
        for size in sorted(set(sizes)):
            click.echo(f"bench: {size} documents", err=True)
            with written(size) as folder:
                record["sizes"].append(cost(end_to_end(folder, size, workers), start.cpu, start.wall, workers))
            publish(record)
            click.echo(json.dumps(record["sizes"][-1]))
    except Failed as error:
        raise click.ClickException(str(error)) from error


def read(path: Path = KEPT) -> Record:
    """The record that is kept."""
    record: Record = json.loads(path.read_text("utf8"))
    return record


def publish(record: Record, kept: Path = KEPT, chart: Path = CHART) -> None:
    """Keep the record, draw it and write the page on scaling anew."""
    report.write(kept, record)
    sizes = record["sizes"]
    draw(chart, "Cost of a document against the size of its batch, start-up apart", "ms",
         [s["documents"] for s in sizes],
         {"CPU, all processes": [s["cpu_ms_per_document"] for s in sizes],
          "wall time": [s["wall_ms_per_document"] for s in sizes]})  # fmt: skip
    scaling.publish(report.reference(), record)


if __name__ == "__main__":
    growth()
