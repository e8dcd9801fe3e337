"""Where invoices stand at the payment service, for whoever looks at them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from seatyard.db import among, db, slices

from . import outbox
from .backend import Stand
from .models import GatewayObject, GatewayPayment, GatewayReturn
from .stripe.names import NAME

DISPUTED = "disputed"
FOR_STAFF = frozenset((outbox.WAITING, outbox.FAILED))
"""States that say nothing to a payer: there is nothing to pay on yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    state: str
    """Of the row (``models``), or ``disputed``."""
    pay_at: str = ""
    """The page to pay on; empty where there is nothing to pay there."""
    problem: str = ""
    """For staff: what is wrong with it."""


def of_invoices(numbers: Collection[str], *, staff: bool) -> dict[str, Standing]:
    """Of those that were sent, or are to be (the caller reads)."""
    query = select(GatewayObject).filter_by(backend=NAME, kind=outbox.INVOICE)
    rows = db.session.scalars(query.where(GatewayObject.subject.in_(numbers))).all()
    disputed = disputed_of(numbers)
    return {
        row.subject: _standing(row, row.subject in disputed, staff)
        for row in rows
        if row.state != outbox.NOTHING and (staff or row.state not in FOR_STAFF)
    }


def _standing(row: GatewayObject, disputed: bool, staff: bool) -> Standing:
    payable = row.state == outbox.OPEN and row.url.startswith("https://")
    state = DISPUTED if disputed else row.state
    return Standing(state, row.url if payable else "", row.problem if staff else "")


def sent(numbers: Collection[str]) -> set[str]:
    """Which of the invoices a payer can find there (the caller reads)."""
    found: set[str] = set()
    for some in slices(numbers):
        query = select(GatewayObject.subject).filter_by(backend=NAME, kind=outbox.INVOICE, state=outbox.OPEN)
        found.update(db.session.scalars(query.where(among(GatewayObject.subject, some))))
    return found


def disputed_of(numbers: Collection[str]) -> set[str]:
    """Of which of the invoices a payer's bank holds money back (the caller reads)."""
    return set[str]().union(*map(_disputed, slices(numbers)))


def _disputed(numbers: Collection[str]) -> set[str]:
    query = (
        select(GatewayPayment.invoice)
        .join(
            GatewayReturn,
            (GatewayReturn.backend == GatewayPayment.backend)
            & (GatewayReturn.payment_id == GatewayPayment.id),
        )
        .where(
            among(GatewayPayment.invoice, numbers),
            GatewayReturn.kind == "dispute",
            GatewayReturn.state.in_([Stand.ASKED.value, Stand.HELD.value]),
        )
    )
    return set(db.session.scalars(query))
