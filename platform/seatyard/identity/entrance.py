"""The way in: what is asked of whom, and how often it may be tried."""

from __future__ import annotations

from ..db import db
from . import second_factor, service, throttle
from .models import User
from .throttle import Origin


def enter(login: str, password: str, origin: Origin) -> User:
    """The person with this login and password. Commits.

    Unauthorized for wrong ones; TooMany, with nothing looked at, for one who guesses.
    """
    counted = throttle.keys(login, origin)
    throttle.begin(counted)
    user = service.log_in(login, password)
    throttle.passed(counted)
    db.session.commit()
    return user


def confirm(user: User, password: str, origin: Origin) -> None:
    """Somebody who is logged in proves it by the password. Raises as ``enter``. Commits."""
    enter(user.login, password, origin)


def enter_code(user: User, code: str, origin: Origin) -> None:
    """The second step, for who was right in the first. Unauthorized, TooMany. Commits."""
    counted = throttle.keys(user.login, origin, throttle.CODE)
    throttle.begin(counted)
    second_factor.check(user, code)
    throttle.passed(counted)
    db.session.commit()
