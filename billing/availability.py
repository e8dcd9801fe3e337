"""A tenant's availability of the month so far: the figure that ``uptime_sla`` will credit by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from seatyard import clock

from .clauses.uptime_sla import UptimeSla
from .contracts.service import contracts_of
from .engine import Month
from .engine.bill import month_so_far
from .engine.faults import availability, fault_minutes
from .facts import agreement_now, facts_of


@dataclass(frozen=True, slots=True)
class Availability:
    period: str
    fault_minutes: Fraction
    available: Fraction
    """1 less the fault minutes' share of the whole month; what is still to come counts as available."""
    standard: Decimal | None
    """What the contract promises; None where it promises nothing."""


def of_month(tenant_id: int) -> Availability | None:
    """Of this month, up to now; None without a contract in it."""
    now = clock.now()
    for contract in contracts_of(tenant_id):
        agreement = agreement_now(contract)
        month = Month.of(now.astimezone(agreement.zone).date(), agreement.zone)
        span = agreement.span.common(month.span)
        if span is None or not agreement.active_in(month):
            continue
        facts = facts_of(tenant_id, contract.id, agreement, span, seats_time=False)
        happened = (one for one in facts.outages if one.starts < now)
        outages = tuple(replace(one, ends=min(one.ends, now) if one.ends else now) for one in happened)
        case = month_so_far(agreement, replace(facts, calls=(), outages=outages), month)
        promised = case.clause(UptimeSla)
        standard = promised.standard if promised else None
        return Availability(month.name, fault_minutes(case), availability(case), standard)
    return None
