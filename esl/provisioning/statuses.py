"""Agents signed in and out as their phones come and go."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from seatyard.db import db, slices, snapshot
from tenants.models import Seat, Tenant

from ..models import Placement
from .actual import Switch
from .desired import Phone
from .plan import Command, status

logger = logging.getLogger(__name__)


def commands(node_id: int, changes: Mapping[Phone, bool]) -> list[Command]:
    """What to tell the node, for the phones that are active seats of its tenants."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for number, domain in changes:
        numbers[domain].add(number)
    query = (
        select(Seat)
        .join(Tenant)
        .join(Placement, Placement.tenant_id == Tenant.id)
        .where(Placement.node_id == node_id, Seat.active)
        .options(joinedload(Seat.tenant))
    )
    with snapshot():
        return [
            status(seat.switch_name, changes[seat.number, domain], why="its phone came or went")
            for domain, ones in numbers.items()
            for some in slices(ones)
            for seat in db.session.scalars(query.where(Tenant.domain == domain, Seat.number.in_(some)))
        ]


def follow(switch: Switch, node_id: int, changes: Mapping[Phone, bool]) -> None:
    """Set the status of each changed phone's agent. Raises SwitchError when the link is lost.

    An agent that the node does not have yet gets its status when it is provisioned.
    """
    for command in commands(node_id, changes):
        reply = switch.bgapi(command.text)
        logger.info("node %d: %s: %s", node_id, command.text, reply.text.strip())
