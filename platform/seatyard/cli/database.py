"""``seatyard db``: the schema."""

from __future__ import annotations

import click
from flask import current_app

from .. import migrations
from .context import with_app


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@with_app
def upgrade() -> None:
    """Bring the schema up to date."""
    migrations.upgrade(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("database: up to date")
