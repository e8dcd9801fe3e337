"""The operator's first page."""

from __future__ import annotations

from flask import current_app, render_template

from esl.calls.statistics import per_day
from esl.nodes import directory as nodes
from esl.outages import directory as outages
from seatyard import findings
from seatyard.app import settings_of
from seatyard.identity.models import OPERATOR
from seatyard.identity.roles import roles
from tenants import directory as tenants

from ..bars import chart


@roles(OPERATOR)
def overview() -> str:
    return render_template(
        "overview.html",
        size=tenants.size(),
        nodes=nodes.nodes(),
        homes=nodes.tenants_placed(),
        findings=findings.listing(),
        outage=outages.latest(),
        month=chart(per_day(None, settings_of(current_app).timezone)),
    )
