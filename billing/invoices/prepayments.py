"""What a contract asks for ahead of a month: deposits and advances, each a bill of its own.

Asking again asks for what has come since, seats that were added, and for nothing twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from seatyard import clock
from seatyard.db import snapshot
from seatyard.errors import InvalidInput, SeatyardError

from ..documents.fingerprints import fingerprint
from ..engine import Bill, ahead
from .due import Due, due_in
from .earlier import earlier
from .finalise import finalise
from .outstanding import outstanding

log = logging.getLogger(__name__)

ASKED, WAITING, REFUSED = "asked", "waiting", "refused"
"""What became of a prepayment: asked for now; to be asked for on a later day; not computable."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prepayment, or why there is none."""

    tenant: str
    number: str
    status: str
    currency: str
    total: Decimal
    asked: date | None
    due: date | None
    problem: str = ""


def ask(period: str, tenant: str | None = None) -> list[Asked]:
    """Issue what contracts ask for ahead of a month that is not over, as far as its day has come.

    Raises InvalidInput for a period that is no month or over, NotFound for an unknown tenant.
    """
    due = due_in(period, tenant)
    for one in due:
        if clock.now() >= one.month.span.ends:
            raise InvalidInput(f"{period} is over", where="period", allowed="a month that is not over")
    asked = []
    for one in due:
        try:
            asked += _ask(one)
        except SeatyardError as error:
            currency = one.agreement.currency.value
            asked.append(Asked(one.tenant, "", REFUSED, currency, Decimal(0), None, None, str(error)))
    return asked


def _ask(due: Due) -> list[Asked]:
    """Bill by bill, each computed on those before it: who asks at once finds what the other asked for."""
    made: list[Asked] = []
    today = due.month.day_of(clock.now())
    while True:
        with snapshot():
            known = earlier(due.contract_id, due.month)
            own = [one for one in known if one.bill.period == due.month.name]
            wanted = ahead(due.agreement, due.facts(as_of=today), due.month, known)
        missing = outstanding(wanted, own, due.agreement.currency.minor_unit)
        ready = [bill for bill in missing if _asked_on(bill) <= today]
        if not ready:
            return made + [_said(due, "", WAITING, bill) for bill in missing]
        bill = _as_of(today, ready[0])
        standing, new = finalise(due.contract_id, due.tenant_id, bill, fingerprint(bill), len(own) + 1)
        if new:
            log.info("invoice %s asked ahead: tenant %s, %s", standing.number, due.tenant_id, bill.period)
            made.append(_said(due, standing.number, ASKED, bill))


def _asked_on(bill: Bill) -> date:
    assert bill.asked is not None, "a prepayment has its day"
    return bill.asked


def _as_of(today: date, bill: Bill) -> Bill:
    """The bill as it is asked for today: nobody owed it before he was asked."""
    return replace(bill, asked=today, due=max(bill.due, today))


def _said(due: Due, number: str, status: str, bill: Bill) -> Asked:
    return Asked(due.tenant, number, status, bill.currency, bill.total, bill.asked, bill.due)
