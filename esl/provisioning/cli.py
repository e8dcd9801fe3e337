"""Commands of this room."""

from __future__ import annotations

import click


@click.group()
def switch() -> None:
    """Desired state against the switch."""
