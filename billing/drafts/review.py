"""What finance decides about a draft: hold it, release it, approve it as it stands. Each act is kept."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import LARGEST_ID, db, transaction
from seatyard.errors import Conflict, NotFound
from seatyard.findings.people import of_staff, words

from ..invoices.finalise import find
from .gate import Action
from .models import DraftReview, InvoiceDraft


def hold(draft_id: int, by: str, reason: str) -> None:
    """Keep it from being finalised until it is released. Conflict where it is invoiced."""
    _act(draft_id, Action.HELD, by, words(reason, "reason"))


def release(draft_id: int, by: str, reason: str = "") -> None:
    """Take a hold or an approval back: the next close finalises it, whatever it comes to then."""
    _act(draft_id, Action.RELEASED, by, words(reason, "reason") if reason.strip() else "")


def approve(draft_id: int, by: str, seen: str) -> None:
    """Say that it is right as it stands: over other facts the next close leaves it for another look.

    ``seen`` is the fingerprint of what the person looked at; Conflict where the draft is another one by now,
    cannot be finalised, or is held.
    """
    _act(draft_id, Action.APPROVED, by, "", seen)


def _act(draft_id: int, action: Action, by: str, reason: str, seen: str | None = None) -> None:
    of_staff(by, "by")
    with transaction():
        query = select(InvoiceDraft).filter_by(id=min(draft_id, LARGEST_ID)).with_for_update()
        draft = db.session.scalars(query).one_or_none()
        if draft is None:
            raise NotFound("no such draft", where=f"draft {draft_id}")
        last = draft.reviews[-1] if draft.reviews else None
        if (standing := find(draft.contract_id, draft.period)) is not None:
            raise Conflict(f"it is invoiced: {standing.number}", where=draft.period, allowed="a draft")
        if seen is not None:
            _check_approval(draft, last, seen)
        if last is not None and (last.action, last.reason, last.fingerprint) == (
            action.value,
            reason,
            draft.fingerprint,
        ):
            return
        db.session.add(
            DraftReview(
                draft_id=draft.id,
                action=action.value,
                by=by,
                reason=reason,
                fingerprint=draft.fingerprint,
                total=draft.total,
            )
        )


def _check_approval(draft: InvoiceDraft, last: DraftReview | None, seen: str) -> None:
    if not draft.fingerprint:
        raise Conflict(f"it is not computable: {draft.problem}", where=draft.period, allowed="a whole draft")
    if last is not None and last.action == Action.HELD:
        raise Conflict(f"{last.by} holds it: {last.reason}", where=draft.period, allowed="release it first")
    if draft.fingerprint != seen:
        message = "it was computed again since you looked, and comes to something else"
        raise Conflict(message, where=draft.period, allowed="look at it again")
