"""Links that let a person set a password: for a time, and once."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select

from .. import clock
from ..db import db
from ..errors import NotFound
from . import service
from .kept_sessions import sha256
from .models import PasswordLink, User

INVITE, RESET = "invite", "reset"
LASTS = {INVITE: timedelta(hours=72), RESET: timedelta(hours=1)}


def make(user: User, purpose: str, by: str) -> str:
    """A new link's token; earlier ones of the purpose are worth nothing then. In the caller's transaction."""
    db.session.execute(delete(PasswordLink).filter_by(user_id=user.id, purpose=purpose))
    token = secrets.token_urlsafe(32)
    expires = clock.now() + LASTS[purpose]
    row = PasswordLink(sha256=sha256(token), user_id=user.id, purpose=purpose, made_by=by, expires_at=expires)
    db.session.add(row)
    return token


def person(token: str, purpose: str) -> User:
    """Whose link it is. NotFound, the same for one used, expired, or never made."""
    query = select(User).join(PasswordLink, PasswordLink.user_id == User.id)
    query = query.where(PasswordLink.sha256 == sha256(token), PasswordLink.purpose == purpose)
    found = db.session.scalar(query.where(PasswordLink.expires_at > clock.now(), User.locked_at.is_(None)))
    if found is None:
        raise NotFound("the link was used, or is too old", where="link", allowed="a new one")
    return found


def use(token: str, purpose: str, password: str) -> User:
    """Set the password; all links and sessions of this person end. Commits. NotFound, InvalidInput."""
    user = person(token, purpose)
    hashed = service.new_hash(password)
    used = delete(PasswordLink).where(PasswordLink.sha256 == sha256(token)).returning(PasswordLink.sha256)
    if db.session.scalar(used) is None:  # somebody was as quick
        raise NotFound("the link was used, or is too old", where="link", allowed="a new one")
    db.session.execute(delete(PasswordLink).filter_by(user_id=user.id))
    service.put_hash(user, hashed)
    db.session.commit()
    return user


def forget_invitation(user: User) -> None:
    """The person has come by another way. In the caller's transaction."""
    db.session.execute(delete(PasswordLink).filter_by(user_id=user.id, purpose=INVITE))


def invited(user_ids: Collection[int]) -> set[int]:
    """Those of these people who were invited and have not come yet."""
    query = select(PasswordLink.user_id).where(PasswordLink.purpose == INVITE)
    return set(db.session.scalars(query.where(PasswordLink.user_id.in_(user_ids))))


def prune() -> int:
    """Remove the expired resets; an invitation stays, as the mark of who has not come. Commits."""
    old = delete(PasswordLink).where(PasswordLink.expires_at < clock.now(), PasswordLink.purpose == RESET)
    gone = db.session.execute(old.returning(PasswordLink.sha256)).all()
    db.session.commit()
    return len(gone)
