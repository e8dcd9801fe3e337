"""Refunds, write-offs and recoveries by a person's word, of what they name, whole where no amount is said.

``seen`` is what a page showed as ``left``: where it is another now, as when a form is sent twice, Conflict.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.findings.people import of_staff, words

from ..cases.facts.adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from ..contracts.service import agreement_of
from ..credits.models import CreditNote
from ..models import Contract, Invoice
from . import keeping, kinds, money
from .left import left, of_tenant
from .models import MARK
from .service import Answer, answered, listing, withdraw

NOTHING = Decimal(0)


def refund(of: str, *, reason: str, by: str, amount: Decimal | None = None, on: date | None = None) -> Answer:
    """Money that goes back: of a payment (``F17``), a bill below zero or a credit note, by its number."""
    return move(REFUNDS.name, of, reason=reason, by=by, amount=amount, on=on)


def write_off(
    number: str, *, reason: str, by: str, amount: Decimal | None = None, on: date | None = None
) -> Answer:
    """What of an open bill nobody expects any more."""
    return move(WRITE_OFFS.name, number, reason=reason, by=by, amount=amount, on=on)


def recover(
    of: str, *, reason: str, by: str, amount: Decimal | None = None, on: date | None = None
) -> Answer:
    """What of a write-off (``F20``) is expected after all: the bill is open again by it."""
    return move(RECOVERIES.name, of, reason=reason, by=by, amount=amount, on=on)


def move(
    kind: str,
    of: str,
    *,
    reason: str,
    by: str,
    amount: Decimal | None = None,
    on: date | None = None,
    seen: Decimal | None = None,
) -> Answer:
    """One of the three, by its kind of fact (``refunds``, ``write_offs``, ``recoveries``)."""
    with transaction():
        told_by, why = of_staff(by, "--by"), words(reason, "--reason")
        contract = keeping.locked(_about(of))
        agreement = agreement_of(contract)
        there = {one.of: one.amount for one in left(contract, agreement) if one.kind == kind}.get(of, NOTHING)
        if seen not in (None, there):
            raise Conflict(f"{there} is left of {of} now, not {seen}", where="amount", allowed="look again")
        taken = amount if amount is not None else there
        if taken <= 0:
            raise InvalidInput(f"nothing is left of {of}", where="amount")
        day = on or clock.now().astimezone(agreement.zone).date()
        entry = {"at": day.isoformat(), "amount": f"{taken:f}", money.TAKES_FROM[kind]: of, "reason": why}
        document = {"facts": {kind: [entry]}}
        kinds.check(document)
        kept = keeping.record(contract, document["facts"], told_by, again=True)
        (row,) = kept.rows.values()
        return answered(row)


def move_of(
    tenant: str, kind: str, of: str, *, reason: str, by: str, seen: Decimal, amount: Decimal | None = None
) -> Answer:
    """The same of what there is of this tenant's; NotFound for anything else."""
    with snapshot():
        if (kind, of) not in {(one.kind, one.of) for one in of_tenant(tenant)}:
            raise NotFound(f"nothing is left of {of}", where="of")
    return move(kind, of, reason=reason, by=by, amount=amount, seen=seen)


def moved(tenant: str) -> list[Answer]:
    """Refunds, write-offs and recoveries, the latest first."""
    found = [one for kind in money.TAKES_FROM for one in listing(tenant, kind=kind)]
    return sorted(found, key=lambda one: (one.on, int(one.name[1:])), reverse=True)


def take_back(tenant: str, fact: str, *, reason: str, by: str) -> Answer:
    """A refund, a write-off or a recovery of this tenant's that was none."""
    if fact not in {one.name for one in moved(tenant)}:
        raise NotFound(f"{fact} is none of this tenant's", where="fact")
    return withdraw(fact, reason=reason, by=by)


def _about(name: str) -> Contract:
    """The contract of a fact, an invoice or a credit note."""
    if name.startswith(MARK):
        return db.session.get_one(Contract, keeping.named(name).contract_id)
    for kind in (Invoice, CreditNote):
        found = db.session.scalar(select(kind.contract_id).filter_by(number=name))
        if found is not None:
            return db.session.get_one(Contract, found)
    raise NotFound(f"no invoice, credit note or recorded fact {name!r}", where="of")
