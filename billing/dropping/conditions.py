"""What stands against dropping a month's calls: whatever an invoice, a question or a person still needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select

from esl.calls.lengths import LONGEST_CALL
from esl.dropping.service import recorded
from esl.models import CdrRecord
from seatyard.db import db
from seatyard.findings import Filters, Finding
from seatyard.findings.listing import narrowed
from seatyard.months import months_after

from ..contracts.service import contracts
from ..corrections.flagged import OF_INVOICE, OF_SEVERAL
from ..engine import Agreement, Kind, Month
from ..facts import agreement_now
from ..models import Invoice

LEAST = 13
"""Months for which calls are kept in any case, beside the present one: a year's reports, and a month's
invoice set against the same of the year before."""
FEW = 5
"""Contracts that are named; the rest is counted."""


def may_go_from(month: date, keeps: int = LEAST) -> date:
    """The day from which a month, by its first day (UTC), is past its keep."""
    return months_after(month, max(keeps, LEAST) + 1)


def in_the_way(month: date) -> list[str]:
    """A line each; none: nothing needs it. In the caller's transaction."""
    return [*_open_months(month), *_questions(month), *_recordings(month)]


def _open_months(month: date) -> Iterator[str]:
    """Contracts with a month that its calls have a part in, and that is not invoiced.

    Those before a contract's first invoice were billed elsewhere.
    """
    settled = dict(
        db.session.execute(
            select(Invoice.contract_id, func.max(Invoice.period))
            .where(Invoice.kind == Kind.SETTLEMENT.value)
            .group_by(Invoice.contract_id)
        )
        .tuples()
        .all()
    )
    waiting = [
        f"{name} (contract {one.id}, {wanted})"
        for one, name in contracts(None)
        if (wanted := _last(agreement_now(one), month)) and settled.get(one.id, "") < wanted
    ]
    if waiting:
        more = f" and {len(waiting) - FEW} more" if len(waiting) > FEW else ""
        yield f"not invoiced yet: {', '.join(waiting[:FEW])}{more}"


def _last(agreement: Agreement, month: date) -> str:
    """The last month of a contract that calls of a month are needed for; empty for none."""
    begins, sealed = _sealed(month)
    if agreement.span.starts >= sealed or agreement.span.ends <= begins:
        return ""
    at = Month.of(sealed.astimezone(agreement.zone).date(), agreement.zone)
    ends = agreement.term.ends
    return min(at.name, f"{ends:%Y-%m}") if ends else at.name


def _questions(month: date) -> Iterator[str]:
    """Open findings that money hangs on, of that time or of no known one; invoices to be looked at again;
    records that are not folded."""
    begins, ends = _sealed(month)
    touches = or_(
        and_(Finding.about_from.is_(None), Finding.first_at < ends),
        and_(Finding.about_from < ends, Finding.about_until >= begins),
    )
    if found := _many(narrowed(Filters(billable=True)).where(touches)):
        yield f"{found} open findings that money hangs on touch it: seatyard finding list"
    period = f"{months_after(ends.date().replace(day=1), 1):%Y-%m}"
    again = Finding.cleared_at.is_(None), Finding.kind.in_([*OF_INVOICE, OF_SEVERAL])
    if found := _many(select(Finding).where(*again, _of_month(period))):
        yield f"{found} findings say that invoices of that time are to be looked at again"
    unfolded = CdrRecord.folded_at.is_(None), CdrRecord.parked_at.is_(None)
    if found := _many(select(CdrRecord.id).where(*unfolded)):
        yield f"{found} call records are not folded yet: seatyard meter fold"


def _sealed(month: date) -> tuple[datetime, datetime]:
    """From the month's begin to where nothing depends on it any more."""
    ends = datetime.combine(months_after(month, 1), time(), UTC)
    return datetime.combine(month, time(), UTC), ends + LONGEST_CALL


def _of_month(last: str) -> ColumnElement[bool]:
    """Of that month or one before, as their detail says; of one that names none too."""
    period = Finding.detail["period"].as_string()
    return or_(period.is_(None), period <= last)


def _recordings(month: date) -> Iterator[str]:
    if many := recorded(month):
        yield f"{many} recordings of its calls are kept"


def _many(query: object) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0  # type: ignore[attr-defined]
