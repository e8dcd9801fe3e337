"""Bring a tenant to what its file says: plan, show, apply, commit once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import Conflict, NotFound

from ..models import Tenant
from . import arrangements
from . import document as documents
from .lead_times import Waiver
from .sections import Change, Onboarding, all_sections
from .tenancy import new_tenant
from .whole import whole


@dataclass
class Outcome:
    """What was changed, and the passwords made up for seats that came without one."""

    tenant: str
    created: bool
    generation: int
    changes: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    """By ``seat NUMBER``."""


def onboard(path: Path, waiver: Waiver | None = None) -> Outcome:
    """Apply the file at ``path``. Running it again changes nothing; a fault anywhere applies nothing.

    A change inside its lead time is made from the first day on which it may take effect; with a
    ``waiver`` at once, and the waiver goes on record.
    """
    return onboard_document(documents.load(path), waiver)


def onboard_document(document: Onboarding, waiver: Waiver | None = None) -> Outcome:
    """Likewise, of a checked document."""
    outcome, _ = bring_about(document, waiver)
    db.session.commit()
    return outcome


def bring_about(document: Onboarding, waiver: Waiver | None = None) -> tuple[Outcome, list[Change]]:
    """Likewise, within the transaction of whoever calls it; with the changes, dated by their lead times."""
    name = document["tenant"]["name"]
    tenant = db.session.scalar(whole(select(Tenant).filter_by(name=name)).with_for_update(of=Tenant))
    if tenant is not None and tenant.deleted_at is not None:
        raise Conflict("its data is deleted", where=f"tenant {name}", allowed="another name")
    asked = arrangements.asked(tenant, document, plan(tenant, document), waived=waiver is not None)
    changes = asked.changes
    created = tenant is None
    if tenant is None:
        tenant = new_tenant(document)
        db.session.add(tenant)
        db.session.flush()
    said = []
    for change in changes:
        said.append(_apply(change, tenant, waiver))
        db.session.flush()
    asked.keep(tenant)
    if changes or created:
        tenant.generation += 1
    made = {change.subject: change.password for change in changes if change.password}
    return Outcome(name, created, tenant.generation, said, made), changes


def _apply(change: Change, tenant: Tenant, waiver: Waiver | None) -> str:
    """Make a change, and say which and when."""
    if change.later is None:
        change.apply(tenant)
        return str(change)
    effect = change.later.effect
    if waiver is None:
        change.later.apply(tenant)
        return f"{change}; {effect}"
    change.apply(tenant)
    db.session.add(waiver.of(tenant, change.subject, effect))
    return f"{change}; at once, {effect.clause} waived: {waiver.reason}"


def plan(tenant: Tenant | None, document: Onboarding) -> list[Change]:
    """All differences between the file and what is there, in the order of being made."""
    return [change for section in all_sections() for change in section.changes(tenant, document)]


def export(name: str) -> Onboarding:
    """The document that would bring this tenant about (passwords are not known, so not in it)."""
    tenant = db.session.scalar(whole(select(Tenant).filter_by(name=name)))
    if tenant is None:
        raise NotFound(f"no tenant {name}")
    exported: Onboarding = {}
    for section in all_sections():
        exported |= section.export(tenant)
    return exported | arrangements.export(tenant)
