"""Statement lines and the money that they are. What holds yields an empty text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from seatyard.db import db

from ..bank.models import BankLine, BankMatch
from ..cases.facts.adjustments import REFUNDS
from ..cases.facts.payments import PAYMENTS
from ..recorded.models import RecordedFact
from .bookings import STREAM


def lines() -> Iterator[str]:
    """No line is more money than it says, and what it was matched with is a payment or refund of as much."""
    query = select(BankLine).options(selectinload(BankLine.matches).joinedload(BankMatch.fact))
    for line in db.session.scalars(query.order_by(BankLine.id).execution_options(yield_per=STREAM)):
        yield _wrong(line)
    twice = (
        select(BankMatch.fact_id)
        .join(RecordedFact, RecordedFact.id == BankMatch.fact_id)
        .where(BankMatch.undone_at.is_(None), RecordedFact.withdrawn_at.is_(None))
        .group_by(BankMatch.fact_id)
        .having(func.count() > 1)
    )
    for fact_id in db.session.scalars(twice):
        yield f"F{fact_id} is matched with several statement lines"


def _wrong(line: BankLine) -> str:
    standing = [one for one in line.matches if one.stands]
    kind = PAYMENTS.name if line.incoming else REFUNDS.name
    for one in standing:
        if one.fact.kind != kind or Decimal(str(one.fact.document["amount"])) != one.amount:
            return f"statement line {line.name}: matched as another than {one.fact.name}"
    if standing and (line.amount is None or sum(one.amount for one in standing) > line.amount):
        return f"statement line {line.name}: matched with more than it is"
    return ""
