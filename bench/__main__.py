"""`python -m bench` (or `make bench`): measure, tell, keep, and compare with the floors."""

import sys

import click

from bench import floors, growth, report, scaling
from bench.measure import Failed
from bench.measuring import floors_of, measure


@click.command()
@click.option("--documents", type=click.IntRange(100), default=1_000, show_default=True,
              help="Size of the corpus: 100, 1000, 10000, 100000 or any other from 100 on.")  # fmt: skip
@click.option("--rounds", type=click.IntRange(1, 20), default=3, show_default=True, help="Rounds; medians are told.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the stages.")
@click.option("--reference", is_flag=True, help="Make the result the reference that the docs show.")
@click.option("--floor", type=float, metavar="RATIO", help="Write floors.json anew: this ratio, the rows of this run.")
def bench(documents: int, rounds: int, workers: int, reference: bool, floor: float | None) -> None:
    """The benchmark. The last line on stdout is one JSON object; exit code 1 where a floor is missed or a run fails."""
    try:
        record = measure(documents, rounds, workers, lambda doing: click.echo(f"bench: {doing}", err=True))
    except Failed as error:
        raise click.ClickException(str(error)) from error
    click.echo(report.tables(record))
    click.echo(f"bench: kept in {report.keep(record)}", err=True)
    if reference:
        report.publish(record)
        scaling.publish(record, growth.read())
    if floor is not None:
        floors.write(floors_of(record, floor))
    missed = floors.missed(floors.read(), record["end_to_end"]["ratio"], record["smallest"])
    for line in missed:
        click.echo(f"bench: below the floor: {line}", err=True)
    click.echo(report.last_line(record))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    bench()
