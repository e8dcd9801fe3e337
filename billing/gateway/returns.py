"""Money of a payment that goes back, or is held back: refunds and disputes, in the ledger as they stand.

A dispute takes the money at once (``cash`` to ``disputed``), until it is decided; an inquiry takes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from seatyard import clock, findings
from seatyard.db import db

from ..contracts.service import agreement_of
from ..engine import Agreement
from ..ledger.accounts import Account
from ..ledger.book import Kind, Party, post, take_back
from ..models import Contract
from ..recorded import keeping
from .backend import Return, Stand
from .models import GatewayPayment, GatewayReturn
from .money import major

DISPUTED = "payment_disputed"


def number(amount: Decimal) -> int | float:
    """An amount as documents of facts carry it, without a loss."""
    if amount == amount.to_integral_value():
        return int(amount)
    written = float(amount)
    if Decimal(repr(written)) != amount:
        raise ValueError(f"{amount} cannot be written")
    return written


def book(payment: GatewayPayment, one: Return) -> Iterator[str]:
    """Bring the ledger to where the return stands now (the caller commits); what misfits, a line each."""
    if one.currency != payment.currency:
        yield f"{one.kind} {one.id} of {payment.id} is in {one.currency}, not in {payment.currency}"
        return
    row = _row_of(payment, one)
    before, row.state, row.changed_at = Stand(row.state), one.stand.value, clock.now()
    if one.kind == "dispute":
        _tell(payment, row, one)
    if before is not one.stand:
        _move(row, payment, one, before)


def _row_of(payment: GatewayPayment, one: Return) -> GatewayReturn:
    row = db.session.get(GatewayReturn, (payment.backend, one.id), with_for_update=True)
    if row is None:
        row = GatewayReturn(
            backend=payment.backend,
            id=one.id,
            kind=one.kind,
            payment_id=payment.id,
            tenant_id=payment.tenant_id,
            contract_id=payment.contract_id,
            currency=payment.currency,
            amount=major(one.units, payment.currency),
            state=Stand.ASKED.value,
        )
        db.session.add(row)
    return row


def _move(row: GatewayReturn, payment: GatewayPayment, one: Return, before: Stand) -> None:
    contract = db.session.get_one(Contract, row.contract_id)
    agreement = agreement_of(contract)
    party = Party(row.tenant_id, row.contract_id, row.currency)
    today = clock.now().astimezone(agreement.zone).date()
    if one.stand is Stand.HELD:
        on = _local(one, agreement)
        post(party, Kind.DISPUTE, row.id, on, {Account.CASH: -row.amount, Account.DISPUTED: row.amount})
    if before is Stand.HELD:
        take_back(party, Kind.DISPUTE, row.id, Kind.DISPUTE_CLOSED, today)
    if one.stand is Stand.GONE:
        row.fact = _gone(contract, row, payment, today if before is Stand.HELD else _local(one, agreement))
    elif before is Stand.GONE and row.fact:
        keeping.take_back(keeping.named(row.fact), reason=f"{one.kind} {one.id} came back", by=row.backend)
        row.fact = ""


def _gone(contract: Contract, row: GatewayReturn, payment: GatewayPayment, on: date) -> str:
    """The recorded fact: of what the payment had paid, as much is owed again."""
    entry = {
        "at": on.isoformat(),
        "amount": number(row.amount),
        "of": payment.fact,
        "reason": f"{row.kind} {row.id}",
    }
    kept = keeping.record(contract, {"refunds": [entry]}, row.backend, again=True, happened=True)
    (fact,) = kept.rows.values()
    return fact.name


def _local(one: Return, agreement: Agreement) -> date:
    return one.at.astimezone(agreement.zone).date()


def _tell(payment: GatewayPayment, row: GatewayReturn, one: Return) -> None:
    if one.stand in (Stand.ASKED, Stand.HELD):
        said = f"{row.amount} {row.currency} of {payment.invoice} ({payment.fact}) is disputed"
        findings.report_once(DISPUTED, one.id, said, tenant_id=row.tenant_id, invoice=payment.invoice)
    else:
        findings.resolve(DISPUTED, [one.id], by=payment.backend)
