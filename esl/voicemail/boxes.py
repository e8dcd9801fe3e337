"""A tenant's voicemail boxes. Pure.

Every queue and seat can be left messages for; a box that the file's ``voicemail`` names is opened by
telephone, with its PIN: a seat's from every phone of the tenant, a queue's from those of its seats.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tenants.models import Queue, Tenant


@dataclass(frozen=True)
class Box:
    user: str
    """In the tenant's directory: a seat's number, or ``queue-5``."""
    number: str
    """What is dialled behind the code."""
    pin: str
    """As ``tenants.pins`` keeps it."""
    queue_id: int | None = None


def mailbox(queue: Queue) -> str:
    """A queue's box in the directory."""
    return f"queue-{queue.id}"


def boxes_of(tenant: Tenant) -> list[Box]:
    """Those that can be opened by telephone."""
    said = tenant.voicemail or {}
    seats = {seat.number for seat in tenant.seats if seat.active}
    found = [Box(name, name, box["pin"]) for name, box in said.get("seats", {}).items() if name in seats]
    for queue in tenant.queues:
        if box := said.get("queues", {}).get(queue.name):
            found.append(Box(mailbox(queue), box["number"], box["pin"], queue.id))
    return found


def pins_of(boxes: Collection[Box]) -> dict[str, str]:
    """By the box's user."""
    return {box.user: box.pin for box in boxes}
