"""Who went to the provider and has not come back: in the signed cookie, for minutes, one trip at a time."""

from __future__ import annotations

import hmac
from dataclasses import asdict

from flask import session

from seatyard import clock
from seatyard.identity.outside import STALE, NotAdmitted
from seatyard.identity.provider import Begun

from .safety import own_address

SECONDS = 600
_KEY = "gone_out"


def remember(begun: Begun, after: str | None) -> None:
    session[_KEY] = {"begun": asdict(begun), "at": int(clock.now().timestamp()), "after": after}


def after() -> str | None:
    """Where the login leads."""
    said = session.get(_KEY)
    return own_address(said["after"]) if said else None


def forget() -> None:
    session.pop(_KEY, None)


def taken(state: str) -> Begun:
    """The trip that this answer is of; it is good once. NotAdmitted for an answer that nobody waits for."""
    said = session.pop(_KEY, None)
    if said is None or clock.now().timestamp() - said["at"] > SECONDS:
        raise NotAdmitted(STALE, "nobody waits for this answer")
    begun = Begun(**said["begun"])
    if not hmac.compare_digest(begun.state.encode(), state.encode()):
        raise NotAdmitted(STALE, "an answer of another trip")
    return begun
