"""``seatyard user``: people who may log in."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.identity import outside, second_factor, service
from seatyard.identity.models import User
from seatyard.identity.permissions import OF_TENANTS, ROLES, SEAT
from tenants import directory
from tenants.models import Tenant

_password_file = click.option(
    "--password-file",
    type=EXISTING_FILE,
    help="Its first line is the password; without it one is made and printed, once.",
)


@click.group()
def user() -> None:
    """People who may log in."""


@user.command("add")
@click.argument("login", required=False)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--tenant", "tenant_name", help="Whose person it is; for a tenant's roles, and only for them.")
@click.option("--seat", "number", help="For the role seat, instead of LOGIN: its number.")
@_password_file
@as_json
@with_app
def add_user(
    login: str | None,
    role: str,
    tenant_name: str | None,
    number: str | None,
    password_file: Path | None,
    as_json: bool,
) -> None:
    """Add a person. A seat's person logs in with tenant, number and password."""
    tenant = _tenant(role, tenant_name)
    if (role == SEAT) != (number is not None) or (login is None) != (number is not None):
        told = "--seat instead of LOGIN for the role seat; LOGIN for all others"
        raise InvalidInput("who is it?", where="LOGIN", allowed=told)
    password, said = _password(password_file)
    seat_id = directory.seat(tenant, number).id if tenant is not None and number is not None else None
    name = service.seat_login(tenant.name, number) if tenant is not None and number is not None else login
    added = service.add_user(name or "", password, role, tenant.id if tenant else None, seat_id)
    db.session.commit()
    _tell({"login": added.login, "role": role, "tenant": tenant_name} | said, as_json)


@user.command("list")
@click.option("--tenant", "tenant_name", help="Of this tenant only.")
@as_json
@with_app
def list_users(tenant_name: str | None, as_json: bool) -> None:
    """Who may log in."""
    tenant = _named(tenant_name) if tenant_name else None
    people = service.listing(tenant.id if tenant else None)
    names = {
        one.id: one.name for one in directory.by_id([p.tenant_id for p in people if p.tenant_id]).values()
    }
    rows = [_row(one, names) for one in people]
    answer(
        rows, as_json, lambda: ["  ".join(str(v) for v in row.values() if v) for row in rows] or ["nobody"]
    )


@user.command("lock")
@click.argument("login")
@as_json
@with_app
def lock_user(login: str, as_json: bool) -> None:
    """Let a person in no more, from the next request on."""
    service.lock(service.named(login))
    _tell({"locked": login}, as_json)


@user.command("unlock")
@click.argument("login")
@as_json
@with_app
def unlock_user(login: str, as_json: bool) -> None:
    """Let a person in again."""
    service.unlock(service.named(login))
    _tell({"unlocked": login}, as_json)


@user.command("password")
@click.argument("login")
@_password_file
@as_json
@with_app
def change_password(login: str, password_file: Path | None, as_json: bool) -> None:
    """Give a person another password; their sessions end."""
    password, said = _password(password_file)
    service.set_password(service.named(login), password)
    _tell({"login": login} | said, as_json)


@user.command("no-second-factor")
@click.argument("login")
@as_json
@with_app
def remove_second_factor(login: str, as_json: bool) -> None:
    """Ask a person who lost authenticator and recovery codes for the password alone."""
    second_factor.remove(service.named(login))
    _tell({"without second factor": login}, as_json)


@user.command("no-outside-login")
@click.argument("login")
@as_json
@with_app
def detach_user(login: str, as_json: bool) -> None:
    """Forget as whom the provider knows a person: their next login there ties anew."""
    outside.detach(service.named(login))
    _tell({"without outside login": login}, as_json)


def _row(one: User, names: dict[int, str]) -> dict[str, Any]:
    tenant = names.get(one.tenant_id) if one.tenant_id else None
    return {"login": one.login, "role": one.role, "tenant": tenant, "locked_at": one.locked_at}


def _tell(said: dict[str, Any], as_json: bool) -> None:
    answer(said, as_json, lambda: [f"{name}: {value}" for name, value in said.items() if value])


def _password(file: Path | None) -> tuple[str, dict[str, Any]]:
    """The file's first line; without a file a new one, and what to print of it."""
    if file is None:
        made = secrets.token_urlsafe(12)
        return made, {"password": made}
    lines = file.read_text(encoding="utf-8").splitlines()
    return (lines[0] if lines else ""), {}


def _tenant(role: str, name: str | None) -> Tenant | None:
    if (role in OF_TENANTS) != (name is not None):
        told = ", ".join(OF_TENANTS)
        raise InvalidInput(f"goes with the roles {told}, and only with them", where="--tenant")
    return None if name is None else _named(name)


def _named(name: str) -> Tenant:
    tenant = directory.find(name)
    if tenant is None:
        raise InvalidInput(f"no such tenant: {name}", where="--tenant")
    return tenant
