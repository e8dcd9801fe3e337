"""What an outage is said to be: the provider's until a person says otherwise, with a reason, for good.

Every word is kept; the last one stands. What it does to invoices that are final is the business of who
registers with ``changes``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from seatyard.db import LARGEST_ID, db, slices, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..dropping.boundary import refuse_sealed
from ..models import Outage
from . import rows
from .errors import reason_of, told_of
from .models import OutageClass
from .parts import CAUSES, NONE, PLANNED


def classify(
    outage_id: int, cause: str, *, reason: str, by: str, announced_at: datetime | None = None
) -> OutageClass:
    """Say what an outage was; the same again is one more word of the same.

    ``announced_at`` says of planned work when tenants were told, and is needed for it. Raises NotFound,
    InvalidInput, and Conflict for an outage that only one signal tells of so far, and for one that goes on
    and is to be none: whatever else failed until its end would be none with it.
    """
    reason = reason_of(reason)
    if cause not in CAUSES:
        raise InvalidInput(f"no cause {cause}", where="cause", allowed=", ".join(CAUSES))
    if (announced_at is not None) != (cause == PLANNED):
        allowed = "with planned, and only with it: when tenants were told"
        raise InvalidInput("when was it announced?", where="announced", allowed=allowed)
    told = told_of(announced_at) if announced_at is not None else None
    with transaction():
        outage = db.session.scalar(select(Outage).filter_by(id=min(outage_id, LARGEST_ID)).with_for_update())
        if outage is None:
            raise NotFound("no such outage", where=f"outage {outage_id}")
        refuse_sealed(outage.starts_at, "it", f"outage {outage_id}")
        if not outage.certain:
            message = "one signal alone tells of it so far: it is no outage yet"
            raise Conflict(message, where=f"outage {outage_id}")
        if cause == NONE and outage.ends_at is None:
            message = "it goes on: what else fails until its end would be no outage either"
            raise Conflict(message, where=f"outage {outage_id}", allowed="once it is over")
        word = OutageClass(outage_id=outage_id, cause=cause, announced_at=told, reason=reason, by=by)
        db.session.add(word)
        outage.cause = cause
        db.session.flush()
        db.session.refresh(word)
        db.session.expunge(word)
        rows.tell(outage)
    return word


def history(outage_ids: Collection[int]) -> dict[int, list[OutageClass]]:
    """What was said of each outage, the oldest word first."""
    said: dict[int, list[OutageClass]] = {}
    for some in slices(outage_ids):
        query = select(OutageClass).where(OutageClass.outage_id.in_(some)).order_by(OutageClass.id)
        for word in db.session.scalars(query):
            said.setdefault(word.outage_id, []).append(word)
    return said


def standing(outage_ids: Collection[int]) -> dict[int, OutageClass]:
    """The last word on each outage; none for those of which nobody said anything."""
    found: dict[int, OutageClass] = {}
    for some in slices(outage_ids):
        last = select(func.max(OutageClass.id)).where(OutageClass.outage_id.in_(some))
        query = select(OutageClass).where(OutageClass.id.in_(last.group_by(OutageClass.outage_id)))
        found |= {word.outage_id: word for word in db.session.scalars(query)}
    return found
