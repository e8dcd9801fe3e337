"""What of a tenant there is: rows by table and files by kind."""

from __future__ import annotations

from sqlalchemy import func, select

from seatyard.db import db
from tenants.models import Tenant

from . import files
from .tables import GONE, KEPT, its, named


def to_go(tenant: Tenant) -> dict[str, int]:
    """Of what a deletion takes out: rows by table, files by kind. In the caller's transaction."""
    found = {name: rows(name, tenant.id) for name in GONE}
    for kind in files.KINDS:
        found[f"files: {kind}"] = sum(1 for _ in files.of_kind(kind, tenant))
    return found


def to_stay(tenant_id: int) -> dict[str, int]:
    """Rows by table of what is kept. In the caller's transaction."""
    return {name: rows(name, tenant_id) for name in KEPT}


def rows(name: str, tenant_id: int) -> int:
    table = named(name)
    if name == "tenants":
        return db.session.scalar(select(func.count()).where(table.c.id == tenant_id)) or 0
    return db.session.scalar(select(func.count()).select_from(table).where(its(table, tenant_id))) or 0


def unreduced(tenant: Tenant) -> list[str]:
    """Which kept rows still have persons or secrets in them."""
    seats = named("seats")
    with_persons = (seats.c.name != "") | (seats.c.a1_hash != "") | seats.c.phone.is_not(None)
    mine = select(func.count()).select_from(seats).where(seats.c.tenant_id == tenant.id, with_persons)
    found = []
    if count := db.session.scalar(mine):
        found.append(f"seats: {count} with names, telephones or passwords")
    if set(tenant.policies) - {"billing"} or "contacts" in tenant.policies.get("billing", {}):
        found.append("tenants: policies or contacts")
    if tenant.voicemail:
        found.append("tenants: mailboxes")
    return found
