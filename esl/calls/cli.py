"""Commands of this room."""

from __future__ import annotations

import click


@click.group()
def meter() -> None:
    """Records into calls, and calls against what the switch says."""
