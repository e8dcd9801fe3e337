"""Commands of this room."""

from __future__ import annotations

import click


@click.group()
def node() -> None:
    """The cluster's FreeSWITCH nodes."""


@click.group()
def trunk() -> None:
    """The carriers."""
