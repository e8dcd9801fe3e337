"""``Idempotency-Key``: a write that is asked for again is answered again, and not done again.

The key is claimed in a transaction of its own, then the write is done (a use case commits once, itself),
then its answer is kept. What is refused gives the key back: nothing was done. What breaks off between the
claim and the answer (a crash, a lost database, a switch that does not answer) leaves the key without one:
nobody knows whether the write was done, and whoever asks again is told so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, make_response, request
from sqlalchemy import CursorResult, delete, update
from werkzeug.exceptions import HTTPException

from .. import clock
from ..db import db, insert
from ..errors import Conflict, InvalidInput, KeyReused, SeatyardError, Unavailable
from .models import IdempotencyKey

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
LONGEST = 255
KEPT = timedelta(hours=24)
AT_WORK = timedelta(minutes=2)
"""Longer than a web worker may take for a request: a claim this old without an answer broke off."""
EVERY = 3600.0
"""Seconds between looks for old keys."""


def once(owner: str, view: Callable[[], Any], secret: str = "") -> Response:
    """The view's answer, or the one that it gave under this key before, in that without the field ``secret``.

    Raises InvalidInput for what is no key, KeyReused when another request had it, Conflict when that request
    is being worked on, or broke off.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return make_response(view())
    if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        raise InvalidInput("not a key", where=HEADER, allowed=f"1 to {LONGEST} printable ASCII characters")
    asked = _fingerprint()
    if not _claim(owner, key, asked):
        return _known(owner, key, asked)
    try:
        answer = make_response(view())
    except (SeatyardError, HTTPException) as error:
        if _refused(error):
            _give_back(owner, key)
        raise
    _keep(owner, key, answer, secret)
    return answer


def prune() -> int:
    """Forget keys older than a day. How many; commits."""
    old = delete(IdempotencyKey).where(IdempotencyKey.claimed_at < clock.now() - KEPT)
    return _done(old)


def _claim(owner: str, key: str, asked: str) -> bool:
    """Whether it is ours: one of several that ask at once has it."""
    mine = _of(owner, key)
    _done(delete(IdempotencyKey).where(*mine, IdempotencyKey.claimed_at < clock.now() - KEPT))
    row = {"owner": owner, "key": key, "fingerprint": asked, "claimed_at": clock.now()}
    ours = insert(IdempotencyKey).values(body="", location="", **row).on_conflict_do_nothing()
    claimed = db.session.scalar(ours.returning(IdempotencyKey.key)) is not None
    db.session.commit()
    return claimed


def _known(owner: str, key: str, asked: str) -> Response:
    found = db.session.get(IdempotencyKey, (owner, key), populate_existing=True)
    if found is None:
        raise Conflict("the same was asked at the same moment, and refused: ask again", where=HEADER)
    if found.fingerprint != asked:
        raise KeyReused("another request had this key", where=HEADER, allowed="a key of its own")
    if found.status is None:
        if found.claimed_at > clock.now() - AT_WORK:
            raise Conflict("the request with this key is being worked on", where=HEADER)
        told = "the request with this key broke off, and may have been done: look, then ask with a new key"
        raise Conflict(told, where=HEADER)
    answer = Response(found.body, found.status, {REPLAYED: "true"}, mimetype="application/json")
    if found.location:
        answer.headers["Location"] = found.location
    return answer


def _keep(owner: str, key: str, answer: Response, secret: str) -> None:
    db.session.rollback()
    body = answer.get_data(as_text=True)
    if secret:
        body = json.dumps(answer.get_json() | {secret: None}, ensure_ascii=False)
    kept = {"body": body, "location": answer.headers.get("Location", "")}
    _done(update(IdempotencyKey).where(*_of(owner, key)).values(status=answer.status_code, **kept))


def _give_back(owner: str, key: str) -> None:
    db.session.rollback()
    _done(delete(IdempotencyKey).where(*_of(owner, key)))


def _refused(error: SeatyardError | HTTPException) -> bool:
    """Whether nothing was done for sure. ``Unavailable`` says so of itself; another 5xx does not."""
    if isinstance(error, Unavailable):
        return True
    return (error.status if isinstance(error, SeatyardError) else error.code or 500) < 500


def _of(owner: str, key: str) -> tuple[Any, Any]:
    return IdempotencyKey.owner == owner, IdempotencyKey.key == key


def _done(statement: Any) -> int:
    """The rows that it was; commits."""
    result: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]
    db.session.commit()
    return result.rowcount


def _fingerprint() -> str:
    told = f"{request.method} {request.full_path}\n".encode() + request.get_data(cache=True)
    return hashlib.sha256(told).hexdigest()
