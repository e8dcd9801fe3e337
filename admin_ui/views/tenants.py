"""Tenants: the list, and the page of one, which is also a tenant's own first page."""

from __future__ import annotations

from flask import render_template, request

from billing import terms
from billing.attention import listing as attention
from billing.attention.listing import HEALTHS, LIVES, Filters
from billing.clauses import CLAUSES
from billing.contracts.service import contracts_of
from billing.invoices import service as invoices
from esl.calls.statistics import per_day
from esl.nodes import directory as nodes
from esl.recordings import holds
from seatyard.identity import standing_in
from seatyard.identity.permissions import HOME, TENANTS
from seatyard.identity.roles import may
from tenants import directory
from tenants.models import Tenant

from ..bars import chart
from ..outline import outline

SHOWN = 10
"""Seats on the page of a tenant, of which there may be a thousand."""


@may(TENANTS)
def tenants() -> str:
    """An unknown health or life of the address does not narrow."""
    asked = request.args
    health, life = asked.get("health", ""), asked.get("life", "")
    wanted = Filters(
        asked.get("q", "").strip(),
        health if health in HEALTHS else "",
        life if life in LIVES else "",
    )
    return render_template(
        "tenants.html",
        page=attention.listing(wanted, asked.get("page", 1, int)),
        wanted=wanted,
        counted=attention.counted(),
        healths=HEALTHS,
        lives=LIVES,
    )


@may(HOME)
def tenant(tenant: Tenant) -> str:
    return render_template(
        "tenant.html",
        tenant=tenant,
        leased=directory.seats_leased([tenant.id]).get(tenant.id, 0),
        seats=directory.first_seats(tenant.id, SHOWN),
        placement=nodes.placements([tenant.id]).get(tenant.id),
        held=holds.standing(tenant.id),
        clauses=list(CLAUSES),
        contracts=[(contract, terms.find(contract.template)) for contract in contracts_of(tenant.id)],
        invoices=invoices.listing(tenant_id=tenant.id).entries[:3],
        month=chart(per_day(tenant.id, tenant.timezone)),
        stand_ins=standing_in.of_tenant(tenant.id),
        flows=[(flow, outline(flow.document)) for flow in tenant.flows],
    )
