"""What is open of many invoices at once, by the engine's own rules (``engine.accounts``) from few columns.

Few statements, however many contracts there are, no reckoning for those whose money is ``plain``, and nothing
twice for those that nothing came to since (``remembering``);
``arrears`` of one contract says the same of its bills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db, slices

from ..cases.facts.adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from ..cases.facts.payments import PAYMENTS
from ..credits.models import CreditNote
from ..engine import Adjustment, AdjustmentKind, Bill, Issued, Kind, Payment
from ..engine.accounts import MONEY, accounts, made_on
from ..models import Invoice
from ..recorded.models import MARK, RecordedFact
from .plain import plain
from .remembering import remembered

TAKING = {
    REFUNDS.name: (AdjustmentKind.REFUND, "of"),
    WRITE_OFFS.name: (AdjustmentKind.WRITE_OFF, "invoice"),
    RECOVERIES.name: (AdjustmentKind.RECOVERY, "of"),
}
"""What each kind of fact is to the engine, and the key of what it takes from."""


def left_of(contract_ids: Collection[int], on: date) -> dict[str, Decimal]:
    """What is open of each invoice of these contracts, by its number, as that day ends.

    Above zero only, and without those that are made later. In the caller's transaction.
    """
    found: dict[str, Decimal] = {}
    for some in slices(contract_ids):
        for left in remembered(some, on, _by_contract).values():
            found |= left
    return found


def _by_contract(contract_ids: Collection[int], on: date) -> dict[int, dict[str, Decimal]]:
    found = plain(contract_ids, on)
    return found | reckon([one for one in contract_ids if one not in found], on)


def reckon(contract_ids: Collection[int], on: date) -> dict[int, dict[str, Decimal]]:
    """By the engine, contract by contract, what is open of each bill by its number."""
    bills: defaultdict[int, list[Issued]] = defaultdict(list)
    payments: defaultdict[int, list[Payment]] = defaultdict(list)
    adjusted: defaultdict[int, list[Adjustment]] = defaultdict(list)
    for some in slices(contract_ids):
        _bills(some, bills)
        _notes(some, bills)
        _money(some, on, payments, adjusted)
    found: dict[int, dict[str, Decimal]] = {contract_id: {} for contract_id in contract_ids}
    for contract_id, issued in bills.items():
        made = sorted((one for one in issued if made_on(one.bill) <= on), key=lambda one: made_on(one.bill))
        kept = accounts(made, payments[contract_id], adjusted[contract_id])
        found[contract_id] = {account.id: account.left for account in kept if account.left}
    return found


def _bills(contract_ids: Collection[int], found: dict[int, list[Issued]]) -> None:
    query = (
        select(
            Invoice.contract_id,
            Invoice.number,
            Invoice.period,
            Invoice.kind,
            Invoice.currency,
            Invoice.total,
            Invoice.due,
            Invoice.asked,
        )
        .where(Invoice.contract_id.in_(contract_ids))
        .order_by(Invoice.kind, Invoice.period, Invoice.sequence)
    )
    for contract_id, number, period, kind, currency, total, due, asked in db.session.execute(query):
        found[contract_id].append(Issued(number, _bill(period, currency, total, due, Kind(kind), asked)))


def _notes(contract_ids: Collection[int], found: dict[int, list[Issued]]) -> None:
    """As bills below zero (``credits.stored.issued``)."""
    query = (
        select(
            CreditNote.contract_id,
            CreditNote.number,
            Invoice.number,
            Invoice.period,
            CreditNote.currency,
            CreditNote.total,
            CreditNote.on,
        )
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(CreditNote.contract_id.in_(contract_ids))
        .order_by(CreditNote.on, CreditNote.id)
    )
    for contract_id, number, of, period, currency, total, on in db.session.execute(query):
        bill = _bill(period, currency, -total, on, Kind.CREDIT, on)
        found[contract_id].append(Issued(number, bill, of))


def _bill(period: str, currency: str, total: Decimal, due: date, kind: Kind, asked: date | None) -> Bill:
    """Without its lines: they say only what of it is late fees, which is open like the rest."""
    return Bill(period, currency, (), total, Decimal(0), "", total, due, (), kind, asked)


def _money(
    contract_ids: Collection[int],
    on: date,
    payments: dict[int, list[Payment]],
    adjusted: dict[int, list[Adjustment]],
) -> None:
    query = (
        select(
            RecordedFact.contract_id,
            RecordedFact.id,
            RecordedFact.kind,
            RecordedFact.on,
            RecordedFact.document,
        )
        .where(
            RecordedFact.contract_id.in_(contract_ids),
            RecordedFact.kind.in_(MONEY),
            RecordedFact.withdrawn_at.is_(None),
            RecordedFact.on <= on,
        )
        .order_by(RecordedFact.id)
    )
    for contract_id, id, kind, day, told in db.session.execute(query):
        name, amount = f"{MARK}{id}", Decimal(str(told["amount"]))
        if kind == PAYMENTS.name:
            period, bill = str(told.get("period", "")), str(told.get("invoice", ""))
            payments[contract_id].append(Payment(name, day, amount, period, bill))
        else:
            taking, key = TAKING[kind]
            adjusted[contract_id].append(Adjustment(name, day, amount, taking, str(told[key])))
