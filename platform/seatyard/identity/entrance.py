"""The way in: what is asked of whom, and how often it may be tried."""

from __future__ import annotations

from ..db import db
from . import service, throttle
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
