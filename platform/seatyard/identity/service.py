"""Make people, let them in, and lock them out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from .. import clock, living
from ..db import db
from ..errors import Conflict, InvalidInput, NotFound, Unauthorized
from . import kept_sessions, passwords
from .models import User
from .permissions import ROLES, SEAT

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1000
LONGEST_LOGIN = 254
"""As e-mail addresses (RFC 5321)."""


def add_user(
    login: str, password: str, role: str, tenant_id: int | None = None, seat_id: int | None = None
) -> User:
    """Add a person in the caller's transaction. Of a seat the login is what ``seat_login`` says.

    Conflict for a login that somebody has, and for a deleted tenant.
    """
    if role not in ROLES:
        raise InvalidInput(f"no such role: {role}", where="role", allowed=", ".join(ROLES))
    if (role == SEAT) != (seat_id is not None):
        raise InvalidInput("goes with the role seat, and only with it", where="seat")
    check_login(login, role)
    living.check(tenant_id)
    if find(login):
        raise Conflict(f"there is a user {login} already", where="login")
    user = User(login=login, password_hash=new_hash(password), role=role, tenant_id=tenant_id)
    user.seat_id = seat_id
    db.session.add(user)
    db.session.flush()
    return user


def seat_login(tenant: str, number: str) -> str:
    """The login of a seat's person. No name of a tenant and no number holds a slash."""
    return f"{tenant}/{number}"


def check_login(login: str, role: str) -> None:
    """InvalidInput for what could not be typed, or is how seats are called."""
    allowed = f"1 to {LONGEST_LOGIN} characters without blanks, control characters and /"
    plain = login if role != SEAT else login.replace("/", "", 1)
    if not 0 < len(login) <= LONGEST_LOGIN or "/" in plain or " " in login or not login.isprintable():
        raise InvalidInput(f"no login: {login!r}", where="login", allowed=allowed)


def new_hash(password: str) -> str:
    """What is kept of a new password; InvalidInput for one too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        allowed = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        raise InvalidInput("too short or too long", where="password", allowed=allowed)
    return passwords.hashed(password)


def find(login: str) -> User | None:
    return db.session.scalar(select(User).filter_by(login=login))


def named(login: str) -> User:
    """NotFound for a login that nobody has."""
    user = find(login)
    if user is None:
        raise NotFound(f"nobody has the login {login}", where="login")
    return user


def listing(tenant_id: int | None = None) -> Sequence[User]:
    """Everybody by login, or a tenant's people."""
    query = select(User).order_by(User.login)
    return db.session.scalars(query if tenant_id is None else query.filter_by(tenant_id=tenant_id)).all()


def staff() -> Sequence[User]:
    """The operator's people by login."""
    return db.session.scalars(select(User).where(User.tenant_id.is_(None)).order_by(User.login)).all()


def log_in(login: str, password: str) -> User:
    """The person with this login and password; the same answer for a wrong one of either, and for one who is
    locked. Commits: an old hash is replaced while the password is at hand."""
    user = find(login)
    if not passwords.matches(user.password_hash if user else None, password) or user is None:
        raise Unauthorized("wrong login or password")
    if user.locked_at is not None:
        raise Unauthorized("wrong login or password")
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    db.session.commit()
    return user


def lock(user: User) -> None:
    """Let this person in no more, and end what is open. Commits."""
    user.locked_at = user.locked_at or clock.now()
    kept_sessions.end_all(user.id)
    db.session.commit()


def unlock(user: User) -> None:
    user.locked_at = None
    db.session.commit()


def set_password(user: User, password: str, session_id: int | None = None) -> None:
    """Another password; all sessions but this one end. Commits. InvalidInput for one too short."""
    put_hash(user, new_hash(password), session_id)
    db.session.commit()


def put_hash(user: User, password_hash: str, session_id: int | None = None) -> None:
    """What is kept of another password; all sessions but this one end. In the caller's transaction."""
    user.password_hash = password_hash
    kept_sessions.end_all(user.id, but=session_id)


def speak(user: User, language: str) -> None:
    """Remember the language that this person reads."""
    user.language = language
    db.session.commit()
