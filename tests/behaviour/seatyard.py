"""Seatyard as both targets have it: a database, the web side, two tenants with the same numbers, one node."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from seatyard import migrations
from seatyard.app import create_app
from seatyard.cli import main
from seatyard.config import Settings
from seatyard.db import db
from tests.support.postgres import free_port
from tests.support.web import served

from .tenants import CARRIER, TENANTS, Tenant


@dataclass
class Seatyard:
    home: Path
    app: Flask
    control: int
    """The port of the node's Event Socket."""
    password: str
    """Its password."""
    options: list[str]
    """Of ``node conf``."""

    @property
    def folder(self) -> Path:
        """The node's, as it was rendered."""
        return self.home / "conf"

    def command(self, *arguments: str, fails: bool = False) -> str:
        """What a ``seatyard`` command says."""
        with self.app.app_context():
            done = CliRunner().invoke(main, list(arguments), prog_name="seatyard")
            db.session.remove()
        said = f"seatyard {' '.join(arguments)}: {done.output} {done.exception!r}"
        assert (done.exit_code != 0) is fails, said
        return done.output

    def rows(self, query: str, **values: object) -> list[dict[str, Any]]:
        """Straight from the database."""
        with self.app.app_context():
            found = [dict(row) for row in db.session.execute(text(query), values).mappings()]
            db.session.remove()
        return found

    def records(self, uuid: str) -> list[dict[str, Any]]:
        """The call records that were posted for a leg."""
        rows = self.rows("SELECT body FROM cdr_records WHERE uuid = :uuid", uuid=uuid)
        return [json.loads(row["body"]) for row in rows]

    def onboard(self, tenant: Tenant, **changes: Any) -> None:
        path = self.home / f"{tenant.name}.yaml"
        path.write_text(yaml.safe_dump(tenant.document() | changes, allow_unicode=True))
        self.command("tenant", "onboard", str(path), "--waive", "tried today")

    def write_folder(self) -> None:
        self.command("node", "conf", "fs1", "--out", str(self.folder), *self.options)


@contextmanager
def seatyard(home: Path, carrier: int, options: list[str]) -> Iterator[Seatyard]:
    """Everything that an operator types before the node starts; its web side answers inside the block."""
    web = free_port()
    app = create_app(
        Settings(
            home=home,
            database_url=f"sqlite:///{home / 'seatyard.db'}",
            secret_key=secrets.token_hex(16),
            base_url=f"http://127.0.0.1:{web}",
            speech="none",
        )
    )
    migrations.upgrade(app)
    made = Seatyard(home, app, free_port(), secrets.token_urlsafe(12), options)
    (home / "esl-password").write_text(made.password)
    at = ("--host", "127.0.0.1", "--port")
    made.command("node", "add", "fs1", *at, str(made.control), "--password-file", str(home / "esl-password"))
    made.command("trunk", "add", CARRIER, *at, str(carrier))
    for tenant in TENANTS.values():
        for flow in tenant.flows:
            made.command("number", "add", tenant.number(flow))
        made.onboard(tenant)
    made.write_folder()
    with served(app, web):
        yield made
    with app.app_context():
        db.engine.dispose()
