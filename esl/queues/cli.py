"""``seatyard queue``: callers who wait to be called back."""

from __future__ import annotations

from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import reading

from . import listing
from .listing import Shown


@click.group()
def queue() -> None:
    """Queues: callers who wait to be called back."""


@queue.command("call-backs")
@click.argument("tenant")
@click.option("--open", "open_only", is_flag=True, help="Only those that are still to be called.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
@as_json
@with_app
def call_backs(tenant: str, open_only: bool, page: int, as_json: bool) -> None:
    """Show who of TENANT's callers asked to be called back, newest first, and what came of it."""
    reading()
    found = listing.of_tenant(tenant, open_only=open_only, page=page)
    answer(
        [asdict(one) for one in found.entries],
        as_json,
        lambda: [_line(one) for one in found.entries] or ["none"],
    )


def _line(one: Shown) -> str:
    by = f" by {one.seat}" if one.seat else ""
    said = f": {one.result}" if one.result else ""
    came_of_it = f"{one.state}, {one.attempts} attempts{by}{said}"
    return f"{one.asked_at:%Y-%m-%d %H:%M:%S}  {one.number}  {one.queue}  {came_of_it}"
