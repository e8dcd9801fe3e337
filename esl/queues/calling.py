"""Calls back, on one node: whose turn it is, over a seat that is free, never twice at once.

An attempt is committed, with the name that its call will have, before the call is made. So whoever comes
next, another worker after a crash, finds the call by its name on the switch, or its record, and knows.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

import gevent
from sqlalchemy import ColumnElement, select

from seatyard import clock
from seatyard.db import db, snapshot, transaction
from seatyard.errors import SwitchError
from tenants.models import Queue, Seat, Tenant

from ..placed import is_up
from ..provisioning.actual import Switch
from ..watchdog.snapshot import Snapshot
from .attempts import RING, Attempt
from .due import in_state, phones_that_call_out, requests_due
from .models import CALLING, OPEN, WAITING, CallBack
from .outcome import LOST, RECORD, Result, result_of, settle
from .places import waiting
from .turns import Request, turns

logger = logging.getLogger(__name__)

PATIENCE = RING + 15.0
"""Seconds for the switch's word on an attempt: the ring, and what comes before it."""
RESERVED = "Reserved"
NOTHING = Result(False, False, "")
BEGUN = timedelta(seconds=10)
"""After this long an attempt's call is on the switch, or over."""


class CallingBack:
    """Needs an application around it, but for what it spawns."""

    def __init__(self, node_id: int, switch: Switch, spawn: Callable[..., object] = gevent.spawn) -> None:
        self.node_id = node_id
        self._switch = switch
        self._spawn = spawn
        self._refused: dict[str, str] = {}
        """By the call's name: why the switch did not reach the seat."""

    def held(self) -> set[str]:
        """Agents that call somebody back: reserved, and not stuck."""
        query = (
            select(Seat.id, Tenant.domain)
            .join(CallBack, CallBack.seat_id == Seat.id)
            .join(Tenant, Tenant.id == Seat.tenant_id)
        )
        with snapshot():
            rows = db.session.execute(
                query.where(CallBack.node_id == self.node_id, CallBack.state == CALLING)
            )
            return {f"seat-{seat_id}@{domain}" for seat_id, domain in rows}

    def look(self, seen: Snapshot) -> None:
        """Settle what has ended, begin what is due. Raises SwitchError when the link is lost."""
        with snapshot():
            states = set(db.session.scalars(select(CallBack.state).where(*self._open()).distinct()))
        if CALLING in states:
            self._settle(seen)
        if WAITING in states:
            self._begin(seen)

    def _open(self) -> tuple[ColumnElement[bool], ...]:
        return CallBack.node_id == self.node_id, CallBack.state.in_(OPEN)

    # what has ended

    def _settle(self, seen: Snapshot) -> None:
        free = []
        with transaction():
            for request in db.session.scalars(in_state(self.node_id, CALLING)):
                result = self._result(request, seen)
                if result is not None:
                    free.append((_agent(request.seat_id), result))
                    _settled(request, result)
                elif _is_silent(request, seen):
                    free.append((_agent(request.seat_id), NOTHING))
        for agent, result in free:
            if agent:
                self._release(agent, result, seen)

    def _result(self, request: CallBack, seen: Snapshot) -> Result | None:
        """How the attempt has ended; None while it goes on, or its record is still to come."""
        called_at, call = request.called_at or clock.now(), request.call_uuid
        age = clock.now() - called_at
        if call is None or age < BEGUN or is_up(call, seen.channels.values()):
            return None
        found = result_of(request.tenant_id, call, called_at)
        if found and found.called:
            return found
        if cause := self._refused.pop(call, ""):
            return Result(False, False, cause)
        if age <= RECORD:
            return None
        return found or Result(True, False, LOST)

    def _release(self, agent: str, result: Result, seen: Snapshot) -> None:
        """Back into the queues, after a talk with the after-call work that follows a call from one."""
        wrap_up = int(seen.agents.get(agent, {}).get("wrap_up_time", 0))
        if result.answered and wrap_up:
            until = int(seen.at.timestamp()) + wrap_up
            self._switch.bgapi(f"callcenter_config agent set ready_time {agent} {until}")
        if seen.agents.get(agent, {}).get("state") == RESERVED:
            self._switch.bgapi(f"callcenter_config agent set state {agent} Waiting")

    # what is due

    def _begin(self, seen: Snapshot) -> None:
        for request, agent in self._turns(seen):
            attempt = self._prepare(request, agent)
            if attempt is None:
                continue
            if not self._switch.bgapi(attempt.reserve).accepted:
                self._undo(request.id)
                continue
            logger.info("call back %d: %s calls %s", request.id, agent, attempt.number)
            self._spawn(self._call, attempt)

    def _turns(self, seen: Snapshot) -> list[tuple[Request, str]]:
        with transaction():
            requests = requests_due(self.node_id)
        phones = phones_that_call_out(seen)
        return list(turns(seen, requests, waiting(seen), phones, self.held()))

    def _prepare(self, request: Request, agent: str) -> Attempt | None:
        """Commit the attempt; None when the request or the seat has changed meanwhile."""
        with transaction():
            row = db.session.get(CallBack, request.id, with_for_update=True)
            seat = db.session.get(Seat, int(agent[5:].partition("@")[0]))
            if row is None or seat is None or row.state != WAITING:
                return None
            row.state, row.seat_id, row.called_at = CALLING, seat.id, clock.now()
            row.call_uuid = str(uuid.uuid4())
            phone = f"{seat.number}@{seat.tenant.domain}"
            return Attempt(row.call_uuid, agent, seat.id, phone, row.tenant_id, row.queue_id, row.number)

    def _undo(self, request_id: int) -> None:
        """The agent was offered another call: nothing has happened."""
        with transaction():
            row = db.session.get_one(CallBack, request_id)
            row.state, row.call_uuid = WAITING, None

    def _call(self, attempt: Attempt) -> None:
        """In a greenlet of its own: the switch's word comes when the seat has answered, or not."""
        try:
            reply = self._switch.bgapi(attempt.originate, PATIENCE)
            logger.info("%s: %s", attempt.call, reply.text.strip())
            if not reply.accepted:
                self._refused[attempt.call] = reply.text.strip().removeprefix("-ERR ")
                self._switch.bgapi(attempt.release)
        except SwitchError as error:
            logger.warning("%s: %s", attempt.call, error)


def _is_silent(request: CallBack, seen: Snapshot) -> bool:
    """Whether its call is not, or no longer, on the switch: no seat is kept for the record of it."""
    age = clock.now() - (request.called_at or clock.now())
    up = request.call_uuid is not None and is_up(request.call_uuid, seen.channels.values())
    return not up and age.total_seconds() > PATIENCE


def _settled(request: CallBack, result: Result) -> None:
    queue = db.session.get(Queue, request.queue_id)
    rule = queue.call_back if queue is not None else {}
    pause = timedelta(minutes=rule.get("pause", 0))
    settle(request, result, clock.now(), rule.get("attempts", 1), pause)
    logger.info("call back %d: %s, %s", request.id, result.cause, request.state)


def _agent(seat_id: int | None) -> str | None:
    seat = db.session.get(Seat, seat_id) if seat_id else None
    return seat.switch_name if seat else None
