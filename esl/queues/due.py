"""Requests that are due on a node, and the phones that may answer them."""

from __future__ import annotations

from sqlalchemy import Select, select

from seatyard import clock
from seatyard.db import db, snapshot
from tenants.models import Queue, Seat

from ..answers.features.types import CALL_OUT, functions
from ..answers.suspension import stands_still
from ..models import ANSWERED, INBOUND, Conversation
from ..provisioning.desired import Phone
from ..watchdog.snapshot import Snapshot
from .models import DONE, WAITING, CallBack
from .outcome import close, expire
from .turns import Request, is_open

CALLED_AGAIN = "called again and was served"


def in_state(node_id: int, state: str) -> Select[tuple[CallBack]]:
    return select(CallBack).where(CallBack.node_id == node_id, CallBack.state == state)


def requests_due(node_id: int) -> list[Request]:
    """Whose time has come. Closes, in the caller's transaction, those that are too old or were served."""
    return [one for one in map(_request, _due(node_id)) if one]


def phones_that_call_out(seen: Snapshot) -> dict[str, Phone]:
    """The phones of the agents there whose seats may call out, by agent."""
    ids = [int(name[5:].partition("@")[0]) for name in seen.agents if name.startswith("seat-")]
    query = select(Seat).where(Seat.active, Seat.id.in_(ids))
    with snapshot():
        seats = [seat for seat in db.session.scalars(query) if CALL_OUT in functions(seat.type)]
        return {seat.switch_name: (seat.number, seat.tenant.domain) for seat in seats}


def _due(node_id: int) -> list[CallBack]:
    """Requests whose time has come; those too old, or no longer needed, are closed on the way."""
    now = clock.now()
    found = []
    for request in db.session.scalars(in_state(node_id, WAITING).order_by(CallBack.joined_at)):
        if expire(request, now):
            continue
        if _was_served(request):
            request.result = CALLED_AGAIN
            close(request, DONE, now)
        elif request.next_at <= now:
            found.append(request)
    return found


def _request(row: CallBack) -> Request | None:
    """With its queue's name, where the queue is still there, calls back, and its hours are open."""
    queue = db.session.get(Queue, row.queue_id)
    if queue is None or not queue.call_back or stands_still(queue.tenant):
        return None
    if not is_open(queue.call_back["hours"], queue.tenant.timezone, clock.now()):
        return None
    return Request(row.id, queue.switch_name, row.number, int(row.joined_at.timestamp()))


def _was_served(request: CallBack) -> bool:
    """Whether the caller has called again since, and talked with a seat."""
    since = select(Conversation.id).where(
        Conversation.tenant_id == request.tenant_id,
        Conversation.started_at > request.asked_at,
        Conversation.direction == INBOUND,
        Conversation.caller == request.number,
        Conversation.outcome == ANSWERED,
    )
    return db.session.execute(since.limit(1)).first() is not None
