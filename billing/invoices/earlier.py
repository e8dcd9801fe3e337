"""What a contract was billed before: bundles, arrears, deposits and prepayments go on from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from seatyard.db import among, db, slices
from seatyard.errors import InvalidInput

from ..clauses.late_fee import LateFee
from ..credits import stored as credits
from ..engine import INVOICE, Agreement, Evidence, Issued, Kind, Month
from ..engine.accounts import made_on
from ..models import Invoice, InvoiceLine, LineEvidence
from . import remembering
from .stored import bill_of


def earlier(contract_id: int, month: Month) -> tuple[Issued, ...]:
    """The settlements of the months before; what was asked for ahead, and credited, by this month's end.

    In the order of the days that they are made for, not of their numbers, so that the month's bill
    is the same whenever it is computed. Without evidence, but for the bills that late fees are of.
    """
    return earlier_of({contract_id: month})[contract_id]


def earlier_of(months: Mapping[int, Month]) -> dict[int, tuple[Issued, ...]]:
    """``earlier`` of each contract, by id, and its month: as many statements as for one."""
    if not months:
        return {}
    of_any = [_before(month) for month in set(months.values())]
    query = (
        select(Invoice.contract_id, Invoice.kind, Invoice.period, Invoice.asked, *remembering.NAMED)
        .where(Invoice.contract_id.in_(months), or_(*of_any))
        .order_by(Invoice.kind, Invoice.period, Invoice.sequence)
    )
    rows = [row for row in db.session.execute(query) if _is_before(row, months[row.contract_id])]
    bills = remembering.remembered(rows, _bills)
    found: dict[int, list[Issued]] = {contract_id: [] for contract_id in months}
    for row in rows:
        found[row.contract_id].append(bills[row.id])
    until = {contract_id: month.last_day for contract_id, month in months.items()}
    for contract_id, notes in credits.issued_of(until).items():
        found[contract_id] += notes
    return {one: tuple(sorted(bills, key=lambda of: made_on(of.bill))) for one, bills in found.items()}


def _bills(invoice_ids: Collection[int]) -> Iterator[tuple[int, Issued]]:
    """Of the invoices of these ids."""
    for some in slices(invoice_ids):
        query = select(Invoice).where(among(Invoice.id, some)).options(selectinload(Invoice.lines))
        late = _late_fees(some)
        for invoice in db.session.scalars(query):
            yield invoice.id, Issued(invoice.number, bill_of(invoice, late))


def _before(month: Month) -> ColumnElement[bool]:
    settled = and_(Invoice.kind == Kind.SETTLEMENT.value, Invoice.period < month.name)
    return or_(settled, and_(Invoice.kind != Kind.SETTLEMENT.value, Invoice.asked <= month.last_day))


def _is_before(invoice: Any, month: Month) -> bool:
    """``_before``, of one."""
    if invoice.kind == Kind.SETTLEMENT.value:
        return bool(invoice.period < month.name)
    return invoice.asked is not None and invoice.asked <= month.last_day


def _late_fees(invoice_ids: Collection[int]) -> dict[int, list[Evidence]]:
    """What the invoices charge late fees on, by the lines' ids."""
    query = (
        select(LineEvidence.line_id, LineEvidence.subject, LineEvidence.quantity)
        .join(InvoiceLine, InvoiceLine.id == LineEvidence.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(among(Invoice.id, invoice_ids), LineEvidence.tenant_id == Invoice.tenant_id)
        .where(InvoiceLine.clause == LateFee.name, LineEvidence.kind == INVOICE)
    )
    found: dict[int, list[Evidence]] = {}
    for line_id, subject, quantity in db.session.execute(query):
        found.setdefault(line_id, []).append(Evidence(INVOICE, subject, quantity))
    return found


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
