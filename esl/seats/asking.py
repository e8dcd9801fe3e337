"""States asked for over a page or a command: kept, then told to the node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from seatyard.db import db
from seatyard.errors import SwitchError

from ..models import AFTER_CALL, READY, SeatState
from ..provisioning.desired import status
from ..provisioning.plan import status as status_command
from ..provisioning.service import home
from ..session import Address, Link
from ..session.nodes import address_of
from . import service
from .notes import Note

NOT_THERE = "error/"
"""How ``sofia_contact`` begins when no phone of that name is registered."""


@dataclass(frozen=True)
class Outcome:
    """What became of it: the agent's status on the node, or why the node does not have it yet."""

    seat: str
    state: str
    reason: int | None
    since: datetime
    until: datetime | None
    status: str | None
    problem: str = ""


def set_state(
    tenant: str,
    number: str,
    state: str,
    reason: int | None = None,
    minutes: int | None = None,
    by: str = "",
) -> Outcome:
    """Put a seat into a state. A node that cannot be reached gets it when it comes back."""
    seat = service.seat_of(tenant, number)
    note = service.note_of(seat.tenant, seat, state, reason, minutes, by)
    agent = seat.switch_name
    phone = None if seat.phone else f"{seat.number}@{seat.tenant.domain}"
    service.record([note])
    db.session.commit()
    told, problem = _tell(address_of(home(tenant)), agent, phone, note)
    return Outcome(number, note.state, note.reason, note.at, note.until, told, problem)


def _tell(address: Address, agent: str, phone: str | None, note: Note) -> tuple[str | None, str]:
    """Set the agent's status on the node; the status, or what went wrong. Without ``phone`` it is there."""
    says = SeatState(state=note.state, until=note.until)
    db.session.rollback()  # the node may take its time: hold nothing meanwhile
    try:
        with Link(address) as link:
            there = phone is None or not _contact(link, phone).startswith(NOT_THERE)
            wanted = status(there, says)
            if note.state in (READY, AFTER_CALL):
                ready_at = int(note.until.timestamp()) if note.until else 0
                link.bgapi(f"callcenter_config agent set ready_time {agent} {ready_at}")
            command = status_command(agent, wanted, "").text
            reply = link.bgapi(command)
            reply.require(reply.accepted, command)
    except SwitchError as error:
        return None, str(error)
    return wanted, ""


def _contact(link: Link, phone: str) -> str:
    return link.bgapi(f"sofia_contact */{phone}").text
