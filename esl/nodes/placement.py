"""A tenant's home node, given at its first onboarding, by room (``room.choose``).

mod_callcenter keeps agents per box, so a tenant lives whole on one node.
"""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..models import Node, Placement
from . import room


class PlacementSection:
    """No section of the file: where a tenant lives is the operator's matter."""

    def check(self, document: Onboarding) -> None:
        seats = len(document.get("seats", ()))
        if _is_placed(document["tenant"]["name"]) or room.choose(seats) is not None:
            return
        if db.session.scalar(select(Node.id).limit(1)) is None:
            message = "there is no node to place the tenant on"
            allowed = "`seatyard node add NAME --host --port --password-file` comes first"
        else:
            message = f"no node takes a tenant with {seats} seats: each is draining or full"
            allowed = "`seatyard node list` shows their room; `node capacity`, `node ready`, `node add`"
        raise InvalidInput(message, where="tenant", allowed=allowed)

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        known = tenant and db.session.scalar(select(Placement).filter_by(tenant_id=tenant.id))
        node = None if known else room.choose(len(document.get("seats", ())))
        if node is None:
            return []
        name, node_id = node.name, node.id

        def apply(tenant: Tenant) -> None:
            db.session.add(Placement(tenant_id=tenant.id, node_id=node_id))

        return [Change("add", "placement", apply, f"on node {name}")]

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def _is_placed(name: str) -> bool:
    query = select(Placement.tenant_id).join(Tenant, Tenant.id == Placement.tenant_id)
    return db.session.scalar(query.where(Tenant.name == name)) is not None
