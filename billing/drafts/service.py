"""Drafts for whoever shows them: those of a month, one by its tenant, with where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, func, select
from sqlalchemy.orm import selectinload

from seatyard.db import LARGEST_ID, db, slices
from seatyard.errors import InvalidInput, NotFound
from seatyard.paging import Page, Part, paged, part
from tenants import directory

from ..contracts.service import tenants_named
from ..engine import Kind
from ..models import Invoice
from .gate import Action
from .models import DraftReview, InvoiceDraft

OPEN, HELD, APPROVED, CHANGED, FINALISED = "open", "held", "approved", "changed", "finalised"
STATES = (OPEN, HELD, APPROVED, CHANGED, FINALISED)
"""Nobody has said anything; kept back; right as it stands; approved, and another one since; invoiced."""


@dataclass(frozen=True, slots=True)
class Row:
    """A draft with where it stands."""

    draft: InvoiceDraft
    tenant: str
    """Its name."""
    state: str
    number: str
    """Of its invoice, once there is one."""

    @property
    def last(self) -> DraftReview | None:
        return self.draft.reviews[-1] if self.draft.reviews else None

    @property
    def difference(self) -> Decimal | None:
        """From the month before."""
        return None if self.draft.before is None else self.draft.total - self.draft.before


def months() -> list[str]:
    """The months that have drafts, the latest first: each a step along the index, however many drafts."""
    latest = select(func.max(InvoiceDraft.period).label("period")).cte("months", recursive=True)
    earlier = select(func.max(InvoiceDraft.period)).where(InvoiceDraft.period < latest.c.period)
    steps = select(earlier.scalar_subquery()).where(latest.c.period.is_not(None))
    found = latest.union_all(steps).c.period
    return list(db.session.scalars(select(found).where(found.is_not(None)).order_by(found.desc())))


def listing(period: str, page: int = 1, size: int = 50) -> Page[Row]:
    """A month's drafts in the order of their tenants, a page at a time."""
    query = select(InvoiceDraft).filter_by(period=period).options(selectinload(InvoiceDraft.reviews))
    found = paged(query.order_by(InvoiceDraft.tenant_id, InvoiceDraft.contract_id), page, size)
    return Page(_rows(list(found.entries)), found.number, found.total, found.size)


def part_of(period: str | None = None, after: str = "", limit: int = 50) -> Part[Row]:
    """Drafts, of a month or of all, the last made first, those after one."""
    query = select(InvoiceDraft).options(selectinload(InvoiceDraft.reviews))
    if period is not None:
        query = query.filter_by(period=period)
    found = part(query, InvoiceDraft.id, after, limit, descending=True)
    return Part(_rows(list(found.entries)), found.after)


def all_of(period: str, tenant: str | None = None) -> list[Row]:
    """All of a month's, or a tenant's."""
    query = select(InvoiceDraft).filter_by(period=period).options(selectinload(InvoiceDraft.reviews))
    if tenant is not None:
        query = query.where(InvoiceDraft.tenant_id == tenants_named(tenant)[0].id)
    return _rows(list(db.session.scalars(query.order_by(InvoiceDraft.tenant_id, InvoiceDraft.contract_id))))


def one_of(period: str, tenant: str, contract: int | None = None) -> Row:
    """A tenant's draft of a month; which one, where it has several contracts."""
    rows = all_of(period, tenant)
    if contract is not None:
        rows = [row for row in rows if row.draft.contract_id == contract]
    if not rows:
        message = f"no draft of {period} for {tenant}"
        raise NotFound(message, where="period", allowed=f"bill close {period} --draft first")
    if len(rows) > 1:
        ids = ", ".join(str(row.draft.contract_id) for row in rows)
        raise InvalidInput(f"{tenant} has several contracts", where="--contract", allowed=ids)
    return rows[0]


def by_id(draft_id: int) -> Row:
    draft = db.session.get(InvoiceDraft, draft_id) if draft_id <= LARGEST_ID else None
    if draft is None:
        raise NotFound("no such draft", where=f"draft {draft_id}")
    return _rows([draft])[0]


def counts(period: str) -> dict[str, int]:
    """How many of a month's stand where."""
    found = dict.fromkeys(STATES, 0)
    for row in all_of(period):
        found[row.state] += 1
    return found


def totals(period: str) -> dict[str, Decimal]:
    """What a month's drafts come to, by currency."""
    query = select(InvoiceDraft.currency, InvoiceDraft.total).filter_by(period=period)
    found: dict[str, Decimal] = {}
    for currency, total in db.session.execute(query):
        found[currency] = found.get(currency, Decimal(0)) + total
    return found


def _rows(drafts: list[InvoiceDraft]) -> list[Row]:
    invoiced, names = _invoiced(drafts), directory.by_id([draft.tenant_id for draft in drafts])
    rows = []
    for draft in drafts:
        number = invoiced.get(draft.contract_id, "")
        rows.append(Row(draft, names[draft.tenant_id].name, FINALISED if number else _state(draft), number))
    return rows


def _state(draft: InvoiceDraft) -> str:
    last = draft.reviews[-1] if draft.reviews else None
    if last is None or last.action == Action.RELEASED:
        return OPEN
    if last.action == Action.HELD:
        return HELD
    return APPROVED if last.fingerprint == draft.fingerprint else CHANGED


def _invoiced(drafts: list[InvoiceDraft]) -> dict[int, str]:
    """The invoices of the drafts' month, by contract; the drafts are of one month."""
    if not drafts:
        return {}
    settled = and_(Invoice.kind == Kind.SETTLEMENT.value, Invoice.period == drafts[0].period)
    found: dict[int, str] = {}
    for some in slices(draft.contract_id for draft in drafts):
        query = select(Invoice.contract_id, Invoice.number).where(settled, Invoice.contract_id.in_(some))
        found.update(tuple(row) for row in db.session.execute(query))
    return found
