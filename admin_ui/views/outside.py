"""Logging in by the provider that vouches for the operator's people: there, and back."""

from __future__ import annotations

import logging

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from seatyard import audit, scope
from seatyard.app import settings_of
from seatyard.config import Oidc
from seatyard.error_answers import headers_of
from seatyard.errors import TooMany
from seatyard.identity import entrance, provider
from seatyard.identity.models import User
from seatyard.identity.outside import AWAY, DENIED, WRONG, NotAdmitted
from seatyard.identity.roles import public

from .. import gone_out
from ..safety import own_address
from .entrance import first_step_done, login_page, wait

log = logging.getLogger(__name__)

ERRORS = {"access_denied": DENIED, "server_error": AWAY, "temporarily_unavailable": AWAY}
"""What a provider says when it lets nobody in (RFC 6749, 4.1.2.1)."""


@public
@scope.everyone()
def go_outside() -> ResponseReturnValue:
    """To the provider. 404 where there is none."""
    oidc, after = _given(), own_address(request.args.get("next"))
    try:
        address, begun = provider.begin(oidc, _back())
    except NotAdmitted as error:
        return _refused(oidc, error, after)
    gone_out.remember(begun, after)
    return redirect(address)


@public
@scope.everyone()
def come_back() -> ResponseReturnValue:
    """From the provider. Failures lead to the login page: its address has no code of the provider in it."""
    oidc, after = _given(), gone_out.after()
    try:
        user = _who(oidc)
    except NotAdmitted as error:
        return _refused(oidc, error, after)
    except TooMany as error:
        return login_page(after, wait(error)), error.status, headers_of(error)
    return first_step_done(user, after, oidc.issuer)


def _who(oidc: Oidc) -> User:
    asked = request.args
    if said := asked.get("error"):
        gone_out.forget()
        raise NotAdmitted(ERRORS.get(said, WRONG), f"the provider says {said[:60]!r}")
    begun = gone_out.taken(asked.get("state", ""))
    return entrance.enter_from_outside(oidc, begun, asked.get("code", ""), _back(), request.remote_addr or "")


def _given() -> Oidc:
    return provider.settings() or abort(404)


def _back() -> str:
    """As it is registered with the provider, whatever host the request names."""
    return settings_of(current_app).pages + url_for("ui.come_back")


def _refused(oidc: Oidc, error: NotAdmitted, after: str | None) -> Response:
    log.warning("login by %s: %s (%s)", oidc.issuer, error.message, error.reason)
    if error.who:
        audit.refused(error.who, None, oidc.issuer)
    return redirect(url_for("ui.login", next=after, outside=error.reason))
