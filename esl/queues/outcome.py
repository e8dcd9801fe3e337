"""What became of an attempt, from the call's own record; and what that makes of the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from seatyard.db import db

from ..calls.parts import near
from ..models import ANSWERED, Conversation, Leg
from .models import DONE, EXPIRED, FAILED, WAITING, CallBack

SOON = timedelta(seconds=30)
"""After a seat that did not answer."""
KEPT = timedelta(days=2)
"""Nobody is called back later than this."""
RECORD = timedelta(minutes=10)
"""For so long the record of a call that is over is waited for."""
LOST = "no record of the call"


@dataclass(frozen=True)
class Result:
    called: bool
    """Whether the number was called at all."""
    answered: bool
    cause: str


def result_of(node_id: int, uuid: str, called_at: datetime) -> Result | None:
    """From the folded record of the seat's leg, called at that moment; None while there is none."""
    query = (
        select(Leg.billusec, Leg.cause, Conversation.outcome, Conversation.cause.label("end"))
        .join(
            Conversation,
            (Conversation.tenant_id == Leg.tenant_id) & (Conversation.id == Leg.conversation_id),
        )
        .where(Leg.node_id == node_id, Leg.uuid == uuid)
        .where(near(Leg, called_at), near(Conversation, called_at))
    )
    found = db.session.execute(query).first()
    if found is None:
        return None
    answered = found.outcome == ANSWERED
    return Result(found.billusec > 0, answered, "answered" if answered else found.cause)


def settle(request: CallBack, result: Result, at: datetime, attempts: int, pause: timedelta) -> None:
    """Close the request, or let it wait for another attempt."""
    request.call_uuid, request.result = None, result.cause
    request.attempts += result.called
    if result.answered:
        close(request, DONE, at)
    elif request.attempts >= attempts:
        close(request, FAILED, at)
    else:
        request.state = WAITING
        request.next_at = at + (pause if result.called else SOON)


def close(request: CallBack, state: str, at: datetime) -> None:
    request.state, request.finished_at = state, at


def expire(request: CallBack, at: datetime) -> bool:
    """Whether the request was too old, and is closed now."""
    if at - request.asked_at <= KEPT:
        return False
    close(request, EXPIRED, at)
    return True
