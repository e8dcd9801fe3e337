"""What the schema alone cannot see of an onboarding file's ``working_hours``."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput
from seatyard.sentence import sentence
from tenants.models import Tenant
from tenants.onboarding.lead_times import IVR, effect
from tenants.onboarding.sections import Change, Onboarding

from ..flows.kinds.hours import of_hours
from ..flows.named import SECTION, as_node, used_by


class WorkingHoursCheck:
    """Checks alone: the section is kept with the tenant's policies, by the floor below."""

    def check(self, document: Onboarding) -> None:
        named = document.get(SECTION, {})
        for name, said in named.items():
            for path, message in of_hours((), as_node(said)):
                raise InvalidInput(message, where=".".join((SECTION, name, *path)))
        tenant = db.session.scalar(select(Tenant).filter_by(name=document["tenant"]["name"]))
        if tenant is not None and effect(tenant, IVR):
            _check_published(tenant, set(named))

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        return []

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def _check_published(tenant: Tenant, named: set[str]) -> None:
    """Where flows change later than hours do, those that flows name today must stay till then."""
    for flow in tenant.flows:
        if gone := sorted(used_by(flow.document) - named):
            message = sentence("flow %(flow)s uses the working hours %(name)s", flow=flow.name, name=gone[0])
            raise Conflict(message, where=f"{SECTION}.{gone[0]}")
