"""``seatyard`` sub-commands of this floor: user, serve, demo."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import click

from seatyard import migrations
from seatyard.app import create_app
from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.identity import service
from seatyard.identity.permissions import OF_TENANTS, ROLES
from seatyard.resources import folder
from tenants import directory

from .demo.cli import demo


@click.group()
def user() -> None:
    """People who may log in."""


@user.command("add")
@click.argument("login")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--tenant", "tenant_name", help="Whose person it is; for the role tenant, and only for it.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its first line is the password; without it one is made and printed, once.",
)
@as_json
@with_app
def add_user(
    login: str, role: str, tenant_name: str | None, password_file: Path | None, as_json: bool
) -> None:
    """Add a person."""
    password = _first_line(password_file) if password_file else secrets.token_urlsafe(12)
    service.add_user(login, password, role, _tenant_id(role, tenant_name))
    db.session.commit()
    said = {"login": login, "role": role, "tenant": tenant_name}
    if password_file is None:
        said["password"] = password
    answer(said, as_json, lambda: [f"{name}: {value}" for name, value in said.items() if value])


@click.command()
@click.option("--bind", default="127.0.0.1:8080", show_default=True, help="Address and port.")
@click.option("--workers", type=click.IntRange(1), help="Processes.  [default: 2]")
@click.option("--threads", type=click.IntRange(1), help="Threads of each.  [default: 8]")
def serve(bind: str, workers: int | None, threads: int | None) -> None:
    """Serve the pages, and what the nodes ask for, until stopped."""
    if not migrations.is_current(create_app()):
        raise InvalidInput("the schema is missing or old; run: seatyard db upgrade", where="database")
    config = folder("seatyard_deploy") / "gunicorn.conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(config), "--bind", bind]
    for option, value in (("--workers", workers), ("--threads", threads)):
        if value:
            command += [option, str(value)]
    os.execv(sys.executable, [*command, "seatyard.app:create_app()"])


def _first_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[0] if lines else ""


def _tenant_id(role: str, name: str | None) -> int | None:
    if (role in OF_TENANTS) != (name is not None):
        told = ", ".join(OF_TENANTS)
        raise InvalidInput(f"goes with the roles {told}, and only with them", where="--tenant")
    if name is None:
        return None
    tenant = directory.find(name)
    if tenant is None:
        raise InvalidInput(f"no such tenant: {name}", where="--tenant")
    return tenant.id


commands: list[click.Command] = [user, serve, demo]
