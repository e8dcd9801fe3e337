"""Whether money has what it takes from: a refund its payment, a write-off a bill, a recovery a write-off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from seatyard import clock
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..cases.facts.adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from ..cases.facts.payments import PAYMENTS
from ..engine import Adjustment, AdjustmentKind, Agreement, Facts, Issued, Month
from ..engine.accounts import made_on, settled
from ..invoices.earlier import earlier
from ..models import Contract
from .models import RecordedFact

MOVES = (PAYMENTS.name, REFUNDS.name, WRITE_OFFS.name, RECOVERIES.name)
TAKES_FROM = {REFUNDS.name: "of", WRITE_OFFS.name: "invoice", RECOVERIES.name: "of"}
"""The key that names what an adjustment takes from."""


def check_added(
    contract: Contract,
    agreement: Agreement,
    before: Facts,
    after: Facts,
    places: dict[str, str],
    happened: bool = False,
) -> None:
    """Refuse what takes more than there is, of the facts that ``after`` has more than ``before``.

    ``places`` names them in messages. Refunds that ``happened`` may be of what had paid a bill: the money
    has gone, and the bill is owed again. Raises NotFound for a bill, payment or write-off that there is not.
    """
    known = {one.id for one in before.payments} | {one.id for one in before.adjustments}
    adjusted = [one for one in after.adjustments if one.id not in known]
    named = [one for one in after.payments if one.id not in known and one.bill]
    if not adjusted and not named:
        return
    bills = {one.id: one for one in issued(contract, agreement)}
    for payment in named:
        _bill(payment.bill, bills, f"{places.get(payment.id, payment.id)}.invoice")
    for one in adjusted:
        sofar = tuple(fact for fact in after.adjustments if fact.id in known)
        where = places.get(one.id, one.id)
        if happened and one.kind is AdjustmentKind.REFUND:
            _check_gone(one, after, sofar, where)
        else:
            _check(one, after, sofar, bills, where)
        known.add(one.id)


def check_withdrawn(fact: RecordedFact, rows: Sequence[RecordedFact]) -> None:
    """Refuse to take back what others take from: the refund of a payment first, then the payment."""
    for row in rows:
        if row.withdrawn_at is None and row.document.get(TAKES_FROM.get(row.kind, "")) == fact.name:
            said = f"{row.name} takes {row.document['amount']} of it"
            raise Conflict(said, where=fact.name, allowed=f"withdraw {row.name} first")


def issued(contract: Contract, agreement: Agreement) -> tuple[Issued, ...]:
    """The contract's bills up to now."""
    today = clock.now().astimezone(agreement.zone).date()
    return earlier(contract.id, Month.of(today, agreement.zone))


def _check(
    one: Adjustment, facts: Facts, sofar: tuple[Adjustment, ...], bills: dict[str, Issued], where: str
) -> None:
    match one.kind:
        case AdjustmentKind.REFUND:
            came = {fact.id: fact.on for fact in facts.payments}
            came |= {id: made_on(bill.bill) for id, bill in bills.items() if bill.bill.total < 0}
            if one.of not in came:
                message = f"{one.of!r} is neither a payment nor a bill below zero"
                raise NotFound(message, where=f"{where}.of")
            left = settled(bills.values(), facts.payments, sofar).unused.get(one.of, Decimal(0))
            _enough(one, left, came[one.of], f"{one.of} has {left} that is unused", where)
        case AdjustmentKind.WRITE_OFF:
            bill = _bill(one.of, bills, f"{where}.invoice")
            accounts = settled(bills.values(), facts.payments, sofar).accounts
            left = sum((account.left for account in accounts if account.id == one.of), Decimal(0))
            _enough(one, left, made_on(bill.bill), f"{left} of {one.of} is open", where)
        case AdjustmentKind.RECOVERY:
            offs = {fact.id: fact for fact in sofar if fact.kind is AdjustmentKind.WRITE_OFF}
            if one.of not in offs:
                raise NotFound(f"{one.of!r} is no write-off", where=f"{where}.of")
            back = (fact.amount for fact in sofar if fact.of == one.of)
            left = offs[one.of].amount - sum(back, Decimal(0))
            _enough(one, left, offs[one.of].on, f"{left} of {one.of} is written off", where)


def _check_gone(one: Adjustment, facts: Facts, sofar: tuple[Adjustment, ...], where: str) -> None:
    came = {fact.id: fact for fact in facts.payments}
    if one.of not in came:
        raise NotFound(f"{one.of!r} is no payment", where=f"{where}.of")
    back = (fact.amount for fact in sofar if fact.of == one.of)
    left = came[one.of].amount - sum(back, Decimal(0))
    _enough(one, left, came[one.of].on, f"{left} of {one.of} is left", where)


def _bill(number: str, bills: dict[str, Issued], where: str) -> Issued:
    if number not in bills or bills[number].bill.total <= 0:
        raise NotFound(f"{number!r} is no bill that the contract owes", where=where)
    return bills[number]


def _enough(one: Adjustment, left: Decimal, since: date, what: str, where: str) -> None:
    if one.amount > left:
        raise InvalidInput(
            f"{one.amount} is too much: {what}", where=f"{where}.amount", allowed=f"up to {left}"
        )
    if one.on < since:
        raise InvalidInput(f"{one.on} is before it", where=f"{where}.at", allowed=f"from {since}")
