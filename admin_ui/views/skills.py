"""Who can what: a tenant's skills, the seats that have them and the queues that ask for them."""

from __future__ import annotations

from flask import render_template

from seatyard.identity.permissions import HOME
from seatyard.identity.roles import may
from tenants import skill_map
from tenants.models import Tenant


@may(HOME)
def skills(tenant: Tenant) -> str:
    return render_template(
        "skills.html", tenant=tenant, skills=skill_map.of_tenant(tenant), levels=skill_map.LEVELS
    )
