"""Taking in that a caller wants to be called back, from the record of the call that asked.

The switch notes the wish on the caller's channel by itself, so it comes with the call's record, also of
a time when Seatyard was away.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, insert

from .models import DOUBLED, OPEN, WAITING, CallBack

VARIABLE = "seatyard_call_back"
"""On the channel: ``<queue id>:<number>:<epoch of joining>``."""
NUMBER = r"\+?\d{5,15}"
"""What can be called back; a caller without a number goes on waiting."""
_WISH = re.compile(rf"(\d{{1,9}}):({NUMBER}):(\d{{1,12}})\Z")


@dataclass(frozen=True)
class Wish:
    tenant_id: int
    node_id: int
    uuid: str
    queue_id: int
    number: str
    joined_at: datetime
    asked_at: datetime


def read(text: str) -> tuple[int, str, datetime] | None:
    """The queue's id, the number and the time of joining; None for what no dialplan writes."""
    found = _WISH.match(text)
    joined = clock.from_epoch_us(int(found[3]) * 1_000_000) if found else None
    return (int(found[1]), found[2], joined) if found and joined else None


def keep(wishes: Collection[Wish]) -> None:
    """Record what is not known yet, in the caller's transaction.

    A number that waits for the same queue already keeps its first place; the later wish is ``doubled``.
    """
    for wish in wishes:
        if _is_known(wish):
            continue
        state = DOUBLED if _is_open(wish) else WAITING
        values = vars(wish) | {"state": state, "attempts": 0, "next_at": wish.asked_at}
        if state == DOUBLED:
            values["finished_at"] = wish.asked_at
        db.session.execute(insert(CallBack).values(values).on_conflict_do_nothing())


def _is_known(wish: Wish) -> bool:
    """Whether it is on record, perhaps with another node, where its tenant has moved to."""
    known = select(CallBack.id).filter_by(tenant_id=wish.tenant_id, uuid=wish.uuid)
    return db.session.execute(known.limit(1)).first() is not None


def _is_open(wish: Wish) -> bool:
    same = select(CallBack.id).filter_by(tenant_id=wish.tenant_id, queue_id=wish.queue_id, number=wish.number)
    mine = same.where(CallBack.state.in_(OPEN), CallBack.uuid != wish.uuid)
    return db.session.execute(mine.limit(1)).first() is not None
