"""Lines become payments by a person's word, or by a sure suggestion; and stop being it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.findings.people import of_staff, words

from ..cases.facts.adjustments import REFUNDS
from ..cases.facts.payments import PAYMENTS
from ..contracts.service import agreement_of
from ..models import Contract, Invoice
from ..recorded import keeping
from ..recorded.models import MARK, RecordedFact
from ..recorded.service import contract_of
from . import listing, returned
from .listing import FAULTY, MATCHED, OPEN, OUT, PARKED, Row, row
from .models import MARK as LINE
from .models import BankLine, BankMatch
from .suggesting import Part, suggestions


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a line as a person says it."""

    of: str
    """An invoice's number, a tenant's name for money on account, or a refund (``F17``)."""
    amount: Decimal | None = None
    """None is all that the parts before it leave."""


def confirm(name: str, asked: Sequence[Asked], *, by: str) -> Row:
    """Book parts of a line; what they leave stays open. A debit is matched with a recorded refund."""
    with transaction():
        told_by, line = of_staff(by, "--by"), _locked(name)
        parts = tuple(_parts(asked, _ready(line).left))
        like = [one.words for one in suggestions([line])[line.id] if one.parts == parts]
        return _book(line, parts, told_by, like[0] if like else "")


def confirm_suggestion(name: str, number: int, *, by: str) -> Row:
    """Book a line as its ``number``-th suggestion says, from 1, as they are now."""
    with transaction():
        told_by, line = of_staff(by, "--by"), _locked(name)
        _ready(line)
        found = suggestions([line])[line.id]
        if not 0 < number <= len(found):
            allowed = f"1 to {len(found)}" if found else "--part"
            raise InvalidInput(f"there is no suggestion {number}", where="--suggestion", allowed=allowed)
        chosen = found[number - 1]
        return _book(line, chosen.parts, told_by, chosen.words)


def book_sure(ids: Sequence[int], *, by: str) -> list[Row]:
    """Book the lines whose first suggestion is sure, each in a transaction of its own; those booked."""
    booked = []
    for id in ids:
        with transaction():
            line = _locked(f"{LINE}{id}")
            if not line.incoming or row(line).state != OPEN:
                continue
            found = suggestions([line])[line.id]
            if found and found[0].sure:
                booked.append(_book(line, found[0].parts, by, found[0].words))
    return booked


def unmatch(name: str, *, reason: str, by: str) -> Row:
    """Take the line's payments back, in the ledger by their reversal; a refund stays, without its line."""
    with transaction():
        told_by, why, line = of_staff(by, "--by"), words(reason, "--reason"), _locked(name)
        standing = [one for one in line.matches if one.stands]
        if not standing:
            raise Conflict("is not matched", where=line.name)
        for one in standing:
            if one.fact.kind == PAYMENTS.name:
                keeping.take_back(one.fact, reason=why, by=told_by)
            one.undone_at, one.undone_by, one.undone_because = clock.now(), told_by, why
        db.session.flush()
        return row(line)


def park(name: str, *, reason: str, by: str) -> Row:
    """Set a line that is not matched aside, with the reason."""
    with transaction():
        told_by, why, line = of_staff(by, "--by"), words(reason, "--reason"), _locked(name)
        if row(line).state not in (OPEN, OUT, PARKED):
            raise Conflict(f"is {row(line).state}", where=line.name, allowed="an open line")
        line.parked, line.parked_by = why, told_by
        return row(line)


def release(name: str, *, by: str) -> Row:
    """Take a parked line as what it says."""
    with transaction():
        told_by, line = of_staff(by, "--by"), _locked(name)
        if line.parked is None:
            raise Conflict("is not parked", where=line.name)
        line.parked, line.parked_by = None, told_by
        return row(line)


def _locked(name: str) -> BankLine:
    """Until the transaction's end."""
    query = select(BankLine).filter_by(id=listing.named(name).id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def _ready(line: BankLine) -> Row:
    told = row(line)
    if told.state in (FAULTY, PARKED):
        raise Conflict(f"is {told.state}: {told.why}", where=line.name, allowed="an open line")
    if told.state == MATCHED:
        raise Conflict("is matched already", where=line.name, allowed="unmatch it first")
    return told


def _parts(asked: Sequence[Asked], left: Decimal) -> list[Part]:
    if not asked:
        raise InvalidInput(
            "nothing is said", where="--part", allowed="NUMBER, TENANT, or either with =AMOUNT"
        )
    parts: list[Part] = []
    for one in asked:
        rest = left - sum((part.amount for part in parts), Decimal(0))
        amount = rest if one.amount is None else one.amount
        if amount <= 0 or amount > rest:
            raise InvalidInput(f"{one.of} cannot have {amount}", where="--part", allowed=f"up to {rest}")
        parts.append(Part(one.of, amount))
    return parts


def _book(line: BankLine, parts: Sequence[Part], by: str, reasons: str) -> Row:
    assert line.on is not None, "a line without a day is faulty"
    if not line.incoming:
        _link(line, parts, by, reasons)
    else:
        targets = [(part, *_target(part.of, line.currency)) for part in parts]
        for part, contract, number in sorted(targets, key=lambda one: one[1].id):
            entry = {"at": line.on.isoformat(), "amount": f"{part.amount:f}", "reference": line.name}
            if number:
                entry["invoice"] = number
            kept = keeping.record(contract, {PAYMENTS.name: [entry]}, by, again=True)
            (fact,) = kept.rows.values()
            _match(line, fact, part.amount, by, reasons)
    db.session.flush()
    db.session.expire(line, ["matches"])
    return row(line)


def _link(line: BankLine, parts: Sequence[Part], by: str, reasons: str) -> None:
    """A refund is the money of one debit, of all of it."""
    for part in parts:
        waiting = {one.name: one for one in returned.refunds(line.currency)}
        if part.of not in waiting:
            allowed = ", ".join(waiting) or "record the refund first: bill refund"
            raise NotFound(
                f"{part.of!r} is no refund that waits for its line", where="--part", allowed=allowed
            )
        if waiting[part.of].amount != part.amount:
            message = f"{part.of} is of {waiting[part.of].amount}"
            raise InvalidInput(message, where="--part", allowed=f"{part.of}={waiting[part.of].amount}")
        fact = keeping.named(part.of)
        assert fact.kind == REFUNDS.name, "only refunds wait"
        _match(line, fact, part.amount, by, reasons)
        db.session.flush()


def _match(line: BankLine, fact: RecordedFact, amount: Decimal, by: str, reasons: str) -> None:
    db.session.add(BankMatch(line_id=line.id, fact_id=fact.id, amount=amount, made_by=by, reasons=reasons))


def _target(of: str, currency: str) -> tuple[Contract, str]:
    """The contract that a part goes to, and the number of its bill; InvalidInput for another currency."""
    if of.startswith(MARK) and of[1:].isdigit():
        raise InvalidInput(f"{of} is a refund, and money came in", where="--part")
    invoice = db.session.scalars(select(Invoice).filter_by(number=of)).one_or_none()
    contract = invoice.contract if invoice is not None else contract_of(of, None)
    own = agreement_of(contract).currency.value
    if own != currency:
        raise InvalidInput(f"{of} pays in {own}, and the line is in {currency}", where="--part")
    return contract, of if invoice is not None else ""
