"""Writing e-mails and taking back those that wait. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from seatyard import clock, scope
from seatyard.db import db, insert

from .models import Mail


def put(key: str, *, tenant_id: int, about: str, subject: str, text: str, recipient: str = "") -> None:
    """Write one to the tenant's contacts, or to one ``recipient``; the same key again writes nothing."""
    row = {"tenant_id": tenant_id, "key": key, "about": about, "subject": _one_line(subject), "text": text}
    row |= {"recipient": recipient} if recipient else {}
    db.session.execute(insert(Mail).values(**row).on_conflict_do_nothing())


def put_personal(key: str, recipient: str, subject: str, text: str) -> None:
    """Write one to one person: the house's, whoever asked for it."""
    row = {"key": key, "recipient": recipient, "about": "", "subject": _one_line(subject), "text": text}
    with scope.everyone():
        db.session.execute(insert(Mail).values(**row).on_conflict_do_nothing())


def cancel(tenant_id: int, *, about: str = "", keys: Collection[str] = ()) -> None:
    """Send nothing any more of what waits: about an invoice, or of these keys."""
    waiting = update(Mail).where(Mail.tenant_id == tenant_id, Mail.sent_at.is_(None))
    waiting = waiting.where(Mail.cancelled_at.is_(None))
    if about:
        db.session.execute(waiting.where(Mail.about == about).values(cancelled_at=clock.now()))
    if keys:
        db.session.execute(waiting.where(Mail.key.in_(keys)).values(cancelled_at=clock.now()))


def sent(keys: Collection[str]) -> dict[str, datetime]:
    """When those left that did, by key."""
    query = select(Mail.key, Mail.sent_at).where(Mail.key.in_(keys), Mail.sent_at.is_not(None))
    return {key: at for key, at in db.session.execute(query) if at is not None}


def latest(tenant_id: int, about: Collection[str]) -> dict[str, Mail]:
    """The last one about each of these things."""
    if not about:
        return {}
    query = select(Mail).where(Mail.tenant_id == tenant_id, Mail.about.in_(about)).order_by(Mail.id)
    return {mail.about: mail for mail in db.session.scalars(query)}


def of_tenant(tenant_id: int) -> list[Mail]:
    """The latest first."""
    return list(db.session.scalars(select(Mail).filter_by(tenant_id=tenant_id).order_by(Mail.id.desc())))


def _one_line(subject: str) -> str:
    return " ".join(subject.split())
