"""Commands of this room."""

from __future__ import annotations

import click


@click.group()
def lab() -> None:
    """The lab switch: a stand-in for trying and testing, never for production."""
