"""Answering for a colleague whose phone rings: one by number, or the last that rang in one's own queues.

Who rings is noted before the bridge (``flows.applications.ring_seat``), for the seat and for each of its
queues; only a call that is joined to nobody is picked up.
"""

from __future__ import annotations

import re

from tenants.models import Seat, Tenant

from ...flows.applications import RINGING
from ...flows.xml import Element, action, dialled, extension, when
from . import codes as table
from .codes import Codes, own_call
from .joined import is_here

GROUPS = "seatyard_groups"
"""On a seat's legs: the ids of its queues, each between commas."""


def codes(tenant: Tenant) -> Codes:
    domain = tenant.domain
    one = extension(
        "code-pickup",
        *own_call(),
        dialled(rf"^{re.escape(table.PICK_UP)}(\d{{2,6}})$", *_pick_up(f"$1@{domain}")),
    )
    groups = [_of_group(queue.id, domain) for queue in tenant.queues]
    return Codes({}, [one, *groups])


def legs(seat: Seat) -> dict[str, str]:
    return {GROUPS: "".join(f",{tier.queue_id}," for tier in seat.tiers)}


def notes(seat: Seat) -> tuple[str, ...]:
    """The keys under which the leg that rings the seat is noted."""
    domain = seat.tenant.domain
    return (f"{seat.number}@{domain}", *(f"queue-{tier.queue_id}@{domain}" for tier in seat.tiers))


def _of_group(queue_id: int, domain: str) -> Element:
    """One after the other, until there is somebody: a seat may be in several queues."""
    made = extension(
        f"code-pickup-{queue_id}",
        *own_call(),
        when(f"${{{GROUPS}}}", f",{queue_id},"),
        dialled(f"^{re.escape(table.PICK_UP)}$", *_pick_up(f"queue-{queue_id}@{domain}")),
    )
    made.set("continue", "true")
    return made


def _pick_up(place: str) -> list[Element]:
    return [
        is_here(),
        action("set", "intercept_unanswered_only=false"),
        action("intercept", f"${{hash(select/{RINGING}/{place})}}"),
    ]
