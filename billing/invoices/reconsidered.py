"""The past looks different after its invoices were made: which of them, as a finding.

No invoice changes. What each comes to by today's facts is computed by the next close of its month
(``invoice_differs``); the next invoice has the difference (``corrections``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db, slices
from tenants.models import Tenant

from ..engine import Kind
from ..engine.month import Month
from ..engine.spans import FOREVER, Span
from ..models import Invoice

CHANGED = "outage_after_invoice"
"""Keyed by ``outage 17/2026-03``."""
NAMED = 10
"""Invoices that the message names; the detail names all."""


def reconsidered(what: str, tenant_ids: Sequence[int], starts: datetime, ends: datetime | None) -> None:
    """Report the months of these tenants that are invoiced (the caller commits)."""
    touched = Span(starts, ends or FOREVER)
    final: dict[str, list[str]] = {}
    for some in slices(tenant_ids):
        query = (
            select(Invoice.period, Invoice.number, Tenant.timezone)
            .join(Tenant, Tenant.id == Invoice.tenant_id)
            .where(Invoice.tenant_id.in_(some), Invoice.kind == Kind.SETTLEMENT.value)
            .where(Invoice.period >= f"{starts - timedelta(days=1):%Y-%m}")
            .order_by(Invoice.period, Invoice.id)
        )
        for period, number, zone in db.session.execute(query):
            if Month.parse(period, ZoneInfo(zone)).span.common(touched):
                final.setdefault(period, []).append(number)
    for period, numbers in final.items():
        named = ", ".join(numbers[:NAMED]) + (", …" if len(numbers) > NAMED else "")
        message = (
            f"{what} was changed, and {period} is invoiced ({len(numbers)}: {named}):"
            f" `bill close {period}` shows what each comes to now; what differs is to be corrected"
        )
        findings.report(CHANGED, f"{what}/{period}", message, period=period, invoices=numbers)
