"""A tenant's voicemail boxes. Pure.

Every queue and seat can be left messages for; a box that the file's ``voicemail`` names is opened by
telephone, with its PIN: a seat's from every phone of the tenant, a queue's from those of its seats.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tenants.models import Queue, Tenant

MESSAGES = "seatyard_messages"
"""On a call to a box: what it did with which message, ``heard:<uuid>;deleted:<uuid>`` (``marks``)."""


@dataclass(frozen=True)
class Box:
    user: str
    """In the tenant's directory: a seat's number, or ``queue-5``."""
    number: str
    """What is dialled behind the code."""
    pin: str
    """As ``tenants.pins`` keeps it."""
    queue_id: int | None = None
    seats: tuple[str, ...] = ()
    """Whose lamps tell of its messages: those that may open it without asking anybody for a PIN."""


def mailbox(queue: Queue) -> str:
    """A queue's box in the directory."""
    return f"queue-{queue.id}"


def boxes_of(tenant: Tenant) -> list[Box]:
    """Those that can be opened by telephone."""
    said = tenant.voicemail or {}
    seats = {seat.number for seat in tenant.seats if seat.active}
    found = [
        Box(name, name, box["pin"], seats=(name,))
        for name, box in said.get("seats", {}).items()
        if name in seats
    ]
    for queue in tenant.queues:
        if box := said.get("queues", {}).get(queue.name):
            its = sorted({tier.seat.number for tier in queue.tiers} & seats)
            found.append(Box(mailbox(queue), box["number"], box["pin"], queue.id, tuple(its)))
    return found


PIN, LAMPS, BOXES = "seatyard-pin", "seatyard-lamps", "seatyard-boxes"
"""Parameters of directory entries, for the node's own scripts: what a PIN is compared with; whose lamps
tell of a box; which boxes a seat's lamp tells of."""


def params_of(boxes: Collection[Box]) -> dict[str, dict[str, str]]:
    """By user, the parameters of its directory entry."""
    found: dict[str, dict[str, str]] = {box.user: {PIN: box.pin} for box in boxes}
    for box in boxes:
        if box.queue_id is not None and box.seats:
            found[box.user][LAMPS] = ",".join(box.seats)
        for seat in box.seats:
            mine = found.setdefault(seat, {})
            mine[BOXES] = f"{mine[BOXES]},{box.user}" if BOXES in mine else box.user
    return found
