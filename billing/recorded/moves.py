"""Refunds, write-offs and recoveries by a person's word, of what they name, whole where no amount is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, transaction
from seatyard.errors import InvalidInput, NotFound
from seatyard.findings.people import of_staff, words

from ..cases.facts.adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from ..contracts.service import agreement_of
from ..engine import Agreement
from ..engine.accounts import settled
from ..models import Contract, Invoice
from . import keeping, kinds, money
from .models import MARK, RecordedFact
from .reading import read, rows_of, standing
from .service import Answer, answered


def refund(of: str, *, reason: str, by: str, amount: Decimal | None = None, on: date | None = None) -> Answer:
    """Money that goes back: of a payment (``F17``) or of a bill below zero, by its number."""
    return _move(REFUNDS.name, of, amount, on, reason, by)


def write_off(
    number: str, *, reason: str, by: str, amount: Decimal | None = None, on: date | None = None
) -> Answer:
    """What of an open bill nobody expects any more."""
    return _move(WRITE_OFFS.name, number, amount, on, reason, by)


def recover(
    of: str, *, reason: str, by: str, amount: Decimal | None = None, on: date | None = None
) -> Answer:
    """What of a write-off (``F20``) is expected after all: the bill is open again by it."""
    return _move(RECOVERIES.name, of, amount, on, reason, by)


def _move(kind: str, of: str, amount: Decimal | None, on: date | None, reason: str, by: str) -> Answer:
    with transaction():
        told_by, why = of_staff(by, "--by"), words(reason, "--reason")
        contract = keeping.locked(_about(of))
        agreement = agreement_of(contract)
        taken = amount if amount is not None else _left(kind, of, contract, agreement)
        if taken <= 0:
            raise InvalidInput(f"nothing is left of {of}", where="amount")
        day = on or clock.now().astimezone(agreement.zone).date()
        entry = {"at": day.isoformat(), "amount": f"{taken:f}", money.TAKES_FROM[kind]: of, "reason": why}
        document = {"facts": {kind: [entry]}}
        kinds.check(document)
        kept = keeping.record(contract, document["facts"], told_by, again=True)
        (row,) = kept.rows.values()
        return answered(row)


def _about(name: str) -> Contract:
    """The contract of a fact or an invoice."""
    if name.startswith(MARK):
        return db.session.get_one(Contract, keeping.named(name).contract_id)
    invoice = db.session.scalars(select(Invoice).filter_by(number=name)).one_or_none()
    if invoice is None:
        raise NotFound(f"no invoice and no recorded fact {name!r}", where="of")
    return invoice.contract


def _left(kind: str, of: str, contract: Contract, agreement: Agreement) -> Decimal:
    """All that may be taken; 0 where it is nothing of the kind."""
    rows = rows_of(contract.tenant_id, contract.id)
    if kind == RECOVERIES.name:
        return _unrecovered(of, rows)
    moves = [row for row in rows if row.kind in money.MOVES]
    facts = read(standing(moves), agreement)
    found = settled(money.issued(contract, agreement), facts.payments, facts.adjustments)
    if kind == REFUNDS.name:
        return found.unused.get(of, Decimal(0))
    return sum((one.left for one in found.accounts if one.id == of), Decimal(0))


def _unrecovered(of: str, rows: list[RecordedFact]) -> Decimal:
    live = [row for row in rows if row.withdrawn_at is None]
    off = sum((_amount(row) for row in live if row.kind == WRITE_OFFS.name and row.name == of), Decimal(0))
    back = (_amount(row) for row in live if row.kind == RECOVERIES.name and row.document["of"] == of)
    return off - sum(back, Decimal(0))


def _amount(row: RecordedFact) -> Decimal:
    return Decimal(str(row.document["amount"]))
