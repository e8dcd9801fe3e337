"""Money owed: by all tenants, and one tenant's ledger with its open bills."""

from __future__ import annotations

from flask import render_template, request

from billing.ledger import statement
from billing.owed import service
from billing.owed.overview import overview
from seatyard.identity.permissions import MONEY, SERVICE
from seatyard.identity.roles import may
from seatyard.paging import sliced
from tenants import directory
from tenants.models import Tenant


@may(MONEY)
def owed() -> str:
    found = overview(request.args.get("page", 1, int))
    owners = directory.by_id([one.tenant_id for one in found.page.entries])
    return render_template("owed.html", page=found.page, totals=found.totals, owners=owners)


@may(SERVICE)
def ledger(tenant: Tenant) -> str:
    owed = service.of_tenant(tenant.name)
    rows = statement.rows(tenant.id)
    page = sliced(rows[::-1], request.args.get("page", 1, int))
    return render_template("ledger.html", tenant=tenant, owed=owed, page=page)
