"""``seatyard tenant token`` and ``seatyard user token``: who may use the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from getpass import getuser
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app

from . import service
from .models import ApiToken
from .service import Owner


def _group(
    owned_by: Callable[[str], Owner], argument: str, help_: str, usual: tuple[str, ...]
) -> click.Group:
    """``add``, ``list`` and ``revoke`` of one sort of owner."""

    @click.group(help=help_)
    def token() -> None: ...

    @token.command(help=f"Make a token of {argument}, named LABEL. It is shown once.")
    @click.argument("owner", metavar=argument)
    @click.argument("label")
    @click.option(
        "--scope", "scopes", multiple=True, default=usual, help="A permission that it has; again for more."
    )
    @click.option("--expires", callback=_lasts, help="After how many days it lets nobody in: 90d.")
    @click.option("--by", default=getuser, help="Who gives it; by default who runs the command.")
    @as_json
    @with_app
    def add(
        owner: str, label: str, scopes: tuple[str, ...], expires: timedelta | None, by: str, as_json: bool
    ) -> None:
        secret = service.give(owned_by(owner), label, by, scopes, expires)
        answer({"label": label, "token": secret, "scopes": list(scopes)}, as_json, lambda: [secret])

    @token.command("list", help=f"Show the tokens of {argument}, without their secrets.")
    @click.argument("owner", metavar=argument)
    @as_json
    @with_app
    def list_tokens(owner: str, as_json: bool) -> None:
        found = service.listing(owned_by(owner))
        answer([_told(one) for one in found], as_json, lambda: [_line(one) for one in found] or ["none"])

    @token.command(help=f"Let nobody in by the token LABEL of {argument} from now on.")
    @click.argument("owner", metavar=argument)
    @click.argument("label")
    @as_json
    @with_app
    def revoke(owner: str, label: str, as_json: bool) -> None:
        service.revoke(owned_by(owner), label)
        answer({"revoked": label}, as_json, lambda: [f"token {label}: revoked"])

    return token


def _lasts(_context: click.Context, _parameter: click.Parameter, text: str | None) -> timedelta | None:
    return service.days(text) if text else None


def _told(one: ApiToken) -> dict[str, Any]:
    columns = ("label", "hint", "given_by", "given_at", "expires_at", "used_at", "revoked_at")
    return {name: getattr(one, name) for name in columns} | {"scopes": one.scopes.split()}


def _line(one: ApiToken) -> str:
    moments = {"expires": one.expires_at, "used": one.used_at, "revoked": one.revoked_at}
    said = "".join(f"  {word} {at:%F %T}" for word, at in moments.items() if at)
    return f"{one.label}  {one.hint}…  {one.scopes}  given {one.given_at:%F %T} by {one.given_by}{said}"


of_tenants = _group(service.tenant_named, "TENANT", "Tokens of a tenant's own programs.", service.USUAL)
of_people = _group(service.person_named, "LOGIN", "A person's tokens: they may what the person may.", ())
