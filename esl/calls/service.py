"""What pages ask about calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.paging import cursor, place

from ..models import Conversation, Leg
from ..recordings.models import STORED, Recording
from .e164 import e164


@dataclass(frozen=True)
class Filters:
    """Which calls; what is None or empty does not narrow."""

    since: datetime | None = None
    """The call started at this moment or later."""
    until: datetime | None = None
    """It started before this moment."""
    direction: str = ""
    outcome: str = ""
    number: str = ""
    """A caller, callee or DID, whole, in any spelling of a public number."""
    seat_id: int | None = None
    queue_id: int | None = None
    recorded: bool = False
    """Only those of which a recording is kept."""


@dataclass(frozen=True)
class Page:
    calls: list[Conversation]
    """Newest first."""
    after: str
    """What to ask for the next page with; empty on the last one."""


def calls(tenant_id: int | None, filters: Filters | None = None, *, after: str = "", limit: int = 50) -> Page:
    """One page of a tenant's calls, or of everyone's (None: for the operator's own people).

    Raises InvalidInput for an ``after`` that no page gave.
    """
    query = _narrowed(select(Conversation), filters or Filters())
    if tenant_id is not None:
        query = query.filter_by(tenant_id=tenant_id)
    if after:
        started_at, (call_id,) = place(after, "calls")
        same_moment = and_(Conversation.started_at == started_at, Conversation.id < call_id)
        older = or_(Conversation.started_at < started_at, same_moment)
        query = query.where(
            Conversation.started_at <= started_at, older
        )  # the first alone spares later months
    newest_first = query.order_by(Conversation.started_at.desc(), Conversation.id.desc())
    found = list(db.session.scalars(newest_first.limit(limit + 1)))
    more = len(found) > limit
    return Page(found[:limit], cursor(found[limit - 1].started_at, found[limit - 1].id) if more else "")


def call(tenant_id: int, call_id: str) -> tuple[Conversation, list[Leg]]:
    """A call of this tenant, and its legs from the earliest on. Raises NotFound, also for another's call."""
    found = db.session.get(Conversation, (tenant_id, call_id))
    if found is None:
        raise NotFound("no such call", where=f"call {call_id}")
    legs = select(Leg).filter_by(tenant_id=tenant_id, conversation_id=call_id)
    legs = legs.where(Leg.started_at.between(found.started_at, found.ended_at))  # all of them: spares months
    return found, list(db.session.scalars(legs.order_by(Leg.started_at, Leg.leg, Leg.uuid)))


def with_recording(tenant_id: int, calls: Sequence[Conversation]) -> set[str]:
    """The ids of those, of one tenant's calls, of which a recording is kept."""
    own = Conversation.tenant_id == tenant_id, Conversation.id.in_([call.id for call in calls])
    if not calls:
        return set()
    times = [call.started_at for call in calls]
    near = Conversation.started_at.between(min(times), max(times))  # spares months
    return set(db.session.scalars(select(Conversation.id).where(*own, near, _recorded())))


def _recorded() -> ColumnElement[bool]:
    legs = and_(
        Leg.tenant_id == Conversation.tenant_id,
        Leg.conversation_id == Conversation.id,
        Leg.started_at >= Conversation.started_at,
        Leg.started_at <= Conversation.ended_at,
    )
    of_leg = and_(
        Recording.tenant_id == Leg.tenant_id,
        Recording.node_id == Leg.node_id,
        Recording.leg_uuid == Leg.uuid,
        Recording.state == STORED,
    )
    return select(Leg.uuid).join(Recording, of_leg).where(legs).exists()


def _narrowed(query: Select[tuple[Conversation]], filters: Filters) -> Select[tuple[Conversation]]:
    for name in ("direction", "outcome", "seat_id", "queue_id"):
        if value := getattr(filters, name):
            query = query.where(getattr(Conversation, name) == value)
    if filters.since:
        query = query.where(Conversation.started_at >= filters.since)
    if filters.until:
        query = query.where(Conversation.started_at < filters.until)
    if filters.recorded:
        query = query.where(_recorded())
    if filters.number:
        number = e164(filters.number)
        parties = (Conversation.caller, Conversation.callee, Conversation.did)
        query = query.where(or_(*(party == number for party in parties)))
    return query
