"""What a contract was billed before: bundles, arrears, deposits and prepayments go on from it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from seatyard.db import db
from seatyard.errors import InvalidInput

from ..engine import Agreement, Issued, Kind, Month
from ..models import Invoice
from .stored import bill_of


def earlier(contract_id: int, month: Month) -> tuple[Issued, ...]:
    """The bills of the months before, and what was asked for ahead of this one, in that order.

    Not in the order of their numbers: a month is asked for ahead before the one before it is
    settled, and its settlement shall be the same whenever it is computed. Without evidence.
    """
    query = (
        select(Invoice)
        .filter_by(contract_id=contract_id)
        .where(
            or_(
                Invoice.period < month.name,
                and_(Invoice.period == month.name, Invoice.kind == Kind.PREPAYMENT.value),
            )
        )
        .order_by(Invoice.period, Invoice.kind, Invoice.sequence)
        .options(selectinload(Invoice.lines))
    )
    return tuple(Issued(invoice.number, bill_of(invoice, {})) for invoice in db.session.scalars(query))


def check_order(agreement: Agreement, month: Month, issued: tuple[Issued, ...], *, first: bool) -> None:
    """Refuse a month while one of the contract before it is not settled.

    ``first`` takes the months before the first that was settled here as billed elsewhere.
    """
    settled = [one.bill.period for one in issued if one.bill.kind is Kind.SETTLEMENT]
    if settled:
        begins = Month.parse(settled[0], agreement.zone)
    else:
        begins = month if first else Month.of(agreement.term.starts, agreement.zone)
    for one in _until(begins, month):
        if one.name not in settled:
            message = f"{one.name} of the contract is not closed"
            raise InvalidInput(message, where="period", allowed=f"close {one.name} first")


def _until(first: Month, last: Month) -> Iterator[Month]:
    """The months from ``first`` up to, not with, ``last``."""
    while first.name < last.name:
        yield first
        first = first.next
