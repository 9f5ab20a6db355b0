"""Cost against size beyond what the reference holds: whole runs of larger corpora, added to it.

`python -m bench.growth --documents 10000 --documents 100000` runs each size once, a run on three files before it, adds
what a document costs to the reference's sizes and writes docs/performance.md and docs/scaling.md again.
"""

import json

import click

from bench import report, scaling
from bench.measure import Failed
from bench.measuring import Record, cost
from bench.whole import end_to_end, written
from fazhi.version import version

_START = 3


@click.command()
@click.option(
    "--documents", "sizes", type=click.IntRange(100), multiple=True, required=True, help="A size; repeatable."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the stages.")
def growth(sizes: tuple[int, ...], workers: int) -> None:
    """Measure further sizes and add them to the reference."""
    reference: Record = json.loads(report.REFERENCE.read_text("utf8"))
    if reference["machine"]["fazhi"] != version():
        raise click.ClickException(
            f"the reference is of version {reference['machine']['fazhi']}, the code of {version()}: sizes of two"
            ' versions say nothing about growth. Make a new reference first: make bench BENCH_ARGS="--reference"'
        )
    for size in sizes:
        click.echo(f"bench: {size} documents", err=True)
        try:
            reference["sizes"] = merged(reference["sizes"], _measured(size, workers))
        except Failed as error:
            raise click.ClickException(str(error)) from error
        report.publish(reference)
        scaling.publish(reference)
        click.echo(json.dumps(reference["sizes"][-1]))


def merged(sizes: list[Record], found: Record) -> list[Record]:
    """`sizes` in order, with what was found of one of them in place of what was known."""
    others = [size for size in sizes if size["documents"] != found["documents"]]
    return sorted([*others, found], key=lambda size: int(size["documents"]))


def _measured(size: int, workers: int) -> Record:
    with written(_START) as folder:
        start = end_to_end(folder, _START, workers).run
    with written(size) as folder:
        return cost(end_to_end(folder, size, workers), start.cpu, start.wall, workers)


if __name__ == "__main__":
    growth()
