"""The lead times of the contract in force, for what a tenant asks of its seats."""

from __future__ import annotations

from datetime import date

from tenants.models import Tenant
from tenants.onboarding.lead_times import Effect

from ..clauses.lead_times import LeadTimes, Request
from ..clauses.seat_rent import SeatRent
from ..engine import Agreement
from ..engine.shares import Basis
from .service import agreement_of, contracts_of


def effect(tenant: Tenant, request: str, asked: date) -> Effect | None:
    """When a request takes effect; None is at once: no contract runs on that day, or without a lead time."""
    agreements = (agreement_of(contract) for contract in contracts_of(tenant.id))
    running = next((one for one in agreements if one.term.starts <= asked <= (one.term.ends or asked)), None)
    clause = running.clause(LeadTimes.name, asked) if running else None
    if running is None or not isinstance(clause, LeadTimes):
        return None
    kind = _kind(running, clause, Request(request), asked)
    first = clause.first_day(kind, asked)
    return Effect(first, f"{clause.name}.{kind}: {clause.of(kind)}") if first > asked else None


def _kind(agreement: Agreement, clause: LeadTimes, request: Request, asked: date) -> Request:
    """Seats paid by the day are the flexible ones of 000, where the contract names no other lead time."""
    rent = agreement.clause(SeatRent.name, asked)
    by_day = isinstance(rent, SeatRent) and rent.basis is Basis.PER_DAY
    flexible = by_day and request is Request.SEATS_ADDED and clause.seats_added is None
    return Request.FLEXIBLE_SEATS if flexible else request
