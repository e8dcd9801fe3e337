"""Invoices for whoever shows or sends them: closing months, lists, one by its number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seatyard import distinct
from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.paging import Page, Part, paged, part, sliced

from ..models import Invoice, InvoiceLine
from .close import CHANGED, DIFFERS, FINALISED, HELD, REFUSED, UNCHANGED, Outcome, close

__all__ = [
    "CHANGED",
    "DIFFERS",
    "FINALISED",
    "HELD",
    "REFUSED",
    "UNCHANGED",
    "Outcome",
    "by_number",
    "close",
    "invoices",
    "line_of",
    "listing",
    "months",
    "named",
    "part_in",
    "part_of",
]


def by_number(number: str, tenant_id: int | None = None) -> Invoice:
    """The invoice of this number with its contract; NotFound for none, or for another tenant's."""
    query = _selected(tenant_id=tenant_id).where(Invoice.number == number)
    invoice = db.session.scalar(query.options(joinedload(Invoice.contract)))
    if invoice is None:
        raise NotFound(f"no invoice {number!r}", where="number")
    return invoice


def line_of(invoice: Invoice, position: int) -> InvoiceLine:
    """NotFound where it has none there."""
    for line in invoice.lines:
        if line.position == position:
            return line
    raise NotFound(f"no line {position}", where=f"invoice {invoice.number}")


def listing(*, tenant_id: int | None = None, period: str | None = None, page: int = 1) -> Page[Invoice]:
    """Invoices, the newest first, a page at a time."""
    return paged(_selected(tenant_id, period).order_by(Invoice.id.desc()), page)


def part_of(
    tenant_id: int | None, *, period: str | None = None, after: str = "", limit: int = 50
) -> Part[Invoice]:
    """Of a tenant's invoices, or of all tenants', the newest first, those after a place in the list."""
    return part(_selected(tenant_id, period), Invoice.id, after, limit, descending=True)


def named(numbers: Sequence[str], page: int = 1) -> Page[Invoice]:
    """Of the invoices of these numbers a page, the last number first."""
    some = sliced(sorted(numbers, reverse=True), page)
    found = {
        one.number: one for one in db.session.scalars(_selected().where(Invoice.number.in_(some.entries)))
    }
    return Page([found[number] for number in some.entries], some.number, some.total, some.size)


def part_in(numbers: Sequence[str], after: str = "", limit: int = 50) -> Part[Invoice]:
    """Of the invoices of these numbers, the last number first, those before a number."""
    left = sorted((one for one in numbers if not after or one < after), reverse=True)
    shown = left[:limit]
    found = {one.number: one for one in db.session.scalars(_selected().where(Invoice.number.in_(shown)))}
    return Part([found[number] for number in shown], shown[-1] if len(left) > limit else "")


def months() -> list[str]:
    """The months that have invoices, the latest first."""
    return distinct.latest(Invoice.period)


def invoices(*, tenant_id: int | None = None, period: str | None = None) -> list[Invoice]:
    """All invoices of a tenant, a period, or both, in the order of their numbers."""
    return list(db.session.scalars(_selected(tenant_id, period).order_by(Invoice.id)))


def _selected(tenant_id: int | None = None, period: str | None = None) -> Select[tuple[Invoice]]:
    query = select(Invoice)
    if tenant_id is not None:
        query = query.where(Invoice.tenant_id == tenant_id)
    return query.where(Invoice.period == period) if period is not None else query
