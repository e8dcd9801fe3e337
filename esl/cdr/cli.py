"""Commands of this room."""

from __future__ import annotations

import click


@click.command("sweep-cdrs")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
def sweep_cdrs(folder: str) -> None:
    """Take in the call records that a node wrote to its error folder."""
    click.echo(folder)
