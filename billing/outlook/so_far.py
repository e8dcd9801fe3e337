"""A tenant's month so far: what it will come to as things are, by its lines, and against the last one.

An estimate by the engine of the close, of the day on which it was computed (``service``): never a bill.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from esl.call_sums import reading
from esl.reports.counting import Which
from esl.reports.figures import Counts
from esl.reports.periods import Period
from seatyard import clock
from seatyard.db import db
from seatyard.months import months_after
from tenants import directory
from tenants.models import Tenant

from ..engine import Kind
from ..models import Invoice
from . import service
from .models import OutlookTotal


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a contract's month will come to."""

    row: OutlookTotal
    lines: list[dict[str, Any]]
    """As an invoice's would be (``documents.data.of_line``); none where it cannot be computed."""
    tax: Decimal


@dataclass(frozen=True, slots=True)
class SoFar:
    period: str
    today: date
    estimates: list[Estimate]
    totals: dict[str, Decimal]
    """By currency."""
    days: list[service.Day]
    """What the month came to on each day of it."""
    then: dict[str, Decimal]
    """What the last month came to on its day of the same number."""
    billed: dict[str, Decimal]
    """What the last month was settled at; empty until it is."""
    seats: int
    calls: Counts
    """From the first of the month on, with today."""
    calls_then: Counts
    """Of the same days of the last month."""
    per_call: dict[str, Decimal]
    """What the last month cost for each call that was handled in it."""


def of(tenant: Tenant) -> SoFar:
    """By the tenant's own clock."""
    zone = ZoneInfo(tenant.timezone)
    today = clock.now().astimezone(zone).date()
    first, same = today.replace(day=1), months_after(today, -1)
    last_first = same.replace(day=1)
    period, last = f"{first:%Y-%m}", f"{last_first:%Y-%m}"
    rows, days = service.latest(period, tenant.id), service.days(period, tenant.id)
    then = [day for day in service.days(last, tenant.id) if day.on <= same]
    billed = _billed(tenant.id, last)
    whole = _counts(tenant.id, Period(last_first, first - timedelta(days=1), zone)) if billed else Counts()
    return SoFar(
        period=period,
        today=today,
        estimates=[_estimate(row) for row in rows],
        totals=_by_currency([(row.currency, row.total) for row in rows]),
        days=days,
        then=then[-1].totals if then else {},
        billed=billed,
        seats=directory.seats_leased([tenant.id]).get(tenant.id, 0),
        calls=_counts(tenant.id, Period(first, today, zone)),
        calls_then=_counts(tenant.id, Period(last_first, same, zone)),
        per_call=_per_call(billed, whole.handled),
    )


def _estimate(row: OutlookTotal) -> Estimate:
    told = row.lines or {}
    return Estimate(row, list(told.get("items", ())), Decimal(told.get("tax", "0")))


def _counts(tenant_id: int, period: Period) -> Counts:
    return reading.total(Which(tenant_id, period))


def _billed(tenant_id: int, period: str) -> dict[str, Decimal]:
    query = select(Invoice.currency, Invoice.total).filter_by(
        tenant_id=tenant_id, period=period, kind=Kind.SETTLEMENT.value
    )
    return _by_currency(db.session.execute(query).tuples().all())


def _per_call(billed: dict[str, Decimal], handled: int) -> dict[str, Decimal]:
    if not handled:
        return {}
    cent = Decimal("0.01")
    return {currency: (total / handled).quantize(cent, ROUND_HALF_UP) for currency, total in billed.items()}


def _by_currency(amounts: Sequence[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for currency, amount in amounts:
        found[currency] = found.get(currency, Decimal(0)) + amount
    return found
