"""Bring a tenant to what its file says: plan, show, apply, commit once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import NotFound

from ..models import Tenant
from . import document as documents
from .sections import Change, Onboarding, all_sections
from .tenancy import new_tenant


@dataclass
class Outcome:
    """What was changed, and the passwords made up for seats that came without one."""

    tenant: str
    created: bool
    generation: int
    changes: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    """By ``seat NUMBER``."""


def onboard(path: Path) -> Outcome:
    """Apply the file at ``path``. Running it again changes nothing; a fault anywhere applies nothing."""
    return onboard_document(documents.load(path))


def onboard_document(document: Onboarding) -> Outcome:
    name = document["tenant"]["name"]
    tenant = db.session.scalar(select(Tenant).filter_by(name=name).with_for_update())
    changes = plan(tenant, document)
    created = tenant is None
    if tenant is None:
        tenant = new_tenant(document)
        db.session.add(tenant)
        db.session.flush()
    for change in changes:
        change.apply(tenant)
        db.session.flush()
    if changes or created:
        tenant.generation += 1
    made = {change.subject: change.password for change in changes if change.password}
    outcome = Outcome(name, created, tenant.generation, [str(change) for change in changes], made)
    db.session.commit()
    return outcome


def plan(tenant: Tenant | None, document: Onboarding) -> list[Change]:
    """All differences between the file and what is there, in the order of being made."""
    return [change for section in all_sections() for change in section.changes(tenant, document)]


def export(name: str) -> Onboarding:
    """The document that would bring this tenant about (passwords are not known, so not in it)."""
    tenant = db.session.scalar(select(Tenant).filter_by(name=name))
    if tenant is None:
        raise NotFound(f"no tenant {name}")
    exported: Onboarding = {}
    for section in all_sections():
        exported |= section.export(tenant)
    return exported
