"""Legal holds: what must not be deleted, whatever its age, until somebody releases it by name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from seatyard import clock
from seatyard.db import LARGEST_ID, db, slices
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Tenant

from ..models import Leg, Node
from .models import Hold, Recording


def lock(tenant_id: int) -> None:
    """Let nobody else hold, release or delete of this tenant's until the transaction ends."""
    db.session.execute(select(Tenant.id).filter_by(id=tenant_id).with_for_update())


def standing(tenant_id: int) -> Sequence[Hold]:
    """Those not released, the oldest first."""
    query = select(Hold).filter_by(tenant_id=tenant_id, released_at=None).order_by(Hold.id)
    return db.session.scalars(query).all()


def every(tenant_id: int) -> Sequence[Hold]:
    """All there ever were, the latest first."""
    return db.session.scalars(select(Hold).filter_by(tenant_id=tenant_id).order_by(Hold.id.desc())).all()


def unheld(tenant_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether what has this ``tenant_id`` may be deleted because of its age: no hold stands on everything."""
    held = select(Hold.tenant_id).where(Hold.call_id.is_(None), Hold.released_at.is_(None))
    return tenant_id.not_in(held)


def check(tenant_id: int) -> None:
    """Conflict where a hold stands on everything; in the transaction that deletes something."""
    lock(tenant_id)
    if _find(tenant_id, None):
        raise Conflict("a legal hold stands", where=f"tenant {tenant_id}", allowed="release it first")


def hold(tenant_id: int, call_id: str | None, reason: str, by: str, reference: str = "") -> Hold:
    """Hold all of a tenant's recordings, or those of one call (a conversation, or one of its legs); commits.

    The same again is a Conflict.
    """
    _check(reason)
    lock(tenant_id)
    if call_id is not None:
        _check_call(tenant_id, call_id)
    if _find(tenant_id, call_id):
        raise Conflict("held already", where=_named(call_id))
    number = db.session.scalar(select(func.max(Hold.id)).filter_by(tenant_id=tenant_id)) or 0
    made = Hold(tenant_id=tenant_id, id=number + 1, call_id=call_id, reason=reason, held_by=by)
    made.reference = reference.strip()
    db.session.add(made)
    db.session.commit()
    return made


def release(tenant_id: int, call_id: str | None, reason: str, by: str) -> Hold:
    """End a hold, on record; commits. NotFound where none stands."""
    _check(reason)
    lock(tenant_id)
    found = _find(tenant_id, call_id)
    if found is None:
        raise NotFound("not held", where=_named(call_id))
    return _released(found, reason, by)


def release_one(tenant_id: int, number: int, reason: str, by: str) -> Hold:
    """End the hold of this number, on record; commits. NotFound where there is none, Conflict where it has
    ended."""
    _check(reason)
    lock(tenant_id)
    found = db.session.get(Hold, (tenant_id, number)) if 0 < number <= LARGEST_ID else None
    if found is None:
        raise NotFound("no such hold", where=f"hold {number}")
    if found.released_at is not None:
        raise Conflict("it is released already", where=f"hold {number}")
    return _released(found, reason, by)


class Held:
    """The standing holds of a tenant, asked about one recording after another."""

    def __init__(self, tenant_id: int) -> None:
        holds = standing(tenant_id)
        self.everything = any(one.call_id is None for one in holds)
        self._calls = {one.call_id for one in holds if one.call_id is not None}
        for some in slices(tuple(self._calls)):
            legs = select(Leg.conversation_id).where(*_named_leg(tenant_id, some))
            self._calls |= set(db.session.scalars(legs))

    def holds(self, recording: Recording, call_id: str | None) -> bool:
        """``call_id`` is the conversation that the recording's leg belongs to, where that is known."""
        return self.everything or recording.leg_uuid in self._calls or call_id in self._calls


def _released(found: Hold, reason: str, by: str) -> Hold:
    found.released_at, found.released_by, found.release_reason = clock.now(), by, reason
    db.session.commit()
    return found


def _find(tenant_id: int, call_id: str | None) -> Hold | None:
    query = select(Hold).filter_by(tenant_id=tenant_id, call_id=call_id, released_at=None)
    return db.session.scalars(query).first()


def _check(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("a hold is set and released for a reason", where="--reason", allowed="words")


def _check_call(tenant_id: int, call_id: str) -> None:
    calls = exists().where(Leg.tenant_id == tenant_id, Leg.conversation_id == call_id)
    legs = exists().where(*_named_leg(tenant_id, [call_id]))
    recordings = exists().where(Recording.tenant_id == tenant_id, Recording.leg_uuid == call_id)
    if not db.session.scalar(select(calls | legs | recordings)):
        raise NotFound("no such call of this tenant", where=_named(call_id))


def _named_leg(tenant_id: int, uuids: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """Of a leg whose time nobody knows: each month is looked into, by the whole key, whose second part is the
    node; without it all that the tenant ever telephoned would be read."""
    nodes = list(db.session.scalars(select(Node.id)))
    return Leg.tenant_id == tenant_id, Leg.node_id.in_(nodes), Leg.uuid.in_(uuids)


def _named(call_id: str | None) -> str:
    return f"call {call_id}" if call_id else "the whole tenant"
