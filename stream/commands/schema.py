"""``copytaster schema``: the JSON Schemas of what goes in and comes out."""

from __future__ import annotations

import click

from stream.schemas import SCHEMAS, schema_text

__all__ = ["schema"]


@click.command()
@click.argument("name", type=click.Choice(sorted(SCHEMAS)), required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of the input (dispatch), the output (story), a ruling or the rejects file (reject).

    Without a name: all of them, as one object.
    """
    click.echo(schema_text(name), nl=False)
