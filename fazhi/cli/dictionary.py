"""`fazhi dictionary`: the data dictionary, made from the schema."""

import click


@click.command()
def dictionary() -> None:
    """Print docs/data-dictionary.md as the schema has it now."""
    from fazhi.schema.describe import data_dictionary

    click.echo(data_dictionary(), nl=False)
