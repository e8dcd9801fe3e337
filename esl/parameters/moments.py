"""What the switch tells when a seat's telephone rings and when it answers, and what the worker makes of it.

The seat's leg fires ``seatyard::reached`` by itself (``execute_on_ring``, ``execute_on_answer``): a tenant
that asks for nothing costs no event. What is told while nobody listens is lost; how a call ended comes with
its record (``ended``), however late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from seatyard.db import db, transaction
from tenants.models import Queue, Seat, Tenant

from ..calls.e164 import e164
from ..seats.notes import ASKED
from ..session import Event
from ..webhooks.outbox import Message, put
from .wish import Wish, filled_plainly

EVENT = "seatyard::reached"
MOMENT = "Seatyard-Moment"
RINGING, ANSWERED = "ringing", "answered"
KEPT = 10_000
"""Moments kept while the database is away; beyond them the oldest are let go."""


def told_by(wish: Wish) -> dict[str, str]:
    """Parameters of the seat's directory entry, by name: variables of each leg that rings it."""
    if not wish.told:
        return {}
    fires = f"event Event-Name=CUSTOM,Event-Subclass={EVENT},{MOMENT}="
    return {
        f"execute_on_ring_{RINGING}": fires + RINGING,
        f"execute_on_answer_{ANSWERED}": fires + ANSWERED,
    }


@dataclass(frozen=True)
class Moment:
    kind: str
    at: datetime
    leg: str
    call: str
    """The caller's leg."""
    seat_id: int
    queue_id: int | None
    caller: str
    called: str


class Moments:
    """Collects for one node, writes what came since the last time."""

    def __init__(self) -> None:
        self._heard: list[Moment] = []

    def feed(self, event: Event) -> None:
        """A ``seatyard::reached``; any other event is passed over."""
        if event.name == EVENT and (found := moment_of(event)) is not None:
            self._heard.append(found)
            del self._heard[:-KEPT]

    def write(self) -> None:
        """Into the outbox. Needs an application around it."""
        heard, self._heard = self._heard, []
        if not heard:
            return
        try:
            with transaction():
                put(list(_messages(heard)))
        except Exception:
            self._heard = heard + self._heard  # the database is away: they are written with the next ones
            raise


def moment_of(event: Event) -> Moment | None:
    """None for one that lacks what it must have."""
    seat, kind, leg = event.get("variable_seatyard_seat"), event.get(MOMENT), event.get("Unique-ID")
    if not (_is_id(seat) and leg and event.at is not None and kind in (RINGING, ANSWERED)):
        return None
    if event.get(f"variable_{ASKED}"):  # a supervisor's phone, which is asked into a colleague's talk
        return None
    queue = event.get("variable_cc_queue").partition("@")[0].removeprefix("queue-")
    queue = queue or event.get("variable_seatyard_queue")
    call = event.get("variable_cc_member_session_uuid") or event.get("variable_originating_leg_uuid")
    return Moment(
        kind,
        event.at,
        leg,
        call or event.get("variable_originator") or leg,
        int(seat),
        int(queue) if _is_id(queue) else None,
        e164(event.get("Caller-Caller-ID-Number")),
        event.get("variable_seatyard_did") or event.get("Caller-Destination-Number"),
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _messages(heard: list[Moment]) -> Iterator[Message]:
    found = select(Seat, Tenant).join(Tenant).where(Seat.id.in_({one.seat_id for one in heard}))
    seats = {seat.id: (seat, tenant) for seat, tenant in db.session.execute(found).tuples()}
    named = select(Queue).where(Queue.id.in_({one.queue_id for one in heard if one.queue_id}))
    queues = {(queue.tenant_id, queue.id): queue.name for queue in db.session.scalars(named)}
    for one in heard:
        if one.seat_id in seats:
            seat, tenant = seats[one.seat_id]
            yield _message(one, seat, tenant, queues.get((tenant.id, one.queue_id or 0), ""))


def _message(one: Moment, seat: Seat, tenant: Tenant, queue: str) -> Message:
    wish = Wish.of(tenant.policies)
    four = {"seat": seat.number, "queue": queue, "caller": one.caller, "called": one.called}
    data = {**four, "call": one.call, "leg": one.leg}
    if wish.on_ring:
        data["url"] = filled_plainly(wish.on_ring, four)
    return Message(tenant.id, f"call.{one.kind}", one.leg, one.at, data, seat.id, wanted=bool(wish.webhook))
