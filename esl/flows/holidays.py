"""Keeps public holidays current in the flows that observe them.

The switch has the holidays of some years in its dialplan (``opening.years``). When the calendar comes to
know more (a release with a year's days off, a new year), what was compiled is renewed by a new generation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import String, cast, select

from seatyard import clock, findings
from seatyard.calendar import special_days, swaps_known
from seatyard.db import db, insert, transaction
from tenants.models import Flow, FlowVersion, Tenant

from ..models import HolidayEdition
from .document import steps
from .named import hours_of
from .opening import CHINA, years

UNANNOUNCED = "holidays_not_announced"
"""Of a year: its days off are counted by legal holidays and plain weekends."""
SOON = timedelta(days=60)
"""How long before a year its days off are missed: they are announced by mid November."""


def renew() -> None:
    """Take over what the calendar knows by now. Needs an application around it; several may call it."""
    with transaction():
        observing = list(_observing())
        known = db.session.get(HolidayEdition, CHINA, with_for_update=True)
        edition = _edition(years())
        if known is None:
            first = {"country": CHINA, "edition": edition, "since": clock.now()}
            db.session.execute(insert(HolidayEdition).values(first).on_conflict_do_nothing())
        elif known.edition != edition:
            known.edition, known.since = edition, clock.now()
            for tenant in observing:
                tenant.generation += 1
        _tell(observing)


def _observing() -> Iterable[Tenant]:
    """The tenants with a published flow or working hours that observe holidays, or whose calls out do."""
    query = (
        select(Tenant, FlowVersion.document)
        .join(Flow, Flow.tenant_id == Tenant.id)
        .join(FlowVersion, (FlowVersion.flow_id == Flow.id) & (FlowVersion.version == Flow.published))
        .where(cast(FlowVersion.document, String).contains('"holidays"'))
        .order_by(Tenant.id)
    )
    found = {}
    for tenant, document in db.session.execute(query):
        if any(at.kind == "hours" and at.value.get("holidays") == CHINA for at in steps(document)):
            found[tenant.id] = tenant
    calling = cast(Tenant.policies, String).contains('"holidays"')
    for tenant in db.session.scalars(select(Tenant).where(calling)):
        out = (tenant.policies.get("outbound") or {}).get("hours", {})
        if any(one.get("holidays") == CHINA for one in (out, *hours_of(tenant.policies).values())):
            found[tenant.id] = tenant
    return found.values()


def _tell(observing: list[Tenant]) -> None:
    missing = {
        str(year)
        for year in years()
        if observing and year <= (clock.now() + SOON).year and not swaps_known(year)
    }
    told = {finding.key for finding in findings.still_open(UNANNOUNCED)}
    for year in sorted(missing - told):
        message = f"opening hours of {year} count legal holidays and plain weekends: its days off are unknown"
        findings.report(UNANNOUNCED, year, message, tenants=[tenant.name for tenant in observing])
    findings.resolve(UNANNOUNCED, told - missing, "the calendar")


def _edition(of: Iterable[int]) -> str:
    days = [(str(day), weekday) for year in of for day, weekday in sorted(special_days(year).items())]
    return hashlib.sha256(repr(days).encode()).hexdigest()[:16]
