"""Asking a seat's phone to dial. The worker of the seat's node does it (``placing``)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from seatyard import clock
from seatyard.db import db, insert
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Seat

from ..answers.suspension import stands_still
from ..provisioning.service import home
from ..recordings import holds
from ..seats import service as seats
from .models import DialRequest

NUMBER = re.compile(r"(?:\*6[1-9])?\+?[0-9]{2,18}\Z")
NUMBER_ALLOWED = "as the seat dials it: +8613800138000, 1002, *62 before it for another number to show"
KEY = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
KEPT = timedelta(days=7)
"""How long a key is remembered."""


@dataclass(frozen=True)
class Dialling:
    key: str
    seat: str
    number: str
    state: str
    call: str | None
    cause: str | None
    asked_at: datetime


def ask(tenant: str, seat_number: str, number: str, key: str = "", *, auto_answer: bool, by: str) -> Dialling:
    """Ask once; the same key again gives the first answer's further course. Commits.

    Conflict when the key was used for another call.
    """
    if not NUMBER.match(number):
        raise InvalidInput(f"cannot be dialled: {number!r}", where="number", allowed=NUMBER_ALLOWED)
    if key and not KEY.match(key):
        allowed = "1 to 64 letters, digits and _.:-"
        raise InvalidInput(f"not a key: {key!r}", where="key", allowed=allowed)
    seat = seats.seat_of(tenant, seat_number)
    if not seat.active:
        raise NotFound(f"the switch does not know seat {seat_number}", where=f"tenant {tenant}")
    if stands_still(seat.tenant):
        raise Conflict("its service is suspended", where=f"tenant {tenant}")
    key = key or uuid.uuid4().hex
    wanted = {"seat_id": seat.id, "number": number, "auto_answer": auto_answer}
    row = {"tenant_id": seat.tenant_id, "key": key, "node_id": home(tenant).id, "asked_by": by, **wanted}
    old = DialRequest.asked_at < clock.now() - KEPT
    db.session.execute(delete(DialRequest).where(old, holds.unheld(DialRequest.tenant_id)))
    db.session.execute(insert(DialRequest).values(**row).on_conflict_do_nothing())
    found = db.session.get_one(DialRequest, (seat.tenant_id, key))
    differs = {name for name, value in wanted.items() if getattr(found, name) != value}
    db.session.commit()
    if differs:
        raise Conflict("the key was used for another call", where="key", allowed="a new one for a new call")
    return _shown(found, seat)


def find(tenant_id: int, key: str) -> Dialling:
    found = db.session.get(DialRequest, (tenant_id, key))
    if found is None:
        raise NotFound(f"nothing was asked with the key {key}", where="key")
    return _shown(found, db.session.get_one(Seat, found.seat_id))


def _shown(row: DialRequest, seat: Seat) -> Dialling:
    return Dialling(row.key, seat.number, row.number, row.state, row.call_id, row.cause, row.asked_at)
