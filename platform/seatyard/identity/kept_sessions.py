"""The sessions of people, as rows: listed, found by their token, ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, select, update

from .. import clock
from ..config import Settings
from ..db import LARGEST_ID, db
from ..errors import NotFound
from .models import LoginSession, User

LONGEST_AGENT = 200
MINUTE = timedelta(minutes=1)


def begin(user: User, address: str, user_agent: str) -> str:
    """A new session; its token, told this once. In the caller's transaction."""
    token = secrets.token_urlsafe(32)
    row = LoginSession(sha256=sha256(token), user_id=user.id, address=address)
    row.user_agent = user_agent[:LONGEST_AGENT]
    db.session.add(row)
    return token


def find(token: str) -> LoginSession | None:
    """The session of a token, unless it has ended by itself."""
    return db.session.scalar(select(LoginSession).where(LoginSession.sha256 == sha256(token), _open()))


def of_user(user_id: int) -> Sequence[LoginSession]:
    """Those that are open, the one seen last first."""
    query = select(LoginSession).where(LoginSession.user_id == user_id, _open())
    return db.session.scalars(query.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())).all()


def end(user_id: int, session_id: int) -> None:
    """End one of this person's. NotFound for another's. Commits."""
    mine = delete(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == user_id)
    if session_id > LARGEST_ID or db.session.scalar(mine.returning(LoginSession.id)) is None:
        raise NotFound("no such session", where=f"session {session_id}")
    db.session.commit()


def end_all(user_id: int, but: int | None = None) -> int:
    """End all of this person's, or all others; how many. In the caller's transaction."""
    query = delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.id.is_distinct_from(but))
    return len(db.session.execute(query.returning(LoginSession.id)).all())


def due_to_be_seen(row: LoginSession) -> bool:
    return clock.now() - row.seen_at >= MINUTE


def seen(session_id: int) -> None:
    """It asked for something just now. Commits."""
    db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=clock.now()))
    db.session.commit()


def prune() -> int:
    """Remove those that ended by themselves; how many. Commits."""
    gone = db.session.execute(delete(LoginSession).where(~_open()).returning(LoginSession.id)).all()
    db.session.commit()
    return len(gone)


def sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open() -> ColumnElement[bool]:
    idle, longest = _limits(clock.now())
    return and_(LoginSession.seen_at > idle, LoginSession.made_at > longest)


def _limits(now: datetime) -> tuple[datetime, datetime]:
    """Seen before the one, or made before the other: it has ended."""
    settings: Settings = current_app.extensions["settings"]
    return now - timedelta(hours=settings.session_idle), now - timedelta(hours=settings.session_longest)
