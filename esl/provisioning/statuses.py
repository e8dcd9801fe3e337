"""Agents' statuses as their phones come and go, and as seats say that they are ready or not."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import joinedload

from seatyard.db import db, slices, snapshot
from tenants.models import Seat, Tenant

from ..models import SeatState
from ..nodes.serving import served_by
from .actual import Switch
from .desired import Phone, is_there
from .desired import status as wanted
from .plan import Command, status

logger = logging.getLogger(__name__)

Found = Row[tuple[Seat, SeatState | None]]
"""An active seat, and what it says of itself."""


def commands(
    node_id: int, registered: Collection[Phone], phones: Collection[Phone], seats: Collection[int] = ()
) -> list[Command]:
    """What to tell the node of the seats with these phones or ids that are its tenants' and active."""
    with snapshot():
        found = {
            seat.id: (seat, says) for seat, says in (*_by_phone(node_id, phones), *_by_id(node_id, seats))
        }
        return [
            status(
                seat.switch_name,
                wanted(is_there(seat, seat.tenant.domain, registered), says),
                why="its phone came or went, or it said so",
            )
            for seat, says in found.values()
        ]


def follow(
    switch: Switch,
    node_id: int,
    registered: Collection[Phone],
    phones: Collection[Phone],
    seats: Collection[int] = (),
) -> None:
    """Set the status of each of these seats' agents. Raises SwitchError when the link is lost.

    An agent that the node does not have yet gets its status when it is provisioned.
    """
    for command in commands(node_id, registered, phones, seats):
        reply = switch.bgapi(command.text)
        logger.info("node %d: %s: %s", node_id, command.text, reply.text.strip())


def _by_phone(node_id: int, phones: Collection[Phone]) -> Iterator[Found]:
    numbers: dict[str, set[str]] = defaultdict(set)
    for number, domain in phones:
        numbers[domain].add(number)
    for domain, ones in numbers.items():
        for some in slices(ones):
            yield from _find(node_id, Tenant.domain == domain, Seat.number.in_(some))


def _by_id(node_id: int, seats: Collection[int]) -> Iterator[Found]:
    for some in slices(sorted(seats)):
        yield from _find(node_id, Seat.id.in_(some))


def _find(node_id: int, *which: ColumnElement[bool]) -> Iterator[Found]:
    yield from db.session.execute(_active(node_id).where(*which))


def _active(node_id: int) -> Select[Any]:
    own = and_(SeatState.tenant_id == Seat.tenant_id, SeatState.seat_id == Seat.id)
    return (
        select(Seat, SeatState)
        .select_from(Seat)
        .join(Tenant, Tenant.id == Seat.tenant_id)
        .outerjoin(SeatState, own)
        .where(served_by(node_id), Seat.active)
        .options(joinedload(Seat.tenant))
    )
