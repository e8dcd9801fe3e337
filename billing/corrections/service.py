"""What no bill says yet of months that were invoiced before: lines for the next invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, select

from seatyard import clock
from seatyard.db import db

from ..clauses.call_charges import CallCharges
from ..credits.stored import credited, notes_of
from ..engine import Bill, Evidence, Issued, Kind, Line, Month, bill
from ..engine.amounts import decimal
from ..invoices.due import Due
from ..invoices.earlier import earlier
from ..invoices.stored import bill_of, line_of
from ..models import Invoice, InvoiceLine, LineEvidence
from ..rating.bundle import BOUGHT, DRAWN, left_of
from .difference import Key, difference, key_of
from .flagged import flagged


def corrections(due: Due, issued: Sequence[Issued]) -> tuple[Line, ...]:
    """What the month's invoice says of months before it; of one that is made, what it says.

    ``issued`` are the bills before it. In the caller's transaction.
    """
    made = db.session.scalars(
        select(Invoice.number).filter_by(
            contract_id=due.contract_id, period=due.month.name, kind=Kind.SETTLEMENT.value, sequence=1
        )
    ).one_or_none()
    if made is not None:
        return tuple(_stored(made, corrects=True))
    return outstanding(due, issued)


def outstanding(due: Due, issued: Sequence[Issued]) -> tuple[Line, ...]:
    """What no bill says yet of the months that are to be looked at again."""
    months = flagged(due.contract_id, due.agreement, issued)
    found: tuple[Line, ...] = ()
    for number, month in months.items():
        found += missing(replace(due, month=month), number, [*issued, *_as_bills(found, issued)])
    return found


def settled_since(due: Due, number: str) -> bool:
    """Whether the bills so far say all that an invoiced month comes to now.

    So they do, too, where its notices alone would be others: of a bill that was paid when nobody knew it yet.
    """
    today = clock.now().astimezone(due.agreement.zone).date()
    return not missing(due, number, earlier(due.contract_id, Month.of(today, due.agreement.zone)))


def missing(due: Due, number: str, issued: Sequence[Issued]) -> tuple[Line, ...]:
    """What no bill says yet of one invoiced month. ``issued``: all bills of the contract so far."""
    invoice = db.session.scalars(select(Invoice).filter_by(number=number)).one()
    billed = [*_stored(number, corrects=False), *_correcting(number)]
    now = bill_of(invoice, {})
    if due.agreement.active_in(due.month):
        now = _own(due, billed, issued, tuple(_stored(number, corrects=True)))
    else:
        now = replace(now, lines=(), trails=())
    lines = bill_of(invoice, {}).lines
    back: dict[Key, Decimal] = {}
    for at, amount in credited(notes_of(invoice.id)).items():
        key = key_of(lines[at - 1], due.month.name)
        back[key] = back.get(key, Decimal(0)) + amount
    return difference(now, billed, number, back)


def counting(issued: tuple[Issued, ...], lines: tuple[Line, ...]) -> tuple[Issued, ...]:
    """The bills before a month, and what the lines about months before it drew of a bundle."""
    return (*issued, *_as_bills(lines, issued))


def _own(due: Due, billed: Sequence[Line], issued: Sequence[Issued], corrected: tuple[Line, ...]) -> Bill:
    """The month as it comes to now, without what its invoice said of others."""
    before = earlier(due.contract_id, due.month)
    known = counting(before, corrected)
    drawn = _overdrawn(known, billed, issued)
    facts = due.facts(as_of=due.month.last_day)
    return bill(due.agreement, facts, due.month, (*known, *_as_bills(drawn, issued)))


def _overdrawn(known: Sequence[Issued], billed: Sequence[Line], issued: Sequence[Issued]) -> tuple[Line, ...]:
    """Of a bundle, what later months have drawn that this one could draw by what was before it."""
    if not any(line.item == DRAWN for one in issued for line in one.bill.lines):
        return ()
    then = left_of(line for one in known for line in one.bill.lines if line.clause == CallCharges.name)
    left = left_of(line for one in issued for line in one.bill.lines if line.clause == CallCharges.name)
    own = sum((Fraction(line.quantity) * 60 for line in billed if line.item == DRAWN), Fraction(0))
    bought = sum((Fraction(line.quantity) * 60 for line in billed if line.item == BOUGHT), Fraction(0))
    over = then + bought - own - left
    like = next((line for one in issued for line in one.bill.lines if line.item == DRAWN), None)
    return (replace(like, quantity=decimal(over / 60)),) if over > 0 and like else ()


def _as_bills(lines: tuple[Line, ...], issued: Sequence[Issued]) -> list[Issued]:
    """The lines that have to do with a bundle as a bill of nothing, for who goes on from it."""
    kept = tuple(line for line in lines if line.item in (BOUGHT, DRAWN))
    if not kept or not issued:
        return []
    nothing = replace(
        issued[-1].bill,
        lines=kept,
        total=Decimal(0),
        subtotal=Decimal(0),
        tax=Decimal(0),
        kind=Kind.CORRECTION,
    )
    return [Issued("", nothing)]


def _stored(number: str, *, corrects: bool) -> list[Line]:
    """An invoice's own lines, or those about others, with their evidence."""
    own = InvoiceLine.corrects != "" if corrects else InvoiceLine.corrects == ""
    return _with_evidence(Invoice.number == number, own)


def _correcting(number: str) -> list[Line]:
    """The lines of all bills that correct this invoice."""
    return _with_evidence(InvoiceLine.corrects == number)


def _with_evidence(*which: ColumnElement[bool]) -> list[Line]:
    query = select(InvoiceLine).join(Invoice).where(*which)
    rows = db.session.scalars(query.order_by(InvoiceLine.invoice_id, InvoiceLine.position)).all()
    return [line_of(row, _evidence(row)) for row in rows]


def _evidence(line: InvoiceLine) -> list[Evidence]:
    one = LineEvidence
    mine = one.line_id == line.id, one.tenant_id == line.invoice.tenant_id
    found = db.session.execute(select(one.kind, one.subject, one.quantity).where(*mine))
    return [Evidence(*told) for told in found]
