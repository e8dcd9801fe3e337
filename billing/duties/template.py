"""The written report as a document to fill: what failed, when and for how long stands in it already."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from seatyard.db import db
from tenants.models import Tenant

from .. import terms
from ..documents.paper import rendered
from ..engine import OUTAGE
from ..invoices import evidence
from .service import Duty

CLAUSE = "uptime_sla"


def of(duty: Duty, language: str) -> str:
    """An HTML page in ``zh`` or ``en`` that word processors open. In the caller's transaction."""
    invoice = duty.invoice
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    template = terms.find(invoice.contract.template)
    line = next((one for one in invoice.lines if one.clause == CLAUSE), None)
    return rendered(
        "report.html",
        language,
        duty=duty,
        invoice=invoice,
        title=getattr(tenant, f"title_{language}"),
        contract=getattr(template.title, language) if template else invoice.contract.template,
        zone=ZoneInfo(invoice.contract.terms["timezone"]),
        line=line,
        outages=evidence.outages(line) if line else [],
        told=[fact for fact in evidence.facts(line) if fact.kind == OUTAGE] if line else [],
    )
