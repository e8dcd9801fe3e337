"""Knowing a token when it comes: ``Authorization: Bearer sy_…``.

Who is let in is decided by people, and whatever they decide is in the audit trail. So a process that has
read a token once asks, of the next request with it, only for the trail's last entry about that: as long as it
is the same, the token lets in whom it let in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from flask import after_this_request, request
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from seatyard import audit, away, clock, scope
from seatyard.db import db, reading, transaction

from .bearer import Bearer, rates, refused
from .memory import Remembered, memory
from .models import ApiToken
from .reading import read
from .service import sha256

R = TypeVar("R")

NOTED_EVERY = timedelta(minutes=1)
"""How exactly a token's last use is kept: reading seldom writes."""


def known() -> Bearer:
    """The bearer of the request's token, within a new transaction that only reads.

    Raises Unauthorized, the same for a missing, wrong, expired or revoked one and for one whose person has
    gone; TooMany.
    """
    given = request.authorization
    secret = (given.token or "") if given is not None and given.type == "bearer" else ""
    db.session.rollback()
    reading()
    found = _found(sha256(secret)) if secret else None
    if found is None or (found.expires_at is not None and found.expires_at <= clock.now()):
        refused("a wrong token: not let in")
    rates().spend(f"token {found.token_id}")
    if found.used_at is None or clock.now() - found.used_at >= NOTED_EVERY:
        after_this_request(partial(_note_use, found, clock.now()))
    return found.bearer


def _found(key: str) -> Remembered | None:
    """The trail is read first: what is decided between it and the token is asked for again."""
    kept = memory().of(key)
    with scope.within(scope.EVERYONE if kept is None else scope.of(kept.bearer.tenant_id)):
        decided = audit.admission(db.session.connection())
    if kept is not None and kept.stands(decided):
        return kept
    with scope.everyone():
        found = read(key, decided)
    memory().keep(key, found)
    return found


def _note_use(found: Remembered, now: datetime, response: R) -> R:
    """Once it is answered: what was read for the answer is not read again, nor lost where noting fails."""
    try:
        with scope.everyone(), transaction():
            db.session.execute(update(ApiToken).where(ApiToken.id == found.token_id).values(used_at=now))
    except SQLAlchemyError as error:
        if not away.is_away(error):
            raise
        away.tell(error)
    else:
        found.used_at = now
    return response
