"""Drafts that wait for somebody's word: how many, by month, without reading the drafts themselves."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, select

from seatyard.db import db

from ..engine import Kind
from ..models import Invoice
from .gate import Action
from .models import DraftReview, InvoiceDraft


def waiting(period: str | None = None) -> dict[str, int]:
    """By month, the earliest first, or of one: not invoiced, and not approved as they stand, nor held."""
    last = select(func.max(DraftReview.id)).group_by(DraftReview.draft_id)
    invoiced = exists().where(
        Invoice.contract_id == InvoiceDraft.contract_id,
        Invoice.period == InvoiceDraft.period,
        Invoice.kind == Kind.SETTLEMENT.value,
    )
    query = (
        select(InvoiceDraft.period, InvoiceDraft.fingerprint, DraftReview.action, DraftReview.fingerprint)
        .outerjoin(DraftReview, and_(DraftReview.draft_id == InvoiceDraft.id, DraftReview.id.in_(last)))
        .where(~invoiced)
        .order_by(InvoiceDraft.period)
    )
    if period is not None:
        query = query.where(InvoiceDraft.period == period)
    found: dict[str, int] = {}
    for period, fingerprint, action, of in db.session.execute(query):
        settled = action == Action.HELD or (action == Action.APPROVED and of == fingerprint)
        if not settled:
            found[period] = found.get(period, 0) + 1
    return found
