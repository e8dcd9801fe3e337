"""Browsers that have logged in before: a signed cookie with the logins that succeeded on it.

It lets nobody in. It only says that failures of strangers are no reason to make this browser wait.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, TypeVar

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from .throttle import Origin

R = TypeVar("R", bound=Response)

COOKIE = "seatyard_known"
DAYS = 180
MOST = 20
"""People remembered on one browser: seats share machines."""


def origin(login: str) -> Origin:
    """Where the request comes from, seen by who says to be logging in."""
    device, people = _read()
    return Origin(request.remote_addr or "", device if _mark(login) in people else "")


def remember(response: R, login: str) -> R:
    """Know this browser the next time."""
    device, people = _read()
    mark = _mark(login)
    people = [mark, *(one for one in people if one != mark)][:MOST]
    value = _signer().dumps({"device": device or secrets.token_urlsafe(12), "people": people})
    seconds = DAYS * 86_400
    secure = request.is_secure
    response.set_cookie(COOKIE, value, seconds, httponly=True, samesite="Lax", secure=secure)
    return response


def _read() -> tuple[str, list[str]]:
    try:
        said: dict[str, Any] = _signer().loads(request.cookies.get(COOKIE, ""), max_age=DAYS * 86_400)
    except BadData:
        return "", []
    return str(said["device"]), list(said["people"])


def _mark(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()[:16]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="seatyard known browser")
