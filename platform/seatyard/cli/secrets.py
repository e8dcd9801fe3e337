"""``seatyard secrets``: what is encrypted at rest."""

from __future__ import annotations

import click

from .. import secrets as kept
from ..db import db
from .context import answer, as_json, with_app


@click.group()
def secrets() -> None:
    """Secrets that are encrypted in the database."""


@secrets.command()
@as_json
@with_app
def rotate(as_json: bool) -> None:
    """Encrypt all with the first key of the file; the other keys can go then."""
    done = kept.rotate()
    db.session.commit()
    answer(done, as_json, lambda: [f"{name}: {count}" for name, count in done.items()])
