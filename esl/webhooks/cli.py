"""``seatyard webhook``: messages to a tenant's own system, and the secret that signs them."""

from __future__ import annotations

from getpass import getuser
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import reading
from seatyard.errors import InvalidInput

from . import service, signing


@click.group()
def webhook() -> None:
    """Messages to a tenant's own system."""


@webhook.command("list")
@click.argument("tenant")
@click.option("--state", type=click.Choice(service.STATES), help="Those alone.")
@as_json
@with_app
def show_all(tenant: str, state: str | None, as_json: bool) -> None:
    """List the latest messages to TENANT and what became of them."""
    reading()
    found = [service.shown(one) for one in service.listing(service.tenant_of(tenant), state or "")]
    answer(found, as_json, lambda: [_line(one) for one in found])


@webhook.command()
@click.argument("tenant")
@click.argument("id", required=False)
@click.option("--dead", is_flag=True, help="All that were given up.")
@click.option("--by", default=getuser, help="Who asks for it; by default who runs the command.")
@as_json
@with_app
def resend(tenant: str, id: str | None, dead: bool, by: str, as_json: bool) -> None:
    """Send message ID to TENANT again, or with --dead all that were given up."""
    if dead == bool(id):
        raise InvalidInput("which message?", where="ID", allowed="one of `webhook list`, or --dead")
    owner = service.tenant_of(tenant)
    count = service.resend_dead(owner, by) if dead else bool(service.resend(owner, str(id)))
    answer({"again": int(count)}, as_json, lambda: [f"{int(count)} will be sent again"])


@webhook.command()
@click.argument("tenant")
@click.option("--rotate", is_flag=True, help="Make a new one; the one before signs beside it for a day.")
@as_json
@with_app
def secret(tenant: str, rotate: bool, as_json: bool) -> None:
    """Show the secret by which TENANT knows our messages."""
    owner = service.tenant_of(tenant)
    found = signing.rotate(owner.id) if rotate else signing.shown(owner.id)
    answer({"secret": found}, as_json, lambda: [found])


def _line(one: dict[str, Any]) -> str:
    became = f"{one['state']} ({one['problem']})" if one["problem"] else one["state"]
    return f"{one['id']}  {one['at']:%F %T}  {one['kind']}  attempts {one['attempts']}  {became}"
