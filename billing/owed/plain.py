"""Contracts whose money needs no reckoning: whatever came paid one bill, the one that it named, to the cent.

Of such a contract the engine (``engine.accounts``) could say nothing else than that these bills are paid and
all others are open in full: each payment finds the bill that it names untouched, and nothing is left of it
for another one. So the database tells them, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Integer, and_, cast, extract, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from seatyard.db import among, db
from seatyard.sums import exact

from ..cases.facts.payments import PAYMENTS
from ..credits.models import CreditNote
from ..engine import Kind
from ..engine.accounts import MONEY
from ..models import Invoice
from ..recorded.models import RecordedFact

fact = RecordedFact
NAMED = fact.document["invoice"].as_string()
"""The bill that a payment is for."""


def plain(contract_ids: Collection[int], on: date) -> dict[int, dict[str, Decimal]]:
    """Those of the contracts that are so, with their open bills by number, as that day ends.

    Any other money makes a contract another one: a part of a bill, money for a month or before its bill,
    refunds, write-offs, credit notes, bills below zero.
    """
    told = and_(
        among(fact.contract_id, contract_ids),
        fact.kind.in_(MONEY),
        fact.withdrawn_at.is_(None),
        fact.on <= on,
    )
    found: dict[int, dict[str, Decimal]] = {one: {} for one in contract_ids}
    otherwise = (
        select(fact.contract_id)
        .outerjoin(Invoice, _pays())
        .where(told)
        .group_by(fact.contract_id)
        .having(func.count() != func.count(Invoice.id.distinct()))
    )
    noted = select(CreditNote.contract_id).where(among(CreditNote.contract_id, contract_ids)).distinct()
    for query in (otherwise, noted):
        for contract_id in db.session.scalars(query):
            found.pop(contract_id, None)
    paid = select(fact.contract_id, NAMED).where(told, NAMED.is_not(None))
    bills = select(Invoice.contract_id, Invoice.number, Invoice.total).where(
        among(Invoice.contract_id, contract_ids),
        _made(on),
        tuple_(Invoice.contract_id, Invoice.number).not_in(paid),
    )
    for contract_id, number, total in db.session.execute(bills):
        if total < 0:
            found.pop(contract_id, None)
        elif total and contract_id in found:
            found[contract_id][number] = total
    return found


def _pays() -> ColumnElement[bool]:
    """Whether a fact is a payment of just that bill, once it was made."""
    told = fact.document
    return and_(
        fact.kind == PAYMENTS.name,
        told["period"].as_string().is_(None),
        Invoice.number == NAMED,
        exact(told["amount"].as_string()) == exact(Invoice.total),
        fact.contract_id == Invoice.contract_id,
        _made(fact.on),
    )


def _made(on: date | InstrumentedAttribute[date]) -> ColumnElement[bool]:
    """``engine.accounts.made_on``: whether a bill is made by that day."""
    month = cast(func.replace(Invoice.period, "-", ""), Integer)
    if isinstance(on, date):
        over: ColumnElement[bool] = month < on.year * 100 + on.month
    else:
        over = month < extract("year", on) * 100 + extract("month", on)
    asked = and_(Invoice.kind != Kind.SETTLEMENT.value, Invoice.asked.is_not(None))
    return or_(and_(asked, Invoice.asked <= on), and_(~asked, over))
