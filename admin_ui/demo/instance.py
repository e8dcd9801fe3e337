"""A new instance in a folder of its own: database, node, pool, people, two tenants."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

import yaml
from flask import Flask
from sqlalchemy import select

from seatyard import documents, migrations
from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.db import db
from seatyard.identity import service as people
from seatyard.identity.permissions import FINANCE, OPERATOR, TENANT
from tenants import numbers
from tenants.models import Tenant
from tenants.onboarding import service as onboarding
from tenants.onboarding.document import checked
from tenants.onboarding.sections import Onboarding

TENANTS = ("ankang", "linlang")
NODE = "fs1"
FREE = tuple(f"+8610888860{last:02}" for last in range(1, 9))
"""Numbers of the pool that whoever tries it out gives to a tenant of their own."""


@dataclass
class Instance:
    """What was set up, and the secrets that somebody has to be told."""

    app: Flask
    settings: Settings
    documents: dict[str, Onboarding] = field(default_factory=dict)
    """The tenants' files as onboarded, seats with their passwords."""
    logins: list[tuple[str, str, str]] = field(default_factory=list)
    """(who, login, password)"""

    def keep_contract(self, document: Onboarding, at: datetime | None = None) -> None:
        """Leave the tenant's file in ``contracts/``, without passwords; a later one carries its moment."""
        folder = self.settings.home / "contracts"
        folder.mkdir(exist_ok=True)
        moment = f"@{at.isoformat(timespec='minutes')}" if at else ""
        seats = [{k: v for k, v in seat.items() if k != "password"} for seat in document["seats"]]
        text = yaml.safe_dump(document | {"seats": seats}, allow_unicode=True, sort_keys=False)
        (folder / f"{document['tenant']['name']}{moment}.yaml").write_text(text, encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """What makes a child process part of this instance."""
        return {
            "SEATYARD_HOME": str(self.settings.home),
            "SEATYARD_DATABASE_URL": self.settings.database_url,
            "SEATYARD_SECRET_KEY": self.settings.secret_key,
            "SEATYARD_BASE_URL": self.settings.base_url,
            "SEATYARD_SPEECH": self.settings.speech,
        }


def create(home: Path, base_url: str) -> Instance:
    """The folder ``home`` must be new: the demo never touches an instance that somebody uses."""
    settings = Settings(
        home=home,
        database_url=f"sqlite:///{home / 'seatyard.db'}",
        secret_key=secrets.token_hex(32),
        base_url=base_url,
        speech="none",  # on the lab switch sound is only the time that it takes
    )
    app = create_app(settings)
    migrations.upgrade(app)
    return Instance(app, settings)


def onboard_tenants(instance: Instance) -> None:
    """The shipped files, with a password for each seat; their numbers come into the pool first."""
    for name in TENANTS:
        with as_file(files(__package__) / "files" / f"{name}.yaml") as path:
            raw = documents.read(path)
        for number in raw["numbers"]:
            numbers.add(number["e164"])
        db.session.commit()
        for seat in raw["seats"]:
            seat["password"] = secrets.token_urlsafe(9)
        instance.documents[name] = raw
        instance.keep_contract(raw)
        onboarding.onboard_document(checked(raw))


def stock_pool() -> None:
    """Free numbers, for tenants to come."""
    for number in FREE:
        numbers.add(number)
    db.session.commit()


def add_people(instance: Instance) -> None:
    """One person for each face."""
    tenants = {tenant.name: tenant.id for tenant in db.session.scalars(select(Tenant))}
    wanted: list[tuple[str, str, str, int | None]] = [
        ("operator", "operator", OPERATOR, None),
        ("finance", "finance", FINANCE, None),
        *((f"tenant {name}", name, TENANT, tenants[name]) for name in TENANTS),
    ]
    for who, login, role, tenant_id in wanted:
        password = secrets.token_urlsafe(9)
        people.add_user(login, password, role, tenant_id)
        instance.logins.append((who, login, password))
    db.session.commit()
