"""Make people, and let them in."""

from __future__ import annotations

from sqlalchemy import select

from ..db import db
from ..errors import Conflict, InvalidInput, Unauthorized
from . import passwords
from .models import User
from .permissions import ROLES

SHORTEST_PASSWORD = 8


def add_user(login: str, password: str, role: str, tenant_id: int | None = None) -> User:
    """Add a person in the caller's transaction."""
    if role not in ROLES:
        raise InvalidInput(f"no such role: {role}", where="role", allowed=", ".join(ROLES))
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput("too short", where="password", allowed=f"{SHORTEST_PASSWORD} characters or more")
    if find(login):
        raise Conflict(f"there is a user {login} already", where="login")
    user = User(login=login, password_hash=passwords.hashed(password), role=role, tenant_id=tenant_id)
    db.session.add(user)
    db.session.flush()
    return user


def find(login: str) -> User | None:
    return db.session.scalar(select(User).filter_by(login=login))


def log_in(login: str, password: str) -> User:
    """The person with this login and password; the same answer for a wrong one of either."""
    user = find(login)
    if not passwords.matches(user.password_hash if user else None, password) or user is None:
        raise Unauthorized("wrong login or password")
    return user


def speak(user: User, language: str) -> None:
    """Remember the language that this person reads."""
    user.language = language
    db.session.commit()
