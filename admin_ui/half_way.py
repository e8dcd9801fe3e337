"""Who was right in the first step of the login and owes the second: in the signed cookie, for minutes."""

from __future__ import annotations

from flask import session

from seatyard import clock
from seatyard.db import db
from seatyard.identity.kept_sessions import sha256
from seatyard.identity.models import User

from .safety import own_address

SECONDS = 300
_KEY = "half_way"


def remember(user: User, after: str | None, by: str) -> None:
    """Tied to the password: after a new one the first step is owed again. ``by``: what the first step was."""
    at = int(clock.now().timestamp())
    session[_KEY] = {"user": user.id, "mark": _mark(user), "at": at, "after": after, "by": by}


def found() -> tuple[User, str | None, str] | None:
    """The person, where the login leads, and what the first step was."""
    said = session.get(_KEY)
    if said is None or clock.now().timestamp() - said["at"] > SECONDS:
        return None
    user = db.session.get(User, said["user"])
    if user is None or user.locked_at is not None or _mark(user) != said["mark"]:
        return None
    return user, own_address(said["after"]), said["by"]


def _mark(user: User) -> str:
    return sha256(user.password_hash)[:16]
