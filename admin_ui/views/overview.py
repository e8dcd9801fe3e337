"""The operator's first page: what is to be decided this morning."""

from __future__ import annotations

from flask import render_template

from billing.attention.today import SHOWN, today
from seatyard.identity.permissions import NODES
from seatyard.identity.roles import may
from tenants import directory


@may(NODES)
def overview() -> str:
    found = today()
    owners = directory.by_id([one.invoice.tenant_id for one in found.duties[:SHOWN]])
    return render_template("overview.html", today=found, owners=owners, most=SHOWN)
