"""The operator's first page."""

from __future__ import annotations

from flask import render_template

from esl.nodes import directory as nodes
from esl.outages import directory as outages
from seatyard import findings
from seatyard.identity.permissions import NODES
from seatyard.identity.roles import may
from tenants import directory as tenants


@may(NODES)
def overview() -> str:
    return render_template(
        "overview.html",
        size=tenants.size(),
        nodes=nodes.nodes(),
        homes=nodes.tenants_placed(),
        findings=findings.listing(),
        outage=outages.latest(),
    )
