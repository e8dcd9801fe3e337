"""Whose an outside identity is: tied once, by a verified address; found by its own name from then on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from ..actor import acting
from ..db import db
from ..errors import NotFound, Unauthorized
from . import kept_sessions, links, service
from .models import OutsideIdentity, User
from .people import has_address

AWAY, DENIED, STALE, WRONG = "away", "denied", "stale", "wrong"
"""The provider is away; it let nobody in; nobody waits for this answer; the answer cannot be believed."""
UNVERIFIED, NOBODY = "unverified", "nobody"
"""It vouches for no address; or for one by which nobody may come."""


class NotAdmitted(Unauthorized):
    """Nobody is let in by this way now: ``reason`` is a word of the above, ``who`` what the provider told."""

    def __init__(self, reason: str, message: str, *, who: str = "") -> None:
        super().__init__(message, where="outside login")
        self.reason, self.who = reason, who


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody as the provider knows them."""

    issuer: str
    subject: str
    email: str = ""
    """Only one that the provider has verified."""


def person(vouched: Vouched) -> User:
    """Who that is. NotAdmitted for a stranger, a tenant's person, and one who is locked. Commits."""
    query = select(User).join(OutsideIdentity, OutsideIdentity.user_id == User.id)
    query = query.where(OutsideIdentity.issuer == vouched.issuer, OutsideIdentity.subject == vouched.subject)
    user = db.session.scalar(query) or _tied(vouched)
    if user.of_tenant or user.locked_at is not None:
        raise _nobody(vouched, "may not come in")
    return user


def tied(user_ids: Collection[int]) -> set[int]:
    """Those of these people who have an outside identity."""
    query = select(OutsideIdentity.user_id)
    return set(db.session.scalars(query.where(OutsideIdentity.user_id.in_(user_ids))))


def detach(user: User) -> None:
    """Forget the identity, and end what was begun with it; the next login there ties anew. Commits."""
    gone = delete(OutsideIdentity).filter_by(user_id=user.id).returning(OutsideIdentity.user_id)
    if db.session.scalar(gone) is None:
        raise NotFound("has no outside identity", where=user.login)
    kept_sessions.end_all(user.id)
    db.session.commit()


def _tied(vouched: Vouched) -> User:
    """The first time: by the address. Who is tied already comes by that name, never again by an address."""
    if not vouched.email:
        raise NotAdmitted(UNVERIFIED, f"no verified address of {vouched.subject!r}", who=vouched.subject)
    user = service.find(vouched.email) if has_address(vouched.email) else None
    if user is None or user.of_tenant or user.locked_at is not None:
        raise _nobody(vouched, "is none of the operator's people")
    if tied([user.id]):
        raise _nobody(vouched, f"person {user.id} has another identity")
    row = OutsideIdentity(user_id=user.id, issuer=vouched.issuer, subject=vouched.subject)
    row.email = vouched.email
    try:
        with acting(user.login):
            db.session.add(row)
            links.forget_invitation(user)
            db.session.commit()
    except IntegrityError:  # somebody was as quick
        db.session.rollback()
        raise _nobody(vouched, "was tied just now") from None
    return user


def _nobody(vouched: Vouched, why: str) -> NotAdmitted:
    return NotAdmitted(NOBODY, f"{vouched.subject!r}: {why}", who=vouched.email or vouched.subject)
