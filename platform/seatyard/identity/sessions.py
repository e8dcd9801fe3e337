"""Login sessions (flask-login over rows that can be ended) and the protection of forms (CSRF)."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, g, request, session
from flask_login import LoginManager, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError

from .. import away, scope
from ..db import db, snapshot
from . import kept_sessions, standing_in
from .models import LoginSession, User
from .standing_in import Standing

login_manager = LoginManager()
csrf = CSRFProtect()

_KEPT = ("language",)
"""What a visitor chose before logging in."""


def init_app(app: Flask) -> None:
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    app.config["SESSION_COOKIE_SECURE"] = app.extensions["settings"].pages.startswith("https:")
    login_manager.init_app(app)
    csrf.init_app(app)
    app.teardown_request(_keep_seen)


def admit(user: User) -> None:
    """Begin a session of this person, with nothing in it of the one before. Commits."""
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)
    user.ticket = kept_sessions.begin(user, request.remote_addr or "", request.user_agent.string)
    db.session.commit()
    login_user(user)


@scope.everyone()
def leave(user: User) -> None:
    """End the session of this request. Commits."""
    if (current := current_id()) is not None:
        standing_in.end(current)
        kept_sessions.end(user.id, current)
    logout_user()
    session.clear()


def current_id() -> int | None:
    """The session of this request; none right after ``admit``, and of who has not logged in."""
    found: int | None = g.get("login_session")
    return found


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> User | Standing | None:
    """Nobody once the database was found away: the page that says so is for everyone."""
    if away.noticed():
        return None
    with scope.everyone():
        row = kept_sessions.find(token)
        if row is None or (person := _person(token, row)) is None:
            return None
        g.login_session, g.login_session_unseen = row.id, kept_sessions.due_to_be_seen(row)
        return person


def still_may(token: str, permission: str, tenant_id: int) -> bool:
    """Whether the session of this token goes on, of somebody who may do this with a tenant's things.

    For what goes on long after its request. It is no sign of life of the session.
    """
    with scope.everyone(), snapshot():
        row = kept_sessions.find(token)
        person = _person(token, row) if row is not None else None
        return person is not None and person.may(permission) and person.tenant_id in (None, tenant_id)


def _person(token: str, row: LoginSession) -> User | Standing | None:
    """Who the session's person is at this moment; nobody who is locked."""
    user = db.session.get(User, row.user_id)
    if user is None or user.locked_at is not None:
        return None
    user.ticket = token
    return standing_in.seen_as(user, row.id)


def _keep_seen(_error: BaseException | None) -> None:
    """When the answer is done: a page that only reads holds no lock until then."""
    if g.pop("login_session_unseen", False):
        with suppress(SQLAlchemyError):  # at the next request, then
            db.session.rollback()
            with scope.everyone():
                kept_sessions.seen(g.login_session)
