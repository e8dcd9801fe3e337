"""Whether a month may be finalised as its draft was reviewed."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import Conflict

from .models import DraftReview, InvoiceDraft


class Action(StrEnum):
    HELD = "held"
    RELEASED = "released"
    APPROVED = "approved"


class Held(Conflict):
    """Finance keeps the month back."""


class ChangedSince(Conflict):
    """The facts are others than those that were approved."""


def lock(contract_id: int, period: str) -> None:
    """Wait for whoever reviews or computes the month's draft, and keep others away until the commit."""
    query = select(InvoiceDraft.id).filter_by(contract_id=contract_id, period=period)
    db.session.execute(query.with_for_update())


def check(contract_id: int, period: str, fingerprint: str | None = None) -> None:
    """Raise Held while the month's draft is held, ChangedSince where it was approved and comes to another
    ``fingerprint`` now. A month without a draft, or that nobody has reviewed, passes."""
    query = (
        select(DraftReview)
        .join(InvoiceDraft, InvoiceDraft.id == DraftReview.draft_id)
        .where(InvoiceDraft.contract_id == contract_id, InvoiceDraft.period == period)
        .order_by(DraftReview.id.desc())
        .limit(1)
    )
    last = db.session.scalars(query).one_or_none()
    if last is None:
        return
    if last.action == Action.HELD:
        raise Held(f"held by {last.by}: {last.reason}", where=period, allowed="release the draft first")
    if last.action == Action.APPROVED and fingerprint not in (None, last.fingerprint):
        message = f"the facts changed since {last.by} approved {last.total}"
        again = f"compute the draft again by bill close {period} --draft, and approve or release it"
        raise ChangedSince(message, where=period, allowed=again)
