"""The way in: what is asked of whom, and how often it may be tried."""

from __future__ import annotations

from ..config import Oidc
from ..db import db
from ..errors import Unauthorized
from . import outside, provider, second_factor, service, throttle
from .models import User
from .provider import Begun
from .throttle import Origin


def enter(login: str, password: str, origin: Origin) -> User:
    """The person with this login and password. Commits.

    Unauthorized for wrong ones, and for who may not come by a password; TooMany, with nothing looked at,
    for one who guesses.
    """
    user = _proven(login, password, origin)
    if not user.of_tenant and (oidc := provider.settings()) is not None and oidc.only:
        raise Unauthorized("not by a password")
    return user


def confirm(user: User, password: str, origin: Origin) -> None:
    """Somebody who is logged in proves it by the password. Raises as ``enter``. Commits."""
    _proven(user.login, password, origin)


def enter_from_outside(oidc: Oidc, begun: Begun, code: str, back: str, address: str) -> User:
    """Who comes back from the provider. Commits.

    NotAdmitted for who is not to come in; TooMany, with nothing asked, for one who tries again and again.
    """
    counted = throttle.from_outside(address)
    throttle.begin(counted)
    user = outside.person(provider.finish(oidc, begun, code, back))
    throttle.passed(counted)
    db.session.commit()
    return user


def enter_code(user: User, code: str, origin: Origin) -> None:
    """The second step, for who was right in the first. Unauthorized, TooMany. Commits."""
    counted = throttle.keys(user.login, origin, throttle.CODE)
    throttle.begin(counted)
    second_factor.check(user, code)
    throttle.passed(counted)
    db.session.commit()


def _proven(login: str, password: str, origin: Origin) -> User:
    counted = throttle.keys(login, origin)
    throttle.begin(counted)
    user = service.log_in(login, password)
    throttle.passed(counted)
    db.session.commit()
    return user
