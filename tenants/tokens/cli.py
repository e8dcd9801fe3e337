"""``seatyard tenant token``: who may use a tenant's API."""

from __future__ import annotations

from getpass import getuser

import click

from seatyard.cli.context import answer, as_json, with_app

from . import service
from .models import ApiToken


@click.group()
def token() -> None:
    """Tokens of a tenant's own programs."""


@token.command()
@click.argument("tenant")
@click.argument("label")
@click.option("--by", default=getuser, help="Who gives it; by default who runs the command.")
@as_json
@with_app
def add(tenant: str, label: str, by: str, as_json: bool) -> None:
    """Make a token for TENANT's API, named LABEL. It is shown once."""
    secret = service.give(tenant, label, by)
    answer({"label": label, "token": secret}, as_json, lambda: [secret])


@token.command("list")
@click.argument("tenant")
@as_json
@with_app
def list_tokens(tenant: str, as_json: bool) -> None:
    """Show the tokens of TENANT, without their secrets."""
    found = [
        {"label": one.label, "given_by": one.given_by, "given_at": one.given_at, "revoked_at": one.revoked_at}
        for one in service.listing(tenant)
    ]
    answer(found, as_json, lambda: [_line(one) for one in service.listing(tenant)] or ["none"])


@token.command()
@click.argument("tenant")
@click.argument("label")
@as_json
@with_app
def revoke(tenant: str, label: str, as_json: bool) -> None:
    """Let nobody in by the token LABEL of TENANT from now on."""
    service.revoke(tenant, label)
    answer({"revoked": label}, as_json, lambda: [f"token {label}: revoked"])


def _line(one: ApiToken) -> str:
    ended = f"  revoked {one.revoked_at:%F %T}" if one.revoked_at else ""
    return f"{one.label}  given {one.given_at:%F %T} by {one.given_by}{ended}"
