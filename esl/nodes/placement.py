"""A tenant's home node, given at its first onboarding: the node with the fewest tenants.

mod_callcenter keeps agents per box, so a tenant lives whole on one node.
"""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..models import Placement
from .service import least_loaded


class PlacementSection:
    """No section of the file: where a tenant lives is the operator's matter."""

    def check(self, document: Onboarding) -> None:
        if least_loaded() is None:
            raise InvalidInput(
                "there is no node to place the tenant on",
                where="tenant",
                allowed="`seatyard node add NAME --host --port --password-file` comes first",
            )

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        known = tenant and db.session.scalar(select(Placement).filter_by(tenant_id=tenant.id))
        node = least_loaded()
        if known or node is None:
            return []
        name, node_id = node.name, node.id

        def apply(tenant: Tenant) -> None:
            db.session.add(Placement(tenant_id=tenant.id, node_id=node_id))

        return [Change("add", "placement", apply, f"on node {name}")]

    def export(self, tenant: Tenant) -> Onboarding:
        return {}
