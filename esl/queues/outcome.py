"""What became of an attempt, from the call's own record; and what that makes of the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from seatyard.db import db

from ..calls.months import near
from ..models import ANSWERED, Conversation, Leg
from .models import DONE, EXPIRED, FAILED, WAITING, CallBack

SOON = timedelta(seconds=30)
"""After a seat that did not answer."""
KEPT = timedelta(days=2)
"""Nobody is called back later than this."""
RECORD = timedelta(minutes=10)
"""For so long the record of a call that is over is waited for."""
LOST = "no record of the call"
LOST_RACE = "LOSE_RACE"
"""Of a phone that rang until another of the seat's was answered."""


@dataclass(frozen=True)
class Result:
    called: bool
    """Whether the number was called at all."""
    answered: bool
    cause: str


def result_of(tenant_id: int, call: str, called_at: datetime) -> Result | None:
    """From the folded records of the call, placed at that moment; None while there are none.

    Where no phone answered, the record of one that did may still be to come.
    """
    query = (
        select(Leg.billusec, Leg.cause, Conversation.outcome)
        .join(
            Conversation,
            (Conversation.tenant_id == Leg.tenant_id) & (Conversation.id == Leg.conversation_id),
        )
        .where(Conversation.tenant_id == tenant_id, Conversation.id == call, Leg.seat_id.is_not(None))
        .where(near(Leg, called_at), near(Conversation, called_at))
    )
    rang = db.session.execute(query.order_by(Leg.billusec.desc())).all()
    called = bool(rang) and rang[0].billusec > 0
    if not called and (not rang or any(leg.cause == LOST_RACE for leg in rang)):
        return None
    answered = rang[0].outcome == ANSWERED
    return Result(called, answered, "answered" if answered else rang[0].cause)


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
